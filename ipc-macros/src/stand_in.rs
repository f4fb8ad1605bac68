//! What a trait that breaks the rules becomes: its errors, and no others.

use std::mem;

use ipc_syntax::{Api, Diagnostic, Kind, Rejection};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{FnArg, Item, ItemTrait, TraitItem, TraitItemFn, TypeParamBound, parse_quote};

use crate::expand::{Bodies, expand_client, expand_contract, expand_server, expand_stub};

/// The errors, and a stand-in for what they kept from being generated: no error should follow from
/// them.
pub(crate) fn expand_rejection(rejection: &Rejection, item: Item) -> TokenStream {
    let errors = rejection.diagnostics.iter().map(Diagnostic::to_compile_error);
    let stand_in = match (item, &rejection.api) {
        (Item::Trait(item), Some(api)) => expand_stand_in(item, api),
        (other, _) => quote!(#other),
    };
    quote!(#(#errors)* #stand_in)
}

/// The trait as it was written, as far as rustc takes it, and what goes with it.
fn expand_stand_in(mut item: ItemTrait, api: &Api) -> TokenStream {
    item.attrs.clone_from(&api.attrs.kept);
    item.colon_token.get_or_insert_default();
    item.supertraits.extend::<[TypeParamBound; 3]>([
        parse_quote!(::core::marker::Send),
        parse_quote!(::core::marker::Sync),
        parse_quote!('static),
    ]);
    item.items.retain_mut(|item| match item {
        TraitItem::Fn(function) => stand_in_for(function),
        _ => true,
    });
    let bound = quote!(::core::marker::Send + ::core::marker::Sync + 'static);
    let parts = [
        expand_contract(api),
        expand_server(api, &bound, &[]),
        expand_stub(api, Bodies::StandIn),
        expand_client(api, Bodies::StandIn),
    ];
    quote! {
        #[allow(unused, async_fn_in_trait)]
        #item
        #(#parts)*
    }
}

/// Makes of a method what rustc has nothing against, if it is one that Rust implements.
fn stand_in_for(function: &mut TraitItemFn) -> bool {
    let is_implemented_in_rust = function.attrs.iter().any(|attr| {
        let mut kinds = Kind::ALL.into_iter().filter(|kind| kind.is_implemented_in_rust());
        kinds.any(|kind| attr.path().is_ident(kind.attribute()))
    });
    function.attrs.retain(|attr| attr.path().is_ident("doc") || attr.path().is_ident("cfg"));
    let signature = &mut function.sig;
    signature.constness = None;
    for input in &mut signature.inputs {
        if let FnArg::Typed(input) = input {
            input.attrs.clear();
        }
    }
    // A body allows patterns, and an implementation to leave the method out.
    if !mentions(signature.output.to_token_stream(), "impl") {
        signature.generics.make_where_clause().predicates.push(parse_quote!(Self: Sized));
        function.default = Some(parse_quote!({ ::core::unreachable!() }));
    }
    let types = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input.ty.to_token_stream()),
        FnArg::Receiver(_) => None,
    });
    let is_inferred =
        types.chain([signature.output.to_token_stream()]).any(|tokens| mentions(tokens, "_"));
    (is_implemented_in_rust || signature.receiver().is_some()) && !is_inferred
}

/// Whether a word, which is not a lifetime's, stands somewhere in a type.
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
