//! Expands macros that are called as types.

use syn::{GenericArgument, ImplItem, Item, PathArguments, Type};

use super::expand::MAX_DEPTH;
use super::scope::Macros;

/// Expands the macros among the types of an item. A macro that cannot be expanded stays, and has no
/// shape.
pub(crate) fn expand_types(item: &mut Item, scope: &Macros, written: &mut usize) {
    let mut expand = |ty: &mut Type| expand_type(ty, scope, written, 0);
    match item {
        Item::Struct(item) => item.fields.iter_mut().for_each(|field| expand(&mut field.ty)),
        Item::Enum(item) => {
            let fields = item.variants.iter_mut().flat_map(|variant| &mut variant.fields);
            fields.for_each(|field| expand(&mut field.ty));
        }
        Item::Type(item) => expand(&mut item.ty),
        Item::Impl(item) if item.trait_.is_some() => {
            expand(&mut item.self_ty);
            for part in &mut item.items {
                if let ImplItem::Type(part) = part {
                    expand(&mut part.ty);
                }
            }
        }
        _ => {}
    }
}

fn expand_type(ty: &mut Type, scope: &Macros, written: &mut usize, depth: usize) {
    match ty {
        Type::Macro(call) if depth < MAX_DEPTH => {
            let expanded = scope
                .find(&call.mac.path)
                .and_then(|rules| rules.expand(&call.mac, written, syn::parse2).ok());
            if let Some(expanded) = expanded {
                *ty = expanded;
                expand_type(ty, scope, written, depth + 1);
            }
        }
        Type::Path(path) => {
            let owner = path.qself.as_mut().map(|qself| &mut *qself.ty);
            let arguments =
                path.path.segments.iter_mut().filter_map(|segment| match &mut segment.arguments {
                    PathArguments::AngleBracketed(arguments) => Some(&mut arguments.args),
                    _ => None,
                });
            let arguments = arguments.flatten().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            owner
                .into_iter()
                .chain(arguments)
                .for_each(|ty| expand_type(ty, scope, written, depth));
        }
        Type::Tuple(tuple) => {
            tuple.elems.iter_mut().for_each(|ty| expand_type(ty, scope, written, depth));
        }
        Type::Array(array) => expand_type(&mut array.elem, scope, written, depth),
        Type::Slice(slice) => expand_type(&mut slice.elem, scope, written, depth),
        Type::Reference(reference) => expand_type(&mut reference.elem, scope, written, depth),
        Type::Group(group) => expand_type(&mut group.elem, scope, written, depth),
        Type::Paren(paren) => expand_type(&mut paren.elem, scope, written, depth),
        _ => {}
    }
}
