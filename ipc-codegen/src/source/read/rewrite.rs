//! Attribute macros that rewrite serde's attributes: applied here as they are in rustc, before serde
//! reads the type.

use std::borrow::Cow;
use std::slice;

use syn::{Attribute, DeriveInput, Field, Meta, PathSegment, Token, Type, TypePath, parse_quote};

use super::attrs::read_derives;
use super::types::path_of;
use crate::tree::Path;

/// `serde_with::skip_serializing_none`.
const SKIP_NONE: &str = "skip_serializing_none";

/// The type that serde reads: `input` after the macros above the `derive` of serde's traits. A macro
/// below it has no effect, and stays.
pub(super) fn rewrite(input: &DeriveInput) -> Cow<'_, DeriveInput> {
    let before_derive = input.attrs.iter().take_while(|attr| !derives_serde(attr));
    let count = before_derive.filter(|attr| is_skip_none(attr)).count();
    if count == 0 {
        return Cow::Borrowed(input);
    }
    let mut input = input.clone();
    let mut rest = count;
    input.attrs.retain(|attr| {
        let is_applied = rest > 0 && is_skip_none(attr);
        rest -= usize::from(is_applied);
        !is_applied
    });
    match &mut input.data {
        syn::Data::Struct(data) => data.fields.iter_mut().for_each(skip_none),
        syn::Data::Enum(data) => {
            data.variants.iter_mut().flat_map(|variant| &mut variant.fields).for_each(skip_none);
        }
        syn::Data::Union(_) => {}
    }
    Cow::Owned(input)
}

/// The paths of attributes that may be macros and change what serde reads. Those that are known by their
/// names are among them, because another macro may have such a name.
pub(super) fn macros(input: &DeriveInput) -> Box<[Path]> {
    let before_derive = input.attrs.iter().take_while(|attr| !derives_serde(attr));
    before_derive.map(Attribute::path).filter(|path| !is_inert(path)).map(path_of).collect()
}

/// Whether the attribute with this path is certainly not a macro.
pub(crate) fn is_inert(path: &syn::Path) -> bool {
    let names = if path.segments.len() == 1 { INERT } else { TOOLS };
    path.segments.first().is_none_or(|first| is_among(names, first))
}

fn is_among(names: &[&str], segment: &PathSegment) -> bool {
    names.iter().any(|it| segment.ident == it)
}

/// Attributes of rustc, and those of derives that are read.
const INERT: &[&str] = &[
    "allow",
    "automatically_derived",
    "cfg",
    "cfg_attr",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "enumset",
    "expect",
    "forbid",
    "ipc",
    "must_use",
    "non_exhaustive",
    "repr",
    "serde",
    "warn",
];

/// Tools whose attributes rustc ignores.
const TOOLS: &[&str] = &["clippy", "diagnostic", "miri", "rust_analyzer", "rustfmt"];

/// Whether an attribute derives one of serde's traits.
fn derives_serde(attr: &Attribute) -> bool {
    read_derives(slice::from_ref(attr))
        .iter()
        .any(|path| path.ends_with("Serialize") || path.ends_with("Deserialize"))
}

fn is_skip_none(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == SKIP_NONE)
}

/// Skips an `Option` that is `None`, unless the field says otherwise. The macro recognizes the type
/// by its path alone.
fn skip_none(field: &mut Field) {
    let is_kept = field.attrs.iter().any(is_serialize_always) || has_condition(field);
    field.attrs.retain(|attr| !is_serialize_always(attr));
    if !is_kept && is_option(&field.ty) {
        field.attrs.push(parse_quote!(#[serde(skip_serializing_if = "Option::is_none")]));
    }
}

fn is_serialize_always(attr: &Attribute) -> bool {
    attr.path().is_ident("serialize_always")
}

/// Whether a field has a `skip_serializing_if` of its own.
fn has_condition(field: &Field) -> bool {
    let serde = field.attrs.iter().filter(|attr| attr.path().is_ident("serde"));
    let mut options = serde.filter_map(|attr| {
        attr.parse_args_with(syn::punctuated::Punctuated::<Meta, Token![,]>::parse_terminated).ok()
    });
    options.any(|options| options.iter().any(|it| it.path().is_ident("skip_serializing_if")))
}

fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_option(&group.elem),
        Type::Paren(paren) => is_option(&paren.elem),
        Type::Path(TypePath { qself: None, path, .. }) => {
            let segments: Vec<_> =
                path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            match segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["Option"] => path.leading_colon.is_none(),
                ["std" | "core", "option", "Option"] => true,
                _ => false,
            }
        }
        _ => false,
    }
}
