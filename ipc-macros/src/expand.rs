//! From an API to the Rust around it: the trait, its server, the stubs and the contract.
//!
//! Everything is named by its full path below `::ipc_runtime::__private` or `::core`, and what is
//! not the user's has a hygienic name.

use heck::ToShoutySnakeCase;
use ipc_syntax::{Api, Diagnostic, Kind, Method, Peer, canonical_tokens};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Attribute, Item, ItemTrait, TraitItem};

/// Everything that `#[ipc_api]` becomes.
pub(crate) fn expand_api(api: &Api) -> TokenStream {
    let parts = [
        expand_trait(api),
        expand_contract(api),
        expand_server(api),
        expand_stub(api),
        expand_client(api),
    ];
    quote!(#(#parts)*)
}

/// The errors, and a stand-in for what they kept from being generated: no error should follow from
/// them.
pub(crate) fn expand_errors(diagnostics: &[Diagnostic], item: Item) -> TokenStream {
    let errors = diagnostics.iter().map(Diagnostic::to_compile_error);
    let stand_in = match item {
        Item::Trait(item) => expand_stand_in(item),
        other => quote!(#other),
    };
    quote!(#(#errors)* #stand_in)
}

fn expand_stand_in(mut item: ItemTrait) -> TokenStream {
    let is_kind =
        |attr: &Attribute| Kind::ALL.iter().any(|kind| attr.path().is_ident(kind.attribute()));
    item.attrs.retain(|attr| attr.path().is_ident("doc") || attr.path().is_ident("cfg"));
    item.items.retain_mut(|item| match item {
        TraitItem::Fn(function) => {
            function.attrs.retain(|attr| !is_kind(attr));
            function.sig.receiver().is_some()
        }
        _ => true,
    });
    let vis = &item.vis;
    let server = format_ident!("{}Server", item.ident);
    let others = ["Renderer", "Main"].map(|suffix| format_ident!("{}{suffix}", item.ident));
    let client = format_ident!("{}Client", item.ident);
    quote! {
        #[allow(async_fn_in_trait, dead_code)]
        #item
        #[allow(dead_code)]
        #vis struct #server<T>(T);
        #[allow(dead_code)]
        impl<T> #server<T> {
            #vis fn new(api: T) -> Self {
                Self(api)
            }
        }
        #[allow(dead_code)]
        #vis struct #client<T>(T);
        #[allow(dead_code)]
        impl<T> #client<T> {
            #vis fn new(transport: T) -> Self {
                Self(transport)
            }
        }
        #(
            #[allow(dead_code)]
            #[derive(::core::clone::Clone)]
            #vis struct #others;
            #[allow(dead_code)]
            impl #others {
                #vis fn new<T>(_: T) -> Self {
                    Self
                }
            }
        )*
    }
}

fn expand_trait(api: &Api) -> TokenStream {
    let Api { ident, vis, attrs, .. } = api;
    let attrs = &attrs.kept;
    let methods =
        api.methods.iter().filter(|method| method.kind.is_implemented_in_rust()).map(|method| {
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
            quote! {
                #(#attrs)*
                fn #ident(&self, #(#inputs),*) #output;
            }
        });
    quote! {
        #(#attrs)*
        #vis trait #ident: ::core::marker::Send + ::core::marker::Sync + 'static {
            #(#methods)*
        }
    }
}

