//! From an API to the Rust around it: the trait, its server, the stubs and the contract.
//!
//! Everything is named by its full path below `::ipc_runtime::__private` or `::core`, and what is
//! not the user's has a hygienic name. A type parameter cannot have one: it is `__T` where the
//! user's types stand beside it.

use heck::ToShoutySnakeCase;
use ipc_syntax::{Api, Kind, Method, Peer, unraw};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Attribute, Meta};

/// Everything that `#[ipc_api]` becomes.
pub(crate) fn expand_api(api: &Api) -> TokenStream {
    let ident = &api.ident;
    let arms: Vec<_> = implemented_in_rust(api).map(|method| expand_arm(api, method)).collect();
    let mut parts =
        vec![expand_trait(api), expand_contract(api), expand_server(api, &quote!(#ident), &arms)];
    if implemented_by_the_peer(api).next().is_some() {
        parts.push(expand_stub(api, Bodies::Real));
    }
    if !arms.is_empty() {
        parts.push(expand_client(api, Bodies::Real));
    }
    quote!(#(#parts)*)
}

fn implemented_in_rust(api: &Api) -> impl Iterator<Item = &Method> {
    api.methods.iter().filter(|method| method.kind.is_implemented_in_rust())
}

fn implemented_by_the_peer(api: &Api) -> impl Iterator<Item = &Method> {
    api.methods.iter().filter(|method| !method.kind.is_implemented_in_rust())
}

fn expand_trait(api: &Api) -> TokenStream {
    let Api { ident, vis, attrs, .. } = api;
    let attrs = &attrs.kept;
    let methods = implemented_in_rust(api).map(|method| {
        let Method { ident, is_async, caller, args, returns, attrs, .. } = method;
        let attrs = &attrs.kept;
        let caller = caller.iter().map(|caller| {
            let (ident, ty) = (&caller.ident, &caller.ty);
            quote!(#ident: #ty)
        });
        let args = args.iter().map(|arg| {
            let (ident, ty) = (&arg.ident, &arg.ty);
            quote!(#ident: #ty)
        });
        let inputs = caller.chain(args);
        let output = match (is_async, returns) {
            (false, None) => quote!(),
            (false, Some(ty)) => quote!(-> #ty),
            (true, returns) => {
                let ty = returns.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty));
                quote!(-> impl ::core::future::Future<Output = #ty> + ::core::marker::Send)
            }
        };
        quote_spanned! {here(ident)=>
            #(#attrs)*
            fn #ident(&self, #(#inputs),*) #output;
        }
    });
    quote_spanned! {here(ident)=>
        #(#attrs)*
        #vis trait #ident: ::core::marker::Send + ::core::marker::Sync + 'static {
            #(#methods)*
        }
    }
}

pub(crate) fn expand_contract(api: &Api) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let cfgs = &api.attrs.cfgs;
    let contract = contract_ident(api);
    let name = unraw(ident);
    let for_pages = api.peer == Peer::Page;
    let fingerprint = api.fingerprint();
    let rows = api.methods.iter().map(|method| {
        let cfgs = &method.attrs.cfgs;
        let ordinal = Literal::usize_unsuffixed(method.ordinal);
        let (kind, channel, js_name) =
            (method.kind.attribute(), &method.channel.value, &method.js_name);
        let args = method.args.iter().map(|arg| &arg.js_name);
        let fingerprint = method.fingerprint();
        quote! {
            #(#cfgs)*
            ::ipc_runtime::__private::Channel {
                ordinal: #ordinal,
                kind: #kind,
                name: #channel,
                js_name: #js_name,
                args: &[#(#args),*],
                fingerprint: #fingerprint,
            }
        }
    });
    let doc = format!("The channels of [`{ident}`] and their fingerprint.");
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #vis const #contract: ::ipc_runtime::__private::Contract =
            ::ipc_runtime::__private::Contract::new(#name, #for_pages, #fingerprint, &[#(#rows),*]);
    }
}

/// `bound` is what an implementation is, and `arms` are the ways to its methods.
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

            fn dispatch(&self, #ordinal: usize, #call: ::ipc_runtime::__private::Call<'_>) {
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

/// A name of the generated code's own, which no name of the user's can be.
fn hygienic(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// An arm is a call and nothing else: whatever rustc would have to check once more for each method
/// is a generic function of the runtime's.
fn expand_arm(api: &Api, method: &Method) -> TokenStream {
    let ordinal = Literal::usize_unsuffixed(method.ordinal);
    let cfgs = &method.attrs.cfgs;
    let (args, result) = (args_type(method), result_type(method));
    let here = here(&method.ident);
    let [api, ident] = [&api.ident, &method.ident].map(|ident| {
        let mut ident = ident.clone();
        ident.set_span(here);
        ident
    });
    let call = hygienic("call");
    let run = match (method.is_async, method.is_blocking) {
        (true, _) => quote_spanned!(here=> spawn),
        (false, true) => quote_spanned!(here=> spawn_blocking),
        (false, false) => quote_spanned!(here=> run),
    };
    let who = if method.caller.is_some() { quote!(WithCaller) } else { quote!(Alone) };
    let arm = quote_spanned! {here=>
        #call.#run::<#args, ::ipc_runtime::__private::#who, _, _>(
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

/// What stands in the methods of stubs.
#[derive(Clone, Copy)]
pub(crate) enum Bodies {
    Real,
    /// Nothing that a broken rule could make an error of.
    StandIn,
}

impl Bodies {
    fn choose(self, real: TokenStream, method: &Method) -> TokenStream {
        let args = args_tuple(method);
        match self {
            Self::Real => real,
            Self::StandIn => quote!(let _ = #args; ::core::unreachable!()),
        }
    }
}

/// `…Renderer`, or `…Main` if the peer is Electron's main process.
pub(crate) fn expand_stub(api: &Api, bodies: Bodies) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let (cfgs, allowed) = (&api.attrs.cfgs, allowed(api));
    let contract = contract_ident(api);
    let (stub, inner, doc, new_doc, parameter, argument) = match api.peer {
        Peer::Page => (
            format_ident!("{ident}Renderer"),
            quote!(::ipc_runtime::__private::PagesStub),
            format!("Calls the pages that have [`{ident}`]."),
            "For these pages: of a `&Caller`, a `&Window`, a label (`app.label(…)`) or the whole `&App`.",
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
    let methods = implemented_by_the_peer(api).map(|method| {
        let Method { ident, kind, args, .. } = method;
        let attrs = &method.attrs.kept;
        let channel = &method.channel.value;
        let inputs = args.iter().map(|arg| {
            let (ident, ty) = (&arg.ident, &arg.ty);
            quote!(#ident: #ty)
        });
        let value = args_value(method);
        let here = here(&method.ident);
        let (asyncness, output, body) = match (kind, api.peer) {
            (Kind::Request, _) => {
                let ty = result_type(method);
                let body = quote_spanned!(here=> self.stub.request(#channel, #value).await);
                (quote!(async), ty, body)
            }
            (_, Peer::Page) => {
                let body = quote_spanned!(here=> self.stub.emit(#channel, &#value));
                (quote!(), quote!(usize), body)
            }
            (_, Peer::Main) => {
                let body = quote_spanned!(here=> self.stub.emit(#channel, &#value));
                (quote!(), quote!(()), body)
            }
        };
        let body = bodies.choose(body, method);
        quote_spanned! {here=>
            #(#attrs)*
            #vis #asyncness fn #ident(&self, #(#inputs),*)
                -> ::core::result::Result<#output, ::ipc_runtime::__private::Error>
            {
                #body
            }
        }
    });
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

pub(crate) fn expand_client(api: &Api, bodies: Bodies) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let (cfgs, allowed) = (&api.attrs.cfgs, allowed(api));
    let client = format_ident!("{ident}Client");
    let methods = implemented_in_rust(api).map(|method| {
        let Method { ident, args, .. } = method;
        let attrs = &method.attrs.kept;
        let channel = &method.channel.value;
        let inputs = args.iter().map(|arg| {
            let (ident, ty) = (&arg.ident, &arg.ty);
            quote!(#ident: #ty)
        });
        let (types, value) = (args_type(method), args_value(method));
        if method.kind == Kind::Send {
            let carries = quote!(::ipc_runtime::__private::Carries<#types, ()>);
            let body = quote!(<__T as #carries>::send_args(&self.transport, #channel, #value));
            let body = bodies.choose(body, method);
            return quote! {
                #(#attrs)*
                #vis fn #ident(&self, #(#inputs),*)
                    -> ::core::result::Result<(), ::ipc_runtime::__private::Error>
                where
                    __T: #carries,
                {
                    #body
                }
            };
        }
        let result = result_type(method);
        let body = quote! {
            ::ipc_runtime::__private::Reply::new(
                &self.transport,
                #channel,
                #value,
                <::ipc_runtime::__private::Returned<#result>>::OUTCOME,
            )
        };
        let body = bodies.choose(body, method);
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
    });
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

/// The arguments as one value, `(title,)`, which is also the pattern that takes it apart.
fn args_tuple(method: &Method) -> TokenStream {
    let idents = method.args.iter().map(|arg| &arg.ident);
    quote!((#(#idents,)*))
}

/// The arguments as they cross.
fn args_value(method: &Method) -> TokenStream {
    if method.args.is_empty() {
        quote!(::ipc_runtime::__private::NO_ARGS)
    } else {
        args_tuple(method)
    }
}

/// The type of [`args_value`].
fn args_type(method: &Method) -> TokenStream {
    let here = here(&method.ident);
    let types = method.args.iter().map(|arg| &arg.ty);
    if method.args.is_empty() {
        quote_spanned!(here=> ::ipc_runtime::__private::NoArgs)
    } else {
        quote_spanned!(here=> (#(#types,)*))
    }
}

fn result_type(method: &Method) -> TokenStream {
    method.returns.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty))
}

/// What rustc has against a trait or a method is shown at its name, not at the whole attribute.
fn here(ident: &Ident) -> Span {
    ident.span().resolved_at(Span::call_site())
}

/// Nobody is warned of what only the trait's author has a say in: whatever the trait allows, what
/// is deprecated in it, and what of its stubs is not used yet.
fn allowed(api: &Api) -> TokenStream {
    let is_allowing =
        |attr: &&Attribute| attr.path().is_ident("allow") || attr.path().is_ident("expect");
    let levels = api.attrs.kept.iter().filter(is_allowing).filter_map(|attr| match &attr.meta {
        Meta::List(list) => Some(&list.tokens),
        Meta::Path(_) | Meta::NameValue(_) => None,
    });
    quote!(#[allow(dead_code, deprecated)] #(#[allow(#levels)])*)
}

fn contract_ident(api: &Api) -> Ident {
    format_ident!("{}_CONTRACT", unraw(&api.ident).to_shouty_snake_case(), span = api.ident.span())
}
