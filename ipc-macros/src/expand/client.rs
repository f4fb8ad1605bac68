//! The client: calls the methods that Rust implements through a transport.

use ipc_syntax::{Api, Method};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::tokens::{allowed, args_type, args_value, parameters, result_type};

pub(crate) fn expand_client(api: &Api, methods: &[TokenStream]) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let (cfgs, allowed) = (&api.attrs.cfgs, allowed(api));
    let client = format_ident!("{ident}Client");
    let doc = format!("Calls [`{ident}`] from Rust, through a transport.");
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #[derive(::core::clone::Clone)]
        #vis struct #client<T> {
            transport: T,
        }

        #(#cfgs)*
        #allowed
        #[allow(missing_docs)]
        impl<__T: ::ipc_runtime::__private::Transport> #client<__T> {
            /// Calls through this transport.
            #[must_use]
            #vis fn new(transport: __T) -> Self {
                Self { transport }
            }

            #(#methods)*
        }
    }
}

/// A method that sends and waits for nothing.
pub(super) fn send(api: &Api, method: &Method, body: &TokenStream) -> TokenStream {
    let (vis, ident) = (&api.vis, &method.ident);
    let attrs = &method.attrs.kept;
    let inputs = parameters(method);
    let carries = carries_nothing_back(method);
    quote! {
        #(#attrs)*
        #vis fn #ident(&self, #(#inputs),*)
            -> ::core::result::Result<(), ::ipc_runtime::__private::Error>
        where
            __T: #carries,
        {
            #body
        }
    }
}

pub(super) fn send_call(method: &Method) -> TokenStream {
    let (channel, value) = (&method.channel.value, args_value(method));
    let carries = carries_nothing_back(method);
    quote!(<__T as #carries>::send_args(&self.transport, #channel, #value))
}

/// The bound of a transport for these arguments and no answer.
fn carries_nothing_back(method: &Method) -> TokenStream {
    let types = args_type(method);
    quote!(::ipc_runtime::__private::Carries<#types, ()>)
}

/// A method that returns a stream.
pub(super) fn stream(api: &Api, method: &Method, body: &TokenStream) -> TokenStream {
    let (vis, ident) = (&api.vis, &method.ident);
    let attrs = &method.attrs.kept;
    let inputs = parameters(method);
    let (types, item) = (args_type(method), result_type(method));
    quote! {
        #(#attrs)*
        #vis fn #ident(&self, #(#inputs),*)
            -> ::ipc_runtime::__private::Items<#item>
        where
            __T: ::ipc_runtime::__private::Carries<#types, #item>,
        {
            #[allow(unused_imports)]
            use ::ipc_runtime::__private::Infallible as _;
            #body
        }
    }
}

pub(super) fn stream_call(method: &Method) -> TokenStream {
    let (channel, value) = (&method.channel.value, args_value(method));
    let (types, item) = (args_type(method), result_type(method));
    quote! {
        <__T as ::ipc_runtime::__private::Carries<#types, #item>>::stream_args(
            &self.transport,
            #channel,
            #value,
            <::ipc_runtime::__private::Returned<#item>>::FALLIBILITY,
        )
    }
}

/// A method that returns the future of an answer.
pub(super) fn invoke(api: &Api, method: &Method, body: &TokenStream) -> TokenStream {
    let (vis, ident) = (&api.vis, &method.ident);
    let attrs = &method.attrs.kept;
    let inputs = parameters(method);
    let (types, result) = (args_type(method), result_type(method));
    quote! {
        #(#attrs)*
        #vis fn #ident(&self, #(#inputs),*)
            -> ::ipc_runtime::__private::Reply<'_, __T, #types, #result>
        {
            #[allow(unused_imports)]
            use ::ipc_runtime::__private::Infallible as _;
            #body
        }
    }
}

pub(super) fn invoke_call(method: &Method) -> TokenStream {
    let (channel, value) = (&method.channel.value, args_value(method));
    let result = result_type(method);
    quote! {
        ::ipc_runtime::__private::Reply::new(
            &self.transport,
            #channel,
            #value,
            <::ipc_runtime::__private::Returned<#result>>::FALLIBILITY,
        )
    }
}
