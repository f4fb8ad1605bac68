//! Values in a function's body: the expressions whose types the sources determine.

use ipc_syntax::unraw;
use syn::{
    Expr, ExprCall, ExprField, ExprLit, ExprMethodCall, ExprStruct, Lit, Pat, Path, Type, TypePath,
    UnOp,
};

use super::bindings::{Bindings, is_inferred, member_name};
use crate::source::read::types::type_expr;
use crate::tree::{Operand, TypeExpr};

/// The value of an expression.
pub(super) fn operand(expr: &Expr, bindings: &mut Bindings) -> Option<Operand> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => {
            let name = path.path.get_ident()?;
            bindings.get(&unraw(name)).cloned()
        }
        Expr::Reference(it) => operand(&it.expr, bindings),
        Expr::Paren(it) => operand(&it.expr, bindings),
        Expr::Group(it) => operand(&it.expr, bindings),
        Expr::Unary(it) if matches!(it.op, UnOp::Deref(_)) => match operand(&it.expr, bindings)? {
            // A second `*` is that of a type's own `Deref`.
            Operand::Deref(_) => None,
            target => Some(Operand::Deref(Box::new(target))),
        },
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => Some(Operand::Text),
        Expr::Macro(it) if it.mac.path.is_ident("format") => Some(Operand::Text),
        Expr::Cast(it) => Some(Operand::Typed(type_expr(&it.ty))),
        Expr::Field(ExprField { base, member, .. }) => {
            Some(Operand::Field(Box::new(operand(base, bindings)?), member_name(member)))
        }
        Expr::Struct(it) => built(it, bindings),
        Expr::Call(it) => called(it, bindings),
        Expr::MethodCall(it) => result(it, bindings),
        _ => None,
    }
}

fn built(expr: &ExprStruct, bindings: &mut Bindings) -> Option<Operand> {
    if expr.qself.is_some() || expr.rest.is_some() {
        return None;
    }
    let fields = expr
        .fields
        .iter()
        .filter_map(|field| Some((member_name(&field.member), operand(&field.expr, bindings)?)));
    let fields = fields.collect();
    Some(Operand::Built(path_type(&expr.path), fields))
}

/// `Some(value)`, or a tuple struct with its values.
fn called(call: &ExprCall, bindings: &mut Bindings) -> Option<Operand> {
    let Expr::Path(function) = &*call.func else { return None };
    if function.qself.is_some() {
        return None;
    }
    let args: Vec<_> = call.args.iter().collect();
    if let ([content], true) = (&*args, function.path.is_ident("Some")) {
        return Some(Operand::Some(Box::new(operand(content, bindings)?)));
    }
    constructor(&function.path)?;
    let fields = args
        .iter()
        .enumerate()
        .filter_map(|(index, arg)| Some((index.to_string().into(), operand(arg, bindings)?)));
    let fields = fields.collect();
    Some(Operand::Built(path_type(&function.path), fields))
}

/// The path of a tuple struct: its name begins with a capital letter, as no function's does.
fn constructor(path: &Path) -> Option<&Path> {
    let last = path.segments.last()?;
    let is_type = last.ident.to_string().starts_with(|first: char| first.is_ascii_uppercase());
    (is_type && !path.is_ident("Ok") && !path.is_ident("Err")).then_some(path)
}

fn result(call: &ExprMethodCall, bindings: &mut Bindings) -> Option<Operand> {
    let receiver = Box::new(operand(&call.receiver, bindings)?);
    if call.method != "map" {
        return Some(Operand::Method(receiver, unraw(&call.method).into()));
    }
    let content = Operand::Content(receiver.clone());
    let mapped = match call.args.first()? {
        Expr::Path(function) if function.qself.is_none() => {
            let fields = Box::new([("0".into(), content)]);
            Operand::Built(path_type(constructor(&function.path)?), fields)
        }
        Expr::Closure(closure) => {
            let [Pat::Ident(_) | Pat::TupleStruct(_) | Pat::Reference(_)] =
                &*closure.inputs.iter().collect::<Vec<_>>()
            else {
                return None;
            };
            bindings.open();
            bindings.bind_pattern(closure.inputs.first()?, Some(content));
            let mapped = operand(&closure.body, bindings);
            bindings.close();
            mapped?
        }
        _ => return None,
    };
    Some(Operand::Mapped(receiver, Box::new(mapped)))
}

fn path_type(path: &Path) -> TypeExpr {
    type_expr(&Type::Path(TypePath { attrs: Vec::new(), qself: None, path: path.clone() }))
}

/// A written type, unless rustc infers a part of it.
pub(super) fn whole_type(ty: &Type) -> Option<TypeExpr> {
    let ty = type_expr(ty);
    (!is_inferred(&ty)).then_some(ty)
}
