//! From an API to the Rust around it: the trait, its server, the stubs and the contract.
//!
//! Generated code names the runtime and the standard library by full paths, and its own variables
//! are hygienic. A type parameter cannot be hygienic: it is `__T` where the user's types stand
//! beside it.

mod arc;
mod client;
mod constants;
mod contract;
mod method;
mod server;
mod stub;
mod tokens;
mod trait_item;
mod warning;

use ipc_syntax::Api;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use client::expand_client;
pub(crate) use constants::expand_constants;
pub(crate) use contract::expand_contract;
pub(crate) use method::{StubBody, expand_methods};
pub(crate) use server::expand_server;
pub(crate) use stub::expand_stub;

/// Everything that `#[ipc_api]` generates for a valid API.
pub(crate) fn expand_api(api: &Api) -> TokenStream {
    let ident = &api.ident;
    let methods = expand_methods(api, StubBody::Call);
    let mut parts = vec![
        trait_item::expand_trait(api, &methods.declarations),
        arc::expand_arc(api, &methods.forwarded),
        expand_constants(api),
        expand_contract(api, &methods.channels),
        expand_server(api, &quote!(#ident), &methods.arms),
    ];
    if !methods.stubs.is_empty() {
        parts.push(expand_stub(api, &methods.stubs));
    }
    if !methods.clients.is_empty() {
        parts.push(expand_client(api, &methods.clients));
    }
    parts.extend(methods.warnings);
    quote!(#(#parts)*)
}
