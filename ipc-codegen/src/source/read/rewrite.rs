//! Attribute macros that rewrite serde's attributes: applied here as they are in rustc, before serde
//! reads the type.

use std::borrow::Cow;
use std::{mem, slice};

use ipc_syntax::unraw;
use proc_macro2::{Ident, Span};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, DeriveInput, Expr, ExprLit, Field, Lit, LitStr, Meta, PathSegment, Token, Type,
    TypePath, parse_quote,
};

use super::attrs::read_derives;
use super::types::path_of;
use crate::tree::Path;

/// `serde_with::skip_serializing_none`.
const SKIP_NONE: &str = "skip_serializing_none";

/// `serde_with::serde_as`.
const SERDE_AS: &str = "serde_as";

/// `serde_inline_default::serde_inline_default`.
const INLINE_DEFAULT: &str = "serde_inline_default";

/// What a macro does to a field. The attribute is that of the type.
type Apply = fn(&Attribute, &mut Field);

/// The macros that are applied.
const APPLIED: &[(&str, Apply)] = &[
    (SKIP_NONE, |_, field| skip_none(field)),
    (SERDE_AS, serde_as),
    (INLINE_DEFAULT, |_, field| inline_default(field)),
];

/// The type that serde reads: `input` after the macros above the `derive` of serde's traits. A macro
/// below it has no effect, and stays.
pub(super) fn rewrite(input: &DeriveInput) -> Cow<'_, DeriveInput> {
    let before_derive = input.attrs.iter().take_while(|attr| !derives_serde(attr));
    let is_applied: Vec<bool> = before_derive.map(|attr| applied(attr).is_some()).collect();
    if !is_applied.contains(&true) {
        return Cow::Borrowed(input);
    }
    let mut input = input.clone();
    let mut rest = Vec::new();
    for (index, attr) in mem::take(&mut input.attrs).into_iter().enumerate() {
        match applied(&attr) {
            Some(apply) if index < is_applied.len() => match &mut input.data {
                syn::Data::Struct(data) => data.fields.iter_mut().for_each(|it| apply(&attr, it)),
                syn::Data::Enum(data) => {
                    let fields = data.variants.iter_mut().flat_map(|variant| &mut variant.fields);
                    fields.for_each(|it| apply(&attr, it));
                }
                syn::Data::Union(_) => {}
            },
            _ => rest.push(attr),
        }
    }
    input.attrs = rest;
    Cow::Owned(input)
}

/// What the macro of an attribute does to a field, if it is one of those.
fn applied(attr: &Attribute) -> Option<Apply> {
    let last = &attr.path().segments.last()?.ident;
    APPLIED.iter().find(|(name, _)| last == name).map(|(_, apply)| *apply)
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

/// Skips an `Option` that is `None`, unless the field says otherwise. The macro recognizes the type
/// by its path alone.
fn skip_none(field: &mut Field) {
    let is_kept =
        field.attrs.iter().any(is_serialize_always) || has_option(field, "skip_serializing_if");
    field.attrs.retain(|attr| !is_serialize_always(attr));
    if !is_kept && is_option(&field.ty) {
        field.attrs.push(parse_quote!(#[serde(skip_serializing_if = "Option::is_none")]));
    }
}

fn is_serialize_always(attr: &Attribute) -> bool {
    attr.path().is_ident("serialize_always")
}

/// Whether serde's attributes on a field have an option.
fn has_option(field: &Field, name: &str) -> bool {
    let serde = field.attrs.iter().filter(|attr| attr.path().is_ident("serde"));
    let mut options = serde.filter_map(|attr| {
        attr.parse_args_with(syn::punctuated::Punctuated::<Meta, Token![,]>::parse_terminated).ok()
    });
    options.any(|options| options.iter().any(|it| it.path().is_ident(name)))
}

/// Writes serde's own attributes in place of `#[serde_as(…)]` on a field. A key with an `Option` on both
/// sides may be left out.
fn serde_as(of_type: &Attribute, field: &mut Field) {
    let krate = path_option(of_type, "crate").unwrap_or_else(|| parse_quote!(::serde_with));
    let attrs = mem::take(&mut field.attrs);
    let (own, rest): (Vec<_>, Vec<_>) =
        attrs.into_iter().partition(|attr| attr.path().is_ident(SERDE_AS));
    field.attrs = rest;
    for attr in own {
        let Ok(options) = attr.parse_args_with(AsOption::parse_all) else { continue };
        let has_no_default = options.iter().any(|option| option.name == "no_default");
        for AsOption { name, adapter } in &options {
            let Some((adapter, span)) = adapter else { continue };
            let (option, function) = match name.as_str() {
                "as" => ("with", ""),
                "deserialize_as" => ("deserialize_with", "::deserialize"),
                "serialize_as" => ("serialize_with", "::serialize"),
                _ => continue,
            };
            let is_read = option != "serialize_with";
            if is_read
                && !has_no_default
                && !has_option(field, "default")
                && is_option(adapter)
                && is_option(&field.ty)
            {
                field.attrs.push(parse_quote!(#[serde(default)]));
            }
            let path = quote!(#krate::As::<#adapter>).to_string() + function;
            let (option, path) = (format_ident!("{option}"), LitStr::new(&path, *span));
            field.attrs.push(parse_quote!(#[serde(#option = #path)]));
        }
    }
}

/// An option of `#[serde_as(…)]` on a field: `as = "Adapter"` or `no_default`.
struct AsOption {
    name: String,
    adapter: Option<(Type, Span)>,
}

impl AsOption {
    fn parse_all(input: ParseStream<'_>) -> syn::Result<Vec<Self>> {
        let mut options = Vec::new();
        while !input.is_empty() {
            let name = unraw(&input.call(Ident::parse_any)?);
            let equals: Option<Token![=]> = input.parse()?;
            let adapter = match equals {
                Some(_) => {
                    let text: LitStr = input.parse()?;
                    Some((text.parse()?, text.span()))
                }
                None => None,
            };
            options.push(Self { name, adapter });
            let _: Option<Token![,]> = input.parse()?;
        }
        Ok(options)
    }
}

/// The path in `name = path` of an attribute.
fn path_option(attr: &Attribute, name: &str) -> Option<syn::Path> {
    let options = attr
        .parse_args_with(syn::punctuated::Punctuated::<NameValue, Token![,]>::parse_terminated)
        .ok()?;
    let NameValue { value, .. } = options.into_iter().find(|option| option.name == name)?;
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.parse().ok(),
        _ => None,
    }
}

/// An option with a value. Its name may be a keyword.
struct NameValue {
    name: String,
    value: Expr,
}

impl Parse for NameValue {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = unraw(&input.call(Ident::parse_any)?);
        let _: Token![=] = input.parse()?;
        Ok(Self { name, value: input.parse()? })
    }
}

/// `#[serde_inline_default(value)]` becomes a function that serde calls for a missing key.
fn inline_default(field: &mut Field) {
    let count = field.attrs.len();
    field.attrs.retain(|attr| !attr.path().is_ident(INLINE_DEFAULT));
    if field.attrs.len() < count {
        field.attrs.push(parse_quote!(#[serde(default)]));
    }
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
