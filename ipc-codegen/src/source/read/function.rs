//! Functions that are generic over a serializer or a deserializer: what they hand to it.
//!
//! Such a function knows nothing of the format, so what it hands over is all that crosses. Every use of
//! the parameter must be understood, or the function is not.

use std::collections::{BTreeMap, BTreeSet};

use ipc_syntax::unraw;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprCall, ExprIf, ExprLit, ExprMatch, ExprMethodCall, ExprPath, FnArg,
    GenericArgument, ImplItem, Item, Lit, Local, Member, Pat, PathArguments, ReturnType, Signature,
    Stmt, Type, TypeImplTrait, TypeParamBound, UnOp, UseTree,
};

use super::types::{arguments, generics, path_of, traits, type_expr};
use crate::known::KnownShape;
use crate::source::spans::span_of;
use crate::tree::{Function, FunctionRole, Transfer, TypeExpr, TypeExprKind};

/// Reads a function, if it has a parameter for a serializer or a deserializer.
pub(crate) fn function(signature: &Signature, block: &Block) -> Option<Function> {
    let (param, role) = serde_param(signature)?;
    let mut uses = Uses {
        param: &param,
        role,
        transfers: Vec::new(),
        value: value_param(signature, &param),
        known: 0,
        mentioned: BTreeSet::new(),
        declared: BTreeSet::new(),
    };
    uses.visit_block(block);
    uses.infer_returned(block);
    let local: BTreeMap<_, _> = visitors(block).into_iter().collect();
    for transfer in &mut uses.transfers {
        if let Transfer::Visited { visitor, methods, .. } = transfer {
            *methods = local.get(visitor).cloned();
        }
    }
    let written = count(block.to_token_stream(), &param);
    // A name that the body declares hides the one around it.
    let is_known = uses.known == written
        && !uses.transfers.is_empty()
        && uses.mentioned.is_disjoint(&uses.declared);
    let value = signature.inputs.iter().find_map(|input| match input {
        FnArg::Typed(input) if !is_ident(&input.pat, &param) => Some(type_expr(behind(&input.ty))),
        _ => None,
    });
    Some(Function {
        role,
        generics: generics(span_of(&signature.ident), &signature.generics),
        value,
        returns: returned(&signature.output),
        transfers: is_known.then(|| uses.transfers.into()),
    })
}

/// Stands for any name.
const ANY: &str = "*";

/// The parameter for the serializer or the deserializer.
fn serde_param(signature: &Signature) -> Option<(Ident, FunctionRole)> {
    signature.inputs.iter().find_map(|input| {
        let FnArg::Typed(input) = input else { return None };
        let Pat::Ident(pattern) = &*input.pat else { return None };
        let role = match &*input.ty {
            Type::ImplTrait(TypeImplTrait { bounds, .. }) => role_of(bounds),
            Type::Path(ty) => {
                let name = ty.path.get_ident()?;
                let declared = signature.generics.type_params();
                let declared = declared.filter(|param| param.ident == *name);
                let clause = signature.generics.where_clause.iter();
                let predicates = clause.flat_map(|clause| &clause.predicates);
                let demanded = predicates.filter_map(|predicate| match predicate {
                    syn::WherePredicate::Type(it) => match &it.bounded_ty {
                        Type::Path(ty) if ty.path.is_ident(name) => Some(&it.bounds),
                        _ => None,
                    },
                    _ => None,
                });
                let mut bounds = declared.map(|param| &param.bounds).chain(demanded);
                bounds.find_map(role_of)
            }
            _ => None,
        };
        role.map(|role| (pattern.ident.clone(), role))
    })
}

fn role_of<'b>(bounds: impl IntoIterator<Item = &'b TypeParamBound>) -> Option<FunctionRole> {
    traits(bounds).iter().find_map(|bound| match &*bound.path.segments.last()?.text {
        "Serializer" => Some(FunctionRole::Serialize),
        "Deserializer" => Some(FunctionRole::Deserialize),
        _ => None,
    })
}

/// The name of the other parameter, if there is only one and it is not `self`.
fn value_param(signature: &Signature, param: &Ident) -> Option<Ident> {
    let mut others = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) if !is_ident(&input.pat, param) => Some(&*input.pat),
        _ => None,
    });
    match (others.next(), others.next()) {
        (Some(Pat::Ident(pattern)), None) => Some(pattern.ident.clone()),
        _ => None,
    }
}

