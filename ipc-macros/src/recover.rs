//! Recovery from a trait that breaks the rules: its errors, and items that keep rustc from adding
//! errors of its own.

use std::mem;

use ipc_syntax::{Api, Diagnostic, Kind, Rejection, kind_of};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{FnArg, Item, ItemTrait, TraitItem, TraitItemFn, TypeParamBound, parse_quote};

use crate::expand::{
    StubBody, expand_client, expand_constants, expand_contract, expand_methods, expand_server,
    expand_stub,
};

/// The errors of a rejected item, and the items that users of it need.
pub(crate) fn expand_rejection(rejection: &Rejection, item: Item) -> TokenStream {
    let errors = rejection.diagnostics.iter().map(Diagnostic::to_compile_error);
    let recovered = match (item, &rejection.api) {
        (Item::Trait(item), Some(api)) => recover_trait(item, api),
        (other, _) => quote!(#other),
    };
    quote!(#(#errors)* #recovered)
}

/// The trait as it was written, without what rustc would refuse, and the items generated for it.
fn recover_trait(mut item: ItemTrait, api: &Api) -> TokenStream {
    item.attrs.clone_from(&api.attrs.kept);
    item.colon_token.get_or_insert_default();
    item.supertraits.extend::<[TypeParamBound; 3]>([
        parse_quote!(::core::marker::Send),
        parse_quote!(::core::marker::Sync),
        parse_quote!('static),
    ]);
    item.items.retain_mut(|item| match item {
        TraitItem::Fn(function) => recover_method(function),
        TraitItem::Const(_) => false,
        _ => true,
    });
    let bound = quote!(::core::marker::Send + ::core::marker::Sync + 'static);
    let methods = expand_methods(api, StubBody::Unreachable);
    let parts = [
        expand_constants(api),
        expand_contract(api, &methods.channels),
        expand_server(api, &bound, &[]),
        expand_stub(api, &methods.stubs),
        expand_client(api, &methods.clients),
    ];
    quote! {
        #[allow(unused, async_fn_in_trait)]
        #item
        #(#parts)*
    }
}

/// Changes a method into one that rustc accepts. Returns whether the trait keeps it: if the
/// application implements it, and rustc can know its types.
fn recover_method(function: &mut TraitItemFn) -> bool {
    let is_in_trait = function.attrs.iter().filter_map(kind_of).any(Kind::is_in_trait);
    function.attrs.retain(|attr| attr.path().is_ident("doc") || attr.path().is_ident("cfg"));
    let signature = &mut function.sig;
    signature.constness = None;
    for input in &mut signature.inputs {
        if let FnArg::Typed(input) = input {
            input.attrs.clear();
        }
    }
    // With a body, the arguments may be patterns, and an implementation may omit the method.
    if !mentions(signature.output.to_token_stream(), "impl") {
        signature
            .generics
            .make_where_clause()
            .predicates
            .push(parse_quote!(Self: ::core::marker::Sized));
        function.default = Some(parse_quote!({ ::core::unreachable!() }));
    }
    let types = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input.ty.to_token_stream()),
        FnArg::Receiver(_) => None,
    });
    let is_inferred =
        types.chain([signature.output.to_token_stream()]).any(|tokens| mentions(tokens, "_"));
    (is_in_trait || signature.receiver().is_some()) && !is_inferred
}

/// Whether a type has this word in it, other than as a lifetime.
fn mentions(tokens: TokenStream, word: &str) -> bool {
    let mut is_lifetime = false;
    tokens.into_iter().any(|token| {
        let follows_quote = mem::replace(
            &mut is_lifetime,
            matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\''),
        );
        match token {
            TokenTree::Group(group) => mentions(group.stream(), word),
            TokenTree::Ident(ident) => ident == word && !follows_quote,
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        }
    })
}
