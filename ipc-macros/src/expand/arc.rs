//! The implementation of the trait for `Arc<T>`, so that several APIs may share one state.

use ipc_syntax::Api;
use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::allowed;

/// `methods` are the methods of the implementation, each of which calls the one of `T`.
pub(super) fn expand_arc(api: &Api, methods: &[TokenStream]) -> TokenStream {
    let ident = &api.ident;
    let (cfgs, allowed) = (&api.attrs.cfgs, allowed(api));
    quote! {
        #(#cfgs)*
        #allowed
        #[automatically_derived]
        impl<__T: #ident + ?::core::marker::Sized> #ident for ::ipc_runtime::__private::Arc<__T> {
            #(#methods)*
        }
    }
}
