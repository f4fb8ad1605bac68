//! `use {::serde, a::B};`, which the parser leaves as tokens.

use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Item, ItemUse, Token, UseTree, Visibility, braced};

/// One tree of the group, and its `::`.
struct RootedTree {
    leading_colon: Option<Token![::]>,
    tree: UseTree,
}

impl Parse for RootedTree {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self { leading_colon: input.parse()?, tree: input.parse()? })
    }
}

/// An item, or an import for each tree of a group in which paths begin with `::`.
pub(crate) fn with_crate_roots(item: Item) -> Vec<Item> {
    let imports = match &item {
        Item::Verbatim(tokens) => parse_imports.parse2(tokens.clone()).ok(),
        _ => None,
    };
    match imports {
        Some(imports) => imports.into_iter().map(Item::Use).collect(),
        None => vec![item],
    }
}

fn parse_imports(input: ParseStream<'_>) -> syn::Result<Vec<ItemUse>> {
    let attrs = input.call(Attribute::parse_outer)?;
    let vis: Visibility = input.parse()?;
    let use_token: Token![use] = input.parse()?;
    let content;
    braced!(content in input);
    let trees = Punctuated::<RootedTree, Token![,]>::parse_terminated(&content)?;
    let semi_token: Token![;] = input.parse()?;
    let import = |RootedTree { leading_colon, tree }| ItemUse {
        attrs: attrs.clone(),
        vis: vis.clone(),
        use_token,
        leading_colon,
        tree,
        semi_token,
    };
    Ok(trees.into_iter().map(import).collect())
}
