//! The contract: a constant with the channel table and its fingerprint.

use ipc_syntax::{Api, Method, Peer, Quantity, unraw};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::{contract_ident, option};

pub(crate) fn expand_contract(api: &Api, channels: &[TokenStream]) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let cfgs = &api.attrs.cfgs;
    let contract = contract_ident(api);
    let name = unraw(ident);
    let for_pages = api.peer == Peer::Page;
    let fingerprint = api.fingerprint();
    let constants = api.constants.iter().map(|constant| {
        let (cfgs, fingerprint) = (&constant.attrs.cfgs, constant.fingerprint());
        quote!(#(#cfgs)* #fingerprint)
    });
    let doc = format!("The channels of [`{ident}`] and their fingerprint.");
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #vis const #contract: ::ipc_runtime::__private::Contract =
            ::ipc_runtime::__private::Contract::new(
                #name,
                #for_pages,
                #fingerprint,
                &[#(#constants),*],
                &[#(#channels),*],
            );
    }
}

/// The row of `method`, whose kind is this variant of the runtime's `Kind`.
pub(super) fn channel(method: &Method, kind: &TokenStream) -> TokenStream {
    let cfgs = &method.attrs.cfgs;
    let ordinal = Literal::usize_unsuffixed(method.ordinal);
    let (channel, js_name) = (&method.channel.value, &method.js_name.value);
    let args = method.args.iter().map(|arg| &arg.js_name);
    let timeout = option(
        method
            .timeout_ms
            .map(|Quantity { value, .. }| quote!(::core::time::Duration::from_millis(#value))),
    );
    let max_bytes = option(method.max_bytes.map(|Quantity { value, .. }| quote!(#value)));
    let fingerprint = method.fingerprint();
    quote! {
        #(#cfgs)*
        ::ipc_runtime::__private::Channel {
            ordinal: #ordinal,
            kind: #kind,
            name: #channel,
            js_name: #js_name,
            args: &[#(#args),*],
            timeout: #timeout,
            max_bytes: #max_bytes,
            fingerprint: #fingerprint,
        }
    }
}
