//! Reads a type again, when the attributes are known that `#[apply(name!)]` writes above it.

use std::fs;
use std::sync::Arc;

use ipc_syntax::Errors;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{Attribute, DeriveInput, Item};

use super::applied::is_apply;
use super::data::read_data;
use crate::source::cfg::Cfg;
use crate::source::file::SourceFile;
use crate::tree::{Applied, Data};

/// Reads a type again, with these attributes in place of the one that applies them.
pub(crate) fn read_applied(
    applied: &Applied,
    attributes: &str,
    file: &SourceFile,
    cfg: &Cfg,
) -> Option<Box<Data>> {
    let generated = generated(applied)?;
    let is_it =
        |item: &Item| matches!((name(item), name(&generated)), (Some(a), Some(b)) if a == b);
    let mut item = written(applied, file).filter(is_it).unwrap_or(generated);
    let attrs = match &mut item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        _ => return None,
    };
    let index = attrs.iter().position(is_apply)?;
    attrs.splice(index..=index, Attribute::parse_outer.parse_str(attributes).ok()?);
    let mut errors = Errors::new();
    let is_compiled = cfg.apply_to_item(&mut item, file, &mut errors);
    if errors.check().is_err() || !is_compiled {
        return None;
    }
    let input: DeriveInput = match item {
        Item::Struct(item) => item.into(),
        Item::Enum(item) => item.into(),
        _ => return None,
    };
    Some(Box::new(read_data(&input, file, cfg, &mut Arc::from([]))))
}

/// The type as the file has it, with the spans of that.
fn written(applied: &Applied, file: &SourceFile) -> Option<Item> {
    let location = file.location(applied.span);
    let text = fs::read_to_string(&location.file).ok()?;
    let item = text.get(location.range)?;
    // Blanks keep the offsets.
    syn::parse_str(&format!("{}{item}", " ".repeat(applied.span.start as usize))).ok()
}

fn name(item: &Item) -> Option<&Ident> {
    match item {
        Item::Struct(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        _ => None,
    }
}

/// The type as a macro wrote it, with the span of the macro's call.
fn generated(applied: &Applied) -> Option<Item> {
    let (start, end) = (applied.span.start as usize, applied.span.end as usize);
    // The only token of a source has a span of this source.
    let source = format!("{}{}", " ".repeat(start), "a".repeat((end - start).max(1)));
    let span = syn::parse_str::<Ident>(&source).ok()?.span();
    syn::parse2(respanned(applied.tokens.parse().ok()?, span)).ok()
}

fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    let respan = |token| {
        let mut token = match token {
            TokenTree::Group(group) => {
                let inner = respanned(group.stream(), span);
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            token => token,
        };
        token.set_span(span);
        token
    };
    tokens.into_iter().map(respan).collect()
}