/// The type in the `Ok` that a function returns.
fn returned(output: &ReturnType) -> Option<TypeExpr> {
    let ReturnType::Type(_, ty) = output else { return None };
    let Type::Path(ty) = &**ty else { return None };
    match &ty.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(given) => match given.args.first()? {
            GenericArgument::Type(ty) => Some(type_expr(ty)),
            _ => None,
        },
        _ => None,
    }
}

/// The target of references.
fn behind(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => behind(&reference.elem),
        ty => ty,
    }
}

fn is_ident(pattern: &Pat, ident: &Ident) -> bool {
    matches!(pattern, Pat::Ident(pattern) if pattern.ident == *ident)
}

/// How often a name is in these tokens, at any depth.
fn count(tokens: TokenStream, name: &Ident) -> usize {
    let of_token = |token| match token {
        TokenTree::Ident(ident) => usize::from(ident == *name),
        TokenTree::Group(group) => count(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => 0,
    };
    tokens.into_iter().map(of_token).sum()
}

/// The uses of the parameter in a function's body.
struct Uses<'p> {
    param: &'p Ident,
    role: FunctionRole,
    transfers: Vec<Transfer>,
    /// The name of the value that is serialized, unless it is `self`.
    value: Option<Ident>,
    /// How many uses are understood.
    known: usize,
    /// The names in the types that are handed over.
    mentioned: BTreeSet<String>,
    /// The names that items in the body declare. `*` stands for any name.
    declared: BTreeSet<String>,
}

