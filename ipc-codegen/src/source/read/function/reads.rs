//! What a call reads from a deserializer, or from its access to the elements of an array or an object.

use ipc_syntax::unraw;
use proc_macro2::Ident;
use syn::{Expr, ExprCall, ExprMethodCall, ExprPath, GenericArgument, Path, Type};

use super::bindings::Bindings;
use super::operand::{operand, whole_type};
use crate::source::read::types::{arguments, path_of, type_expr};
use crate::source::spans::span_of;
use crate::tree::{FunctionRole, Operand, Transfer, TypeExpr, TypeExprKind, VisitorExpr};

/// What a call of a function reads: `Owner::deserialize(param)`.
pub(super) fn read_call(call: &ExprCall, param: &Ident, role: FunctionRole) -> Option<Transfer> {
    let Expr::Path(ExprPath { qself, path, .. }) = &*call.func else { return None };
    let (last, owner) =
        path.segments.iter().collect::<Vec<_>>().split_last().map(|(last, owner)| {
            (last.ident.to_string(), owner.iter().map(|it| (*it).clone()).collect::<Vec<_>>())
        })?;
    let args: Vec<_> = call.args.iter().collect();
    let [only] = &*args else { return None };
    if last != "deserialize" || !is_source(only, param, role) {
        return None;
    }
    if let Some(qself) = qself {
        return Some(Transfer::Type(type_expr(&qself.ty)));
    }
    if owner.last().is_some_and(|owner| owner.ident == "Deserialize") {
        return Some(Transfer::Inferred);
    }
    let path = Path { leading_colon: path.leading_colon, segments: owner.into_iter().collect() };
    if !path.segments.last().is_some_and(|owner| is_type(&owner.ident)) {
        return None;
    }
    if path.is_ident("Option") {
        return Some(Transfer::InferredOption);
    }
    let given = path.segments.last().map(|last| arguments(&last.arguments));
    let kind = TypeExprKind::Path(path_of(&path), given.unwrap_or_default());
    Some(Transfer::Type(TypeExpr { span: span_of(&path), kind }))
}

/// Whether a name is that of a type and not of a module, as rustc's lint demands it.
fn is_type(name: &Ident) -> bool {
    let name = name.to_string();
    name.starts_with(|first: char| first.is_ascii_uppercase())
        || matches!(name.as_str(), "bool" | "char" | "str" | "f32" | "f64" | "isize" | "usize")
        || matches!(name.strip_prefix(['i', 'u']), Some("8" | "16" | "32" | "64" | "128"))
}

/// Whether an expression is the deserializer, or one that is made of the access to an array or an object.
fn is_source(expr: &Expr, param: &Ident, role: FunctionRole) -> bool {
    let made_by = match role {
        FunctionRole::Serialize => return false,
        FunctionRole::Deserialize => return is_param(expr, param),
        FunctionRole::Elements => "SeqAccessDeserializer",
        FunctionRole::Entries => "MapAccessDeserializer",
    };
    let Expr::Call(call) = expr else { return false };
    let Expr::Path(function) = &*call.func else { return false };
    let names: Vec<_> =
        function.path.segments.iter().rev().map(|segment| segment.ident.to_string()).collect();
    matches!(&*names, [last, owner, ..] if last == "new" && owner == made_by)
        && call.args.len() == 1
        && call.args.first().is_some_and(|arg| is_param(arg, param))
}

pub(super) fn is_param(expr: &Expr, param: &Ident) -> bool {
    match expr {
        Expr::Path(path) => path.path.is_ident(param),
        _ => false,
    }
}

/// What a visitor reads, by the method of the deserializer that takes it.
pub(super) fn visited(call: &ExprMethodCall, bindings: &mut Bindings) -> Option<Transfer> {
    let method = unraw(&call.method);
    let count = match method.as_str() {
        "deserialize_unit_struct" | "deserialize_newtype_struct" | "deserialize_tuple" => 2,
        "deserialize_tuple_struct" | "deserialize_struct" | "deserialize_enum" => 3,
        _ => 1,
    };
    if call.args.len() != count {
        return None;
    }
    let visitor = visitor_expr(call.args.last()?, bindings)?;
    Some(Transfer::Visited { method: method.into(), visitor, is_returned: false })
}

fn visitor_expr(expr: &Expr, bindings: &mut Bindings) -> Option<VisitorExpr> {
    let of = |path: &Path| Some(VisitorExpr::Path(path_of(path)));
    match expr {
        Expr::Path(path) if path.path.is_ident("self") => Some(VisitorExpr::Own),
        Expr::Path(path) => match path.path.get_ident().map(|name| bindings.get(&unraw(name))) {
            Some(Some(Operand::Built(ty, _) | Operand::Typed(ty))) => match &ty.kind {
                TypeExprKind::Path(path, _) => Some(VisitorExpr::Path(path.clone())),
                _ => None,
            },
            _ => of(&path.path),
        },
        Expr::Struct(visitor) => of(&visitor.path),
        Expr::Call(call) => {
            let Expr::Path(function) = &*call.func else { return None };
            let path = &function.path;
            let last = path.segments.last()?;
            if last.ident != "new" && last.ident != "default" {
                return of(path);
            }
            let owner = path.segments.iter().take(path.segments.len() - 1).cloned().collect();
            of(&Path { leading_colon: path.leading_colon, segments: owner })
        }
        _ => None,
    }
}

/// The types in the brackets after a method's name, unless rustc infers one of them.
pub(super) fn turbofish(call: &ExprMethodCall) -> Option<Vec<TypeExpr>> {
    let given = call.turbofish.as_ref()?;
    let types = given.args.iter().map(|argument| match argument {
        GenericArgument::Type(ty) => whole_type(behind(ty)),
        _ => None,
    });
    types.collect()
}

/// The target of a reference: a borrowed key or element is a text.
fn behind(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => &reference.elem,
        ty => ty,
    }
}

/// What a call of another function hands over: `other(value, param)` or `other(param)`.
pub(super) fn called(
    call: &ExprCall,
    param: &Ident,
    role: FunctionRole,
    bindings: &mut Bindings,
) -> Option<Transfer> {
    let Expr::Path(ExprPath { qself: None, path, .. }) = &*call.func else { return None };
    let args: Vec<_> = call.args.iter().collect();
    let value = match (role, &*args) {
        (FunctionRole::Serialize, [value, serializer]) if is_param(serializer, param) => {
            Some(operand(value, bindings)?)
        }
        (FunctionRole::Deserialize, [deserializer]) if is_param(deserializer, param) => None,
        _ => return None,
    };
    let is_plain = path.segments.iter().all(|segment| segment.arguments.is_none());
    is_plain.then(|| Transfer::Called { path: path_of(path), value, is_returned: false })
}
