//! The constants, as associated constants of a type of their own: an implementation of the trait could
//! override those of the trait.

use ipc_syntax::{Api, Constant, ConstantType};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

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
    let Constant { ident, ty, written_type, expr, attrs } = constant;
    let (vis, attrs) = (&api.vis, &attrs.kept);
    let ty = if *ty == ConstantType::String {
        quote!(&'static ::core::primitive::str)
    } else {
        quote!(#written_type)
    };
    quote! {
        #(#attrs)*
        #vis const #ident: #ty = #expr;
    }
}
