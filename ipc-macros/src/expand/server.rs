//! The server: the dispatch from a channel to the method of an implementation.

use ipc_syntax::{Api, Kind, Method};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::tokens::{allowed, args_type, contract_ident, hygienic, name_span, option, result_type};

/// `bound` is the bound of an implementation, and `arms` are the arms of the dispatch.
pub(crate) fn expand_server(api: &Api, bound: &TokenStream, arms: &[TokenStream]) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let (cfgs, allowed) = (&api.attrs.cfgs, allowed(api));
    let (server, contract) = (format_ident!("{ident}Server"), contract_ident(api));
    let [call, ordinal] = ["call", "ordinal"].map(hygienic);
    let doc = format!("Serves an implementation of [`{ident}`]: give it to `Router::serve`.");
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #vis struct #server<T> {
            api: ::std::sync::Arc<T>,
        }

        #(#cfgs)*
        #allowed
        impl<T: #bound> #server<T> {
            /// Takes the implementation.
            #[must_use]
            #vis fn new(api: T) -> Self {
                Self { api: ::std::sync::Arc::new(api) }
            }
        }

        #(#cfgs)*
        #allowed
        impl<__T: #bound> ::ipc_runtime::__private::Service for #server<__T> {
            const CONTRACT: ::ipc_runtime::__private::Contract = #contract;

            fn dispatch(&self, #ordinal: ::core::primitive::usize, #call: ::ipc_runtime::__private::Call<'_>) {
                #[allow(unused_imports)]
                use ::ipc_runtime::__private::Infallible as _;
                match #ordinal {
                    #(#arms)*
                    _ => ::core::mem::drop(#call),
                }
            }
        }
    }
}

/// The arm of `method`. It is one call of a generic function, so that rustc has little to check for
/// each method.
pub(super) fn arm(api: &Api, method: &Method) -> TokenStream {
    let ordinal = Literal::usize_unsuffixed(method.ordinal);
    let cfgs = &method.attrs.cfgs;
    let (args, result) = (args_type(method), result_type(method));
    let span = name_span(&method.ident);
    let [api, ident] = [&api.ident, &method.ident].map(|ident| {
        let mut ident = ident.clone();
        ident.set_span(span);
        ident
    });
    let call = hygienic("call");
    let run = match (method.kind, method.is_async, method.is_blocking) {
        (Kind::Stream, ..) => quote_spanned!(span=> stream),
        (_, true, _) => quote_spanned!(span=> spawn),
        (_, false, true) => quote_spanned!(span=> spawn_blocking),
        (_, false, false) => quote_spanned!(span=> run),
    };
    let handler = if method.caller.is_some() { quote!(WithCaller) } else { quote!(WithoutCaller) };
    let arm = quote_spanned! {span=>
        #call.#run::<#args, ::ipc_runtime::__private::#handler, _, _>(
            &self.api,
            <__T as #api>::#ident,
            <::ipc_runtime::__private::Returned<#result>>::answer,
        )
    };
    quote! {
        #(#cfgs)*
        #ordinal => #arm,
    }
}

/// The arm of a relay, which has no handler.
pub(super) fn relay_arm(method: &Method) -> TokenStream {
    let ordinal = Literal::usize_unsuffixed(method.ordinal);
    let cfgs = &method.attrs.cfgs;
    let args = args_type(method);
    let label = option(method.to.as_ref().map(|label| quote!(#label)));
    let call = hygienic("call");
    let arm = quote_spanned!(name_span(&method.ident)=> #call.relay::<#args>(#label));
    quote! {
        #(#cfgs)*
        #ordinal => #arm,
    }
}