impl Uses<'_> {
    fn is_param(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.is_ident(self.param))
    }

    /// Counts a use as understood, if it hands over something that is.
    fn add(&mut self, transfer: Option<Transfer>) {
        if let Some(transfer) = transfer {
            self.known += 1;
            self.transfers.push(transfer);
        }
    }

    /// Whether this is `match value { Some(some) => serializer.serialize_some(some), None =>
    /// serializer.serialize_none() }`.
    fn writes_option(&self, choice: &ExprMatch) -> bool {
        let is_value = matches!(value_of(&choice.expr, self.value.as_ref()), Some(Transfer::Value));
        let [some, none] = &*choice.arms else { return false };
        let (Pat::TupleStruct(pattern), Expr::MethodCall(write)) = (&some.pat, &*some.body) else {
            return false;
        };
        let Expr::MethodCall(write_none) = &*none.body else { return false };
        let is_none = match &none.pat {
            Pat::Ident(pattern) => pattern.ident == "None",
            Pat::Path(pattern) => pattern.path.is_ident("None"),
            _ => false,
        };
        let content = match &*pattern.elems.iter().collect::<Vec<_>>() {
            [Pat::Ident(content)] if pattern.path.is_ident("Some") => &content.ident,
            _ => return false,
        };
        is_value
            && is_none
            && self.is_param(&write.receiver)
            && write.method == "serialize_some"
            && matches!(write.args.first(), Some(Expr::Path(path)) if path.path.is_ident(content))
            && self.is_param(&write_none.receiver)
            && write_none.method == "serialize_none"
    }

    /// Adds the names in a type that is handed over.
    fn mention(&mut self, tokens: TokenStream) {
        self.mentioned.insert(ANY.to_owned());
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => _ = self.mentioned.insert(unraw(&ident)),
                TokenTree::Group(group) => self.mention(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    fn declare_import(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(tree) => self.declare_import(&tree.tree),
            UseTree::Name(tree) => _ = self.declared.insert(unraw(&tree.ident)),
            UseTree::Rename(tree) => _ = self.declared.insert(unraw(&tree.rename)),
            UseTree::Glob(_) => _ = self.declared.insert(ANY.to_owned()),
            UseTree::Group(tree) => tree.items.iter().for_each(|tree| self.declare_import(tree)),
        }
    }

    /// Whether an expression is the value that the deserializer gives: `call?` or `call.map_err(…)?`.
    fn is_read(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Try(it) if self.is_result(&it.expr))
    }

    /// Whether an expression is the `Result` of reading from the deserializer.
    fn is_result(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Call(call) => self.read_call(call).is_some(),
            Expr::MethodCall(call) => call.method == "map_err" && self.is_result(&call.receiver),
            _ => false,
        }
    }

    /// Replaces what the body infers from the function's return type. Only a few forms are understood.
    fn infer_returned(&mut self, block: &Block) {
        let [transfer] = &*self.transfers else { return };
        let inferred = match transfer {
            Transfer::Inferred if self.returns_read(block) => Transfer::Returned,
            Transfer::Inferred if self.returns_some(block) => Transfer::InsideReturned,
            Transfer::Inferred if self.maps_option(block) => Transfer::OptionOfReturned,
            Transfer::InferredOption if self.returns_content(block) => Transfer::OptionOfReturned,
            _ => return,
        };
        self.transfers = vec![inferred];
    }

    /// Whether a body returns what it reads.
    fn returns_read(&self, block: &Block) -> bool {
        match &*block.stmts {
            [Stmt::Expr(last, None)] => {
                self.is_result(last) || ok_of(last).is_some_and(|value| self.is_read(value))
            }
            _ => false,
        }
    }

    /// Whether a body returns `Some` of what it reads.
    fn returns_some(&self, block: &Block) -> bool {
        match &*block.stmts {
            [Stmt::Expr(Expr::MethodCall(map), None)] if map.method == "map" => {
                self.is_result(&map.receiver)
                    && matches!(map.args.first(), Some(Expr::Path(path)) if path.path.is_ident("Some"))
            }
            [Stmt::Expr(last, None)] => match ok_of(last) {
                Some(Expr::Call(call)) => {
                    matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some"))
                        && call.args.first().is_some_and(|value| self.is_read(value))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a body is `….map(|read: Option<_>| read.unwrap_or(…))`.
    fn maps_option(&self, block: &Block) -> bool {
        let [Stmt::Expr(Expr::MethodCall(map), None)] = &*block.stmts else { return false };
        let Some(Expr::Closure(closure)) = map.args.first() else { return false };
        let Some(Pat::Type(input)) = closure.inputs.first() else { return false };
        let is_option = matches!(&*input.ty, Type::Path(ty)
            if ty.path.segments.len() == 1 && ty.path.segments[0].ident == "Option");
        let is_content = matches!((&*input.pat, content_of(&closure.body)),
            (Pat::Ident(input), Some(Expr::Path(path))) if path.path.is_ident(&input.ident));
        map.method == "map" && is_option && is_content && self.is_result(&map.receiver)
    }

    /// Whether a body returns the content of the `Option` that it reads, or a default.
    fn returns_content(&self, block: &Block) -> bool {
        match &*block.stmts {
            [Stmt::Expr(Expr::MethodCall(map), None)] if map.method == "map" => {
                let is_content = match map.args.first() {
                    Some(Expr::Path(path)) => {
                        let names =
                            path.path.segments.iter().map(|segment| segment.ident.to_string());
                        names.eq(["Option", "unwrap_or_default"])
                    }
                    Some(Expr::Closure(closure)) => {
                        match (closure.inputs.first(), content_of(&closure.body)) {
                            (Some(Pat::Ident(input)), Some(Expr::Path(path))) => {
                                path.path.is_ident(&input.ident)
                            }
                            _ => false,
                        }
                    }
                    _ => false,
                };
                is_content && self.is_result(&map.receiver)
            }
            [Stmt::Expr(last, None)] => {
                ok_of(last).and_then(content_of).is_some_and(|value| self.is_read(value))
            }
            [Stmt::Local(local), Stmt::Expr(last, None)] => {
                let Pat::Ident(name) = &local.pat else { return false };
                local.init.as_ref().is_some_and(|init| self.is_read(&init.expr))
                    && matches!(ok_of(last).and_then(content_of), Some(Expr::Path(path))
                        if path.path.is_ident(&name.ident))
            }
            _ => false,
        }
    }

    /// What a call hands over to a deserializer: `Owner::deserialize(param)`.
    fn read_call(&self, call: &ExprCall) -> Option<Transfer> {
        let Expr::Path(ExprPath { qself, path, .. }) = &*call.func else { return None };
        let (last, owner) =
            path.segments.iter().collect::<Vec<_>>().split_last().map(|(last, owner)| {
                (last.ident.to_string(), owner.iter().map(|it| (*it).clone()).collect::<Vec<_>>())
            })?;
        let args: Vec<_> = call.args.iter().collect();
        match (self.role, last.as_str(), &*args) {
            (FunctionRole::Deserialize, "deserialize", [only]) if self.is_param(only) => {
                if let Some(qself) = qself {
                    return Some(Transfer::Type(type_expr(&qself.ty)));
                }
                if owner.last().is_some_and(|owner| owner.ident == "Deserialize") {
                    return Some(Transfer::Inferred);
                }
                let path = syn::Path {
                    leading_colon: path.leading_colon,
                    segments: owner.into_iter().collect(),
                };
                if path.segments.is_empty() {
                    return None;
                }
                if path.is_ident("Option") {
                    return Some(Transfer::InferredOption);
                }
                let given = path.segments.last().map(|last| arguments(&last.arguments));
                let kind = TypeExprKind::Path(path_of(&path), given.unwrap_or_default());
                Some(Transfer::Type(TypeExpr { span: span_of(&path), kind }))
            }
            (FunctionRole::Serialize, "serialize", [value, serializer])
                if self.is_param(serializer)
                    && owner.last().is_some_and(|owner| owner.ident == "Serialize") =>
            {
                value_of(value, self.value.as_ref())
            }
            _ => None,
        }
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_local(&mut self, local: &'ast Local) {
        let before = self.transfers.len();
        visit::visit_local(self, local);
        let Pat::Type(pattern) = &local.pat else { return };
        let is_value = local.init.as_ref().is_some_and(|init| self.is_read(&init.expr));
        if let ([transfer], true) = (&mut self.transfers[before..], is_value)
            && matches!(transfer, Transfer::Inferred | Transfer::InferredOption)
        {
            *transfer = Transfer::Type(type_expr(&pattern.ty));
            self.mention(pattern.ty.to_token_stream());
        }
    }

    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        // The format is a text.
        if let Expr::MethodCall(call) = &*branch.cond
            && self.is_param(&call.receiver)
            && call.method == "is_human_readable"
            && let Some((_, other)) = &branch.else_branch
        {
            self.known += 1 + count(other.to_token_stream(), self.param);
            self.visit_block(&branch.then_branch);
            return;
        }
        visit::visit_expr_if(self, branch);
    }

    fn visit_expr_match(&mut self, choice: &'ast ExprMatch) {
        if self.role == FunctionRole::Serialize && self.writes_option(choice) {
            self.known += 2;
            self.transfers.push(Transfer::Value);
            return;
        }
        visit::visit_expr_match(self, choice);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let transfer = self.read_call(call);
        if matches!(transfer, Some(Transfer::Type(_) | Transfer::InferredOption)) {
            self.mention(call.func.to_token_stream());
        }
        self.add(transfer);
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let method = call.method.to_string();
        let args: Vec<_> = call.args.iter().collect();
        if self.is_param(&call.receiver) {
            let transfer = match self.role {
                FunctionRole::Serialize => written(&method, &args, self.value.as_ref()),
                FunctionRole::Deserialize => visited(&method, &args),
            };
            self.add(transfer);
        } else if let (FunctionRole::Serialize, "serialize", [serializer]) =
            (self.role, method.as_str(), &*args)
            && self.is_param(serializer)
        {
            let transfer = value_of(&call.receiver, self.value.as_ref());
            self.add(transfer);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        // The parameter is not in scope in an item, so what it mentions is another one.
        self.known += count(item.to_token_stream(), self.param);
        match item {
            Item::Struct(item) => _ = self.declared.insert(unraw(&item.ident)),
            Item::Enum(item) => _ = self.declared.insert(unraw(&item.ident)),
            Item::Union(item) => _ = self.declared.insert(unraw(&item.ident)),
            Item::Type(item) => _ = self.declared.insert(unraw(&item.ident)),
            Item::Mod(item) => _ = self.declared.insert(unraw(&item.ident)),
            Item::Use(item) => self.declare_import(&item.tree),
            Item::Macro(_) => _ = self.declared.insert(ANY.to_owned()),
            _ => {}
        }
    }
}

/// What a method of a serializer writes.
fn written(method: &str, args: &[&Expr], value: Option<&Ident>) -> Option<Transfer> {
    let shape = match (method, args) {
        ("serialize_some", [content]) | ("serialize_newtype_struct", [_, content]) => {
            return value_of(content, value);
        }
        ("serialize_str" | "collect_str" | "serialize_char", [_]) => KnownShape::String,
        ("serialize_bool", [_]) => KnownShape::Bool,
        (
            "serialize_i8" | "serialize_i16" | "serialize_i32" | "serialize_u8" | "serialize_u16"
            | "serialize_u32",
            [_],
        ) => KnownShape::Integer,
        ("serialize_i64" | "serialize_u64", [_]) => KnownShape::BigInt,
        ("serialize_f32" | "serialize_f64", [_]) => KnownShape::Float,
        ("serialize_none" | "serialize_unit", []) => KnownShape::Null,
        _ => return None,
    };
    Some(Transfer::Shape(shape))
}

/// What a method of a deserializer reads, for a visitor that is a plain name.
fn visited(method: &str, args: &[&Expr]) -> Option<Transfer> {
    let [visitor] = args else { return None };
    let path = match visitor {
        Expr::Path(visitor) => &visitor.path,
        Expr::Struct(visitor) => &visitor.path,
        Expr::Call(call) => match &*call.func {
            Expr::Path(function) => &function.path,
            _ => return None,
        },
        _ => return None,
    };
    let visitor = path.segments.first()?;
    let visitor = unraw(&visitor.ident).into();
    Some(Transfer::Visited { method: method.into(), visitor, methods: None })
}

/// What serde writes for an expression.
fn value_of(expr: &Expr, value: Option<&Ident>) -> Option<Transfer> {
    let text = Some(Transfer::Shape(KnownShape::String));
    match expr {
        Expr::Path(path) if value.is_some_and(|value| path.path.is_ident(value)) => {
            Some(Transfer::Value)
        }
        Expr::Reference(it) => value_of(&it.expr, value),
        Expr::Paren(it) => value_of(&it.expr, value),
        Expr::Group(it) => value_of(&it.expr, value),
        Expr::Macro(it) if it.mac.path.is_ident("format") => text,
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => text,
        Expr::Field(it) if is_self(&it.base) => match &it.member {
            Member::Unnamed(index) => Some(Transfer::Element(index.index)),
            Member::Named(_) => None,
        },
        Expr::MethodCall(it) if it.args.is_empty() && it.method == "to_string" => text,
        Expr::MethodCall(it) if it.args.is_empty() && is_self(&it.receiver) => {
            Some(Transfer::Method(unraw(&it.method).into()))
        }
        _ => None,
    }
}

fn is_self(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.is_ident("self"),
        Expr::Unary(it) if matches!(it.op, UnOp::Deref(_)) => is_self(&it.expr),
        Expr::Paren(it) => is_self(&it.expr),
        _ => false,
    }
}

/// `option` in `option.unwrap_or_default()` and the like.
fn content_of(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::MethodCall(call)
            if call.method == "unwrap_or_default"
                || call.method == "unwrap_or"
                || call.method == "unwrap_or_else" =>
        {
            Some(&call.receiver)
        }
        _ => None,
    }
}

/// The content of `Ok(…)`.
fn ok_of(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) if path.path.is_ident("Ok") => call.args.first(),
            _ => None,
        },
        _ => None,
    }
}

/// The methods of the visitors that are items of a function's body, by the names of the visitors.
fn visitors(block: &Block) -> Vec<(Box<str>, BTreeSet<Box<str>>)> {
    let items = block.stmts.iter().filter_map(|statement| match statement {
        Stmt::Item(Item::Impl(item)) => Some(item),
        _ => None,
    });
    items.filter_map(visitor).collect()
}

/// The name of a visitor and its methods, if this is the implementation of one.
pub(crate) fn visitor(item: &syn::ItemImpl) -> Option<(Box<str>, BTreeSet<Box<str>>)> {
    let (of_trait, _) = item.trait_.as_ref()?;
    if of_trait.segments.last()?.ident != "Visitor" {
        return None;
    }
    let Type::Path(this) = &*item.self_ty else { return None };
    let methods = item.items.iter().filter_map(|part| match part {
        ImplItem::Fn(part) => Some(unraw(&part.sig.ident).into()),
        _ => None,
    });
    Some((unraw(&this.path.segments.last()?.ident).into(), methods.collect()))
}
