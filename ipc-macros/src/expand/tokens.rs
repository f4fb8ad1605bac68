//! Tokens that several of the generated items need.

use heck::ToShoutySnakeCase;
use ipc_syntax::{Api, Method, unraw};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Attribute, Meta};

/// The parameters `title: String` that cross the wire.
pub(super) fn parameters(method: &Method) -> impl Iterator<Item = TokenStream> {
    method.args.iter().map(|arg| {
        let (ident, ty) = (&arg.ident, &arg.ty);
        quote!(#ident: #ty)
    })
}

/// The arguments as one value, `(title,)`, which is also a pattern.
pub(super) fn args_tuple(method: &Method) -> TokenStream {
    let idents = method.args.iter().map(|arg| &arg.ident);
    quote!((#(#idents,)*))
}

/// The value that is encoded for the wire.
pub(super) fn args_value(method: &Method) -> TokenStream {
    if method.args.is_empty() {
        quote!(::ipc_runtime::__private::NO_ARGS)
    } else {
        args_tuple(method)
    }
}

/// The type of [`args_value`].
pub(super) fn args_type(method: &Method) -> TokenStream {
    let span = name_span(&method.ident);
    let types = method.args.iter().map(|arg| &arg.ty);
    if method.args.is_empty() {
        quote_spanned!(span=> ::ipc_runtime::__private::NoArgs)
    } else {
        quote_spanned!(span=> (#(#types,)*))
    }
}

pub(super) fn result_type(method: &Method) -> TokenStream {
    method.returns.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty))
}

/// An `Option`, by its full path.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}

/// The span of a name, so that rustc underlines the name and not the whole attribute.
pub(super) fn name_span(ident: &Ident) -> Span {
    ident.span().resolved_at(Span::call_site())
}

/// A variable of generated code, which cannot clash with a name of the user's.
pub(super) fn hygienic(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// Suppresses warnings that users cannot act on: about unused stubs, about deprecated methods, and
/// those that the trait itself allows.
pub(super) fn allowed(api: &Api) -> TokenStream {
    let own = allowed_by(&api.attrs.kept);
    quote!(#[allow(dead_code, deprecated)] #own)
}

/// The lints that these attributes allow or expect, as allowed ones.
pub(super) fn allowed_by(attrs: &[Attribute]) -> TokenStream {
    let is_allowing =
        |attr: &&Attribute| attr.path().is_ident("allow") || attr.path().is_ident("expect");
    let levels = attrs.iter().filter(is_allowing).filter_map(|attr| match &attr.meta {
        Meta::List(list) => Some(&list.tokens),
        Meta::Path(_) | Meta::NameValue(_) => None,
    });
    quote!(#(#[allow(#levels)])*)
}

pub(super) fn contract_ident(api: &Api) -> Ident {
    format_ident!("{}_CONTRACT", unraw(&api.ident).to_shouty_snake_case(), span = api.ident.span())
}
