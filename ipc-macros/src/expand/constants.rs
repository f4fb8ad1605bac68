//! The constants, as associated constants of a type of their own: an implementation of the trait could
//! override those of the trait.

use ipc_syntax::{Api, Constant};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Type;

use super::tokens::allowed;

pub(crate) fn expand_constants(api: &Api) -> TokenStream {
    if api.constants.is_empty() {
        return TokenStream::new();
    }
    let Api { ident, vis, .. } = api;
    let (cfgs, allowed) = (&api.attrs.cfgs, allowed(api));
    let constants = format_ident!("{ident}Constants");
    let items = api.constants.iter().map(|constant| item(api, constant));
    let doc = format!("The constants of [`{ident}`], which JavaScript has too.");
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #allowed
        #vis enum #constants {}

        #(#cfgs)*
        #allowed
        impl #constants {
            #(#items)*
        }
    }
}

fn item(api: &Api, constant: &Constant) -> TokenStream {
    let Constant { ident, written_type, expr, attrs, .. } = constant;
    let (vis, attrs) = (&api.vis, &attrs.kept);
    let ty = static_type(written_type);
    quote! {
        #(#attrs)*
        #vis const #ident: #ty = #expr;
    }
}

/// The type with its lifetimes, which rustc requires for a constant of a type.
fn static_type(ty: &Type) -> TokenStream {
    match ty {
        Type::Group(group) => static_type(&group.elem),
        Type::Paren(paren) => static_type(&paren.elem),
        Type::Reference(reference) => {
            let referent = static_type(&reference.elem);
            quote!(&'static #referent)
        }
        Type::Path(path) if path.path.is_ident("str") => quote!(::core::primitive::str),
        Type::Array(array) => {
            let (item, length) = (static_type(&array.elem), &array.len);
            quote!([#item; #length])
        }
        Type::Slice(slice) => {
            let item = static_type(&slice.elem);
            quote!([#item])
        }
        Type::Tuple(tuple) => {
            let items = tuple.elems.iter().map(static_type);
            quote!((#(#items,)*))
        }
        other => quote!(#other),
    }
}
