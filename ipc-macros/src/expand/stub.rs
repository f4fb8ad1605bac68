//! The stub that calls the peer: `…Renderer` for pages, `…Main` for Electron's main process.

use ipc_syntax::{Api, Method, Peer};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::tokens::{
    allowed, args_type, args_value, contract_ident, name_span, parameters, result_type,
};

pub(crate) fn expand_stub(api: &Api, methods: &[TokenStream]) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let (cfgs, allowed) = (&api.attrs.cfgs, allowed(api));
    let contract = contract_ident(api);
    let (stub, inner, doc, new_doc, parameter, argument) = match api.peer {
        Peer::Page => (
            format_ident!("{ident}Renderer"),
            quote!(::ipc_runtime::__private::PagesStub),
            format!("Calls the pages that have [`{ident}`]."),
            "For the pages of a `&Caller`, a `&Window`, a label (`app.label(…)`) or the whole `&App`.",
            quote!(pages: impl ::core::convert::Into<::ipc_runtime::__private::Pages>),
            quote!(pages),
        ),
        Peer::Main => (
            format_ident!("{ident}Main"),
            quote!(::ipc_runtime::__private::MainStub),
            format!("Calls the implementation of [`{ident}`] in Electron's main process."),
            "For the main process of this application.",
            quote!(app: &::ipc_runtime::__private::App),
            quote!(app),
        ),
    };
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #[derive(::core::clone::Clone)]
        #vis struct #stub {
            stub: #inner,
        }

        #(#cfgs)*
        #allowed
        impl #stub {
            #[doc = #new_doc]
            #[must_use]
            #vis fn new(#parameter) -> Self {
                Self { stub: #inner::new(#argument, &#contract) }
            }

            #(#methods)*
        }
    }
}

/// A method that emits an event.
pub(super) fn event(api: &Api, method: &Method, body: &TokenStream) -> TokenStream {
    let (vis, ident) = (&api.vis, &method.ident);
    let attrs = &method.attrs.kept;
    let inputs = parameters(method);
    let output = match api.peer {
        // How many pages were reached.
        Peer::Page => quote!(usize),
        Peer::Main => quote!(()),
    };
    quote_spanned! {name_span(ident)=>
        #(#attrs)*
        #vis fn #ident(&self, #(#inputs),*)
            -> ::core::result::Result<#output, ::ipc_runtime::__private::Error>
        {
            #body
        }
    }
}

pub(super) fn event_call(method: &Method) -> TokenStream {
    let (channel, value) = (&method.channel.value, args_value(method));
    quote_spanned!(name_span(&method.ident)=> self.stub.emit(#channel, &#value))
}

/// A method that calls the peer and gets an answer: a future, or for pages a request that chooses
/// among their answers.
pub(super) fn request(api: &Api, method: &Method, body: &TokenStream) -> TokenStream {
    let (vis, ident) = (&api.vis, &method.ident);
    let attrs = &method.attrs.kept;
    let (inputs, result) = (parameters(method), result_type(method));
    let (asyncness, output) = match api.peer {
        Peer::Page => (quote!(), quote!(::ipc_runtime::__private::PageRequest<#result>)),
        Peer::Main => (
            quote!(async),
            quote!(::core::result::Result<#result, ::ipc_runtime::__private::Error>),
        ),
    };
    quote_spanned! {name_span(ident)=>
        #(#attrs)*
        #vis #asyncness fn #ident(&self, #(#inputs),*) -> #output {
            #[allow(unused_imports)]
            use ::ipc_runtime::__private::Infallible as _;
            #body
        }
    }
}

pub(super) fn request_call(api: &Api, method: &Method) -> TokenStream {
    let (channel, value) = (&method.channel.value, args_value(method));
    let result = result_type(method);
    let fallibility = quote!(<::ipc_runtime::__private::Returned<#result>>::FALLIBILITY);
    let span = name_span(&method.ident);
    match api.peer {
        Peer::Page => quote_spanned!(span=> self.stub.request(#channel, &#value, #fallibility)),
        Peer::Main => {
            quote_spanned!(span=> self.stub.request(#channel, #value, #fallibility).await)
        }
    }
}

/// A method that joins a page with another one.
pub(super) fn port(api: &Api, method: &Method, body: &TokenStream) -> TokenStream {
    let (vis, ident) = (&api.vis, &method.ident);
    let attrs = &method.attrs.kept;
    quote_spanned! {name_span(ident)=>
        #(#attrs)*
        #vis fn #ident(&self, other: impl ::core::convert::Into<::ipc_runtime::__private::Pages>)
            -> ::core::result::Result<(), ::ipc_runtime::__private::Error>
        {
            #body
        }
    }
}

pub(super) fn port_call(method: &Method) -> TokenStream {
    let (channel, message) = (&method.channel.value, args_type(method));
    quote_spanned!(name_span(&method.ident)=> self.stub.join::<#message>(#channel, other))
}