fn expand_contract(api: &Api) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let cfgs = &api.attrs.cfgs;
    let contract = contract_ident(api);
    let (name, key) = (ident.to_string(), &api.key.value);
    let for_pages = api.peer == Peer::Page;
    let rows = api.methods.iter().map(|method| {
        let cfgs = &method.attrs.cfgs;
        let ordinal = Literal::usize_unsuffixed(method.ordinal);
        let (kind, channel, js_name) =
            (method.kind.attribute(), &method.channel.value, &method.js_name);
        let args = method.args.iter().map(|arg| {
            let (name, ty) = (&arg.js_name, canonical_tokens(&arg.ty));
            quote!((#name, #ty))
        });
        let returns = method.returns.as_ref().map(canonical_tokens).unwrap_or_default();
        quote! {
            #(#cfgs)*
            (
                #ordinal,
                ::ipc_runtime::__private::Channel {
                    kind: #kind,
                    name: #channel,
                    js_name: #js_name,
                    args: &[#(#args),*],
                    returns: #returns,
                },
            )
        }
    });
    let doc = format!("The channels of [`{ident}`] and their fingerprint.");
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #vis const #contract: ::ipc_runtime::__private::Contract =
            ::ipc_runtime::__private::Contract::new(#name, #key, #for_pages, &[#(#rows),*]);
    }
}

fn expand_server(api: &Api) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let cfgs = &api.attrs.cfgs;
    let (server, contract) = (format_ident!("{ident}Server"), contract_ident(api));
    let locals = Locals::new();
    let Locals { call, ordinal, .. } = &locals;
    let arms = api
        .methods
        .iter()
        .filter(|method| method.kind.is_implemented_in_rust())
        .map(|method| expand_arm(api, method, &locals));
    let doc = format!("Serves an implementation of [`{ident}`]: give it to `Router::serve`.");
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #vis struct #server<T> {
            api: ::std::sync::Arc<T>,
        }

        #(#cfgs)*
        impl<T: #ident> #server<T> {
            /// Takes the implementation.
            #[must_use]
            #vis fn new(api: T) -> Self {
                Self { api: ::std::sync::Arc::new(api) }
            }
        }

        #(#cfgs)*
        #[allow(deprecated)]
        impl<T: #ident> ::ipc_runtime::__private::Service for #server<T> {
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

/// The names of the server's own variables, which no name of the user's can be.
struct Locals {
    api: Ident,
    call: Ident,
    context: Ident,
    ordinal: Ident,
}

impl Locals {
    fn new() -> Self {
        let hygienic = |name| Ident::new(name, Span::mixed_site());
        Self {
            api: hygienic("api"),
            call: hygienic("call"),
            context: hygienic("context"),
            ordinal: hygienic("ordinal"),
        }
    }
}

