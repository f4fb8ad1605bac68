//! What each kind of method expands to. A new kind is a new arm here.

use ipc_syntax::{Api, Kind, Method};
use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::args_tuple;
use super::{client, contract, server, stub, trait_item, warning};

/// The parts of an API's methods, each for the item that it stands in.
#[derive(Default)]
pub(crate) struct Methods {
    /// The rows of the contract's channel table.
    pub(crate) channels: Vec<TokenStream>,
    /// The methods of the trait.
    pub(crate) declarations: Vec<TokenStream>,
    /// The methods of the implementation for `Arc<T>`.
    pub(crate) forwarded: Vec<TokenStream>,
    /// The arms of the server's dispatch.
    pub(crate) arms: Vec<TokenStream>,
    /// The methods of the stub for the peer.
    pub(crate) stubs: Vec<TokenStream>,
    /// The methods of the client.
    pub(crate) clients: Vec<TokenStream>,
    /// The warnings about methods.
    pub(crate) warnings: Vec<TokenStream>,
}

/// The body of the methods of stubs and clients.
#[derive(Clone, Copy)]
pub(crate) enum StubBody {
    /// Calls the other side.
    Call,
    /// Panics. Nothing in it can be an error of rustc.
    Unreachable,
}

impl StubBody {
    /// The body of `method`, whose call is `call`.
    fn of(self, method: &Method, call: TokenStream) -> TokenStream {
        self.with_args(&args_tuple(method), call)
    }

    /// The body of a method with these arguments, whose call is `call`.
    fn with_args(self, args: &TokenStream, call: TokenStream) -> TokenStream {
        match self {
            Self::Call => call,
            Self::Unreachable => quote!(let _ = #args; ::core::unreachable!()),
        }
    }
}

pub(crate) fn expand_methods(api: &Api, body: StubBody) -> Methods {
    let mut methods = Methods::default();
    for method in &api.methods {
        let mut serve = || {
            methods.declarations.push(trait_item::declaration(method));
            methods.forwarded.push(trait_item::forwarded(api, method));
            methods.arms.push(server::arm(api, method));
        };
        let kind = match method.kind {
            Kind::Send => {
                serve();
                let body = body.of(method, client::send_call(method));
                methods.clients.push(client::send(api, method, &body));
                quote!(::ipc_runtime::__private::Kind::Send)
            }
            Kind::Invoke | Kind::Sync => {
                serve();
                let body = body.of(method, client::invoke_call(method));
                methods.clients.push(client::invoke(api, method, &body));
                if method.kind == Kind::Sync {
                    methods.warnings.push(warning::sync_blocks(api, method));
                    quote!(::ipc_runtime::__private::Kind::Sync)
                } else {
                    quote!(::ipc_runtime::__private::Kind::Invoke)
                }
            }
            Kind::Stream => {
                serve();
                let body = body.of(method, client::stream_call(method));
                methods.clients.push(client::stream(api, method, &body));
                quote!(::ipc_runtime::__private::Kind::Stream)
            }
            Kind::Event => {
                let body = body.of(method, stub::event_call(method));
                methods.stubs.push(stub::event(api, method, &body));
                quote!(::ipc_runtime::__private::Kind::Event)
            }
            Kind::Request => {
                let body = body.of(method, stub::request_call(api, method));
                methods.stubs.push(stub::request(api, method, &body));
                quote!(::ipc_runtime::__private::Kind::Request)
            }
            Kind::Relay => {
                methods.arms.push(server::relay_arm(method));
                let body = body.of(method, client::send_call(method));
                methods.clients.push(client::send(api, method, &body));
                quote!(::ipc_runtime::__private::Kind::Relay)
            }
            Kind::Port => {
                let body = body.with_args(&quote!(other), stub::port_call(method));
                methods.stubs.push(stub::port(api, method, &body));
                quote!(::ipc_runtime::__private::Kind::Port)
            }
        };
        methods.channels.push(contract::channel(method, &kind));
    }
    methods
}
