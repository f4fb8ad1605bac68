//! Implementations of serde's trait `Visitor`.

use std::collections::BTreeMap;

use ipc_syntax::unraw;
use syn::{ImplItem, ItemImpl, Type};

use super::signature::Signature;
use crate::source::read::types::{generics, type_expr};
use crate::source::spans::span_of;
use crate::tree::{Function, TypeExpr, TypeExprKind, Visitor};

/// The name of a visitor and its methods, if this is the implementation of one. `read` reads a method.
pub(crate) fn visitor(
    item: &ItemImpl,
    mut read: impl FnMut(&syn::Signature, &syn::Block) -> Option<Function>,
) -> Option<(Box<str>, Visitor)> {
    let (of_trait, _) = item.trait_.as_ref()?;
    if of_trait.segments.last()?.ident != "Visitor" {
        return None;
    }
    let Type::Path(this) = &*item.self_ty else { return None };
    let value = item.items.iter().find_map(|part| match part {
        ImplItem::Type(part) if part.ident == "Value" => Some(type_expr(&part.ty)),
        _ => None,
    });
    let mut methods = BTreeMap::new();
    for part in &item.items {
        if let ImplItem::Fn(part) = part {
            let mut function = match Signature::of(&part.sig) {
                Some(_) => read(&part.sig, &part.block),
                None => None,
            };
            if let Some(function) = &mut function
                && function.returns.as_ref().is_some_and(is_own_value)
            {
                function.returns.clone_from(&value);
            }
            methods.insert(unraw(&part.sig.ident).into(), function);
        }
    }
    let generics = generics(span_of(&this.path), &item.generics);
    let name = unraw(&this.path.segments.last()?.ident).into();
    Some((name, Visitor { generics, value, methods }))
}

/// `Self::Value`.
fn is_own_value(ty: &TypeExpr) -> bool {
    match &ty.kind {
        TypeExprKind::Path(path, _) => {
            path.segments.iter().map(|segment| &*segment.text).eq(["Self", "Value"])
        }
        _ => false,
    }
}