fn expand_arm(api: &Api, method: &Method, locals: &Locals) -> TokenStream {
    let trait_ident = &api.ident;
    let Locals { api, call, context, .. } = locals;
    let ident = &method.ident;
    let ordinal = Literal::usize_unsuffixed(method.ordinal);
    let cfgs = &method.attrs.cfgs;
    let names = method.args.iter().map(|arg| &arg.js_name);
    let (pattern, types) = (args_pattern(method), args_type(method));
    let caller = method.caller.iter().map(|_| quote!(#context.caller()));
    let args = method.args.iter().map(|arg| {
        let ident = &arg.ident;
        quote!(#ident)
    });
    let inputs = caller.chain(args);
    let result = quote!(<T as #trait_ident>::#ident(&#api, #(#inputs),*));
    let handled = if method.is_async {
        quote! {
            #call.spawn(&[#(#names),*], move |#context: ::ipc_runtime::__private::Context, #pattern: #types| async move {
                ::ipc_runtime::__private::Returned(#result.await).answer()
            })
        }
    } else {
        let (run, capture) = if method.is_blocking {
            (quote!(spawn_blocking), quote!(move))
        } else {
            (quote!(run), quote!())
        };
        quote! {
            #call.#run(&[#(#names),*], #capture |#context: &::ipc_runtime::__private::Context, #pattern: #types| {
                ::ipc_runtime::__private::Returned(#result).answer()
            })
        }
    };
    let shared = if method.is_async || method.is_blocking {
        quote!(let #api = ::std::sync::Arc::clone(&self.api);)
    } else {
        quote!(let #api = &self.api;)
    };
    quote! {
        #(#cfgs)*
        #ordinal => {
            #shared
            #handled
        }
    }
}

/// `…Renderer`, or `…Main` if the peer is Electron's main process.
fn expand_stub(api: &Api) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let cfgs = &api.attrs.cfgs;
    let contract = contract_ident(api);
    let mut methods =
        api.methods.iter().filter(|method| !method.kind.is_implemented_in_rust()).peekable();
    if methods.peek().is_none() {
        return TokenStream::new();
    }
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
    let methods = methods.map(|method| {
        let Method { ident, kind, args, .. } = method;
        let attrs = &method.attrs.kept;
        let channel = &method.channel.value;
        let inputs = args.iter().map(|arg| {
            let (ident, ty) = (&arg.ident, &arg.ty);
            quote!(#ident: #ty)
        });
        let value = args_value(method);
        let (asyncness, output, body) = match (kind, api.peer) {
            (Kind::Request, _) => {
                let ty = method.returns.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty));
                (quote!(async), ty, quote!(self.stub.ask(#channel, #value).await))
            }
            (_, Peer::Page) => (quote!(), quote!(usize), quote!(self.stub.emit(#channel, &#value))),
            (_, Peer::Main) => (quote!(), quote!(()), quote!(self.stub.tell(#channel, &#value))),
        };
        quote_spanned! {ident.span()=>
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

fn expand_client(api: &Api) -> TokenStream {
    let Api { ident, vis, .. } = api;
    let cfgs = &api.attrs.cfgs;
    let client = format_ident!("{ident}Client");
    let mut methods =
        api.methods.iter().filter(|method| method.kind.is_implemented_in_rust()).peekable();
    if methods.peek().is_none() {
        return TokenStream::new();
    }
    let methods = methods.map(|method| {
        let Method { ident, args, .. } = method;
        let attrs = &method.attrs.kept;
        let channel = &method.channel.value;
        let inputs = args.iter().map(|arg| {
            let (ident, ty) = (&arg.ident, &arg.ty);
            quote!(#ident: #ty)
        });
        let (types, value) = (args_type(method), args_value(method));
        let result = method.returns.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty));
        let carries = quote!(::ipc_runtime::__private::Carries<#types, #result>);
        let (asyncness, body) = if method.kind == Kind::Send {
            (quote!(), quote!(<T as #carries>::send_args(&self.transport, #channel, #value)))
        } else {
            let body = quote! {
                <T as #carries>::invoke_args(
                    &self.transport,
                    #channel,
                    #value,
                    <::ipc_runtime::__private::Fallibility<#result>>::OUTCOME,
                )
                .await
            };
            (quote!(async), body)
        };
        quote! {
            #(#attrs)*
            #vis #asyncness fn #ident(&self, #(#inputs),*)
                -> ::core::result::Result<#result, ::ipc_runtime::__private::Error>
            where
                T: #carries,
            {
                #[allow(unused_imports)]
                use ::ipc_runtime::__private::PlainValue as _;
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
        #[allow(missing_docs)]
        impl<T: ::ipc_runtime::__private::Transport> #client<T> {
            /// Calls through this transport.
            #[must_use]
            #vis fn new(transport: T) -> Self {
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

/// The arguments as they cross: without any it is `[]`, where a tuple would be `null`.
fn args_value(method: &Method) -> TokenStream {
    if method.args.is_empty() { quote!([(); 0]) } else { args_tuple(method) }
}

/// The type of [`args_value`].
fn args_type(method: &Method) -> TokenStream {
    let types = method.args.iter().map(|arg| &arg.ty);
    if method.args.is_empty() { quote!([(); 0]) } else { quote!((#(#types,)*)) }
}

fn args_pattern(method: &Method) -> TokenStream {
    if method.args.is_empty() { quote!([]) } else { args_tuple(method) }
}

fn contract_ident(api: &Api) -> Ident {
    let name = api.ident.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name).to_shouty_snake_case();
    Ident::new(&format!("{name}_CONTRACT"), api.ident.span())
}
