//! The return type of a stream: `impl Stream<Item = T>`.

use proc_macro2::Ident;
use syn::{GenericArgument, PathArguments, PathSegment, Type, TypeParamBound};

use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;

/// Returns the type of the items.
pub(super) fn parse_stream(
    method: &Ident,
    output: Option<&Type>,
    errors: &mut Errors<Diagnostic>,
) -> Option<Type> {
    let item = output.and_then(item_of);
    if item.is_none() {
        let span = output.map_or_else(|| method.span().into(), SpanRange::of);
        errors.push(
            Diagnostic::new(
                codes::STREAM_TYPE,
                span,
                format!("`#[stream]` returns its items: `{method}` needs `impl Stream<Item = …>`"),
            )
            .help("write `-> impl Stream<Item = T> + Send`, with `ipc_runtime::Stream`"),
        );
    }
    item.cloned()
}

/// The `T` of `impl Stream<Item = T>`, under whatever path the source uses.
fn item_of(ty: &Type) -> Option<&Type> {
    let PathArguments::AngleBracketed(args) = &stream_of(ty)?.arguments else { return None };
    args.args.iter().find_map(|arg| match arg {
        GenericArgument::AssocType(item) if item.ident == "Item" => Some(&item.ty),
        _ => None,
    })
}

/// Whether the type is `impl Stream`.
pub(super) fn is_stream(ty: &Type) -> bool {
    stream_of(ty).is_some()
}

/// The `Stream<…>` of `impl Stream<…>`.
fn stream_of(ty: &Type) -> Option<&PathSegment> {
    let Type::ImplTrait(ty) = ty else { return None };
    ty.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().filter(|last| last.ident == "Stream")
        }
        _ => None,
    })
}
