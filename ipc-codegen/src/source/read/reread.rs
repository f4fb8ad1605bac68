//! Reads a type again, when the attributes are known that `#[apply(name!)]` writes above it.

use std::fs;
use std::sync::Arc;

use ipc_syntax::Errors;
use syn::parse::Parser;
use syn::{Attribute, DeriveInput, Item};

use super::data::read_data;
use crate::source::cfg::Cfg;
use crate::source::file::SourceFile;
use crate::source::spans::span_of;
use crate::tree::{Applied, Data, Span};

/// Reads a type again, with these attributes in place of the one that applies them.
pub(crate) fn read_applied(
    applied: &Applied,
    attributes: &str,
    file: &SourceFile,
    cfg: &Cfg,
) -> Option<Box<Data>> {
    let location = file.location(applied.span);
    let text = fs::read_to_string(&location.file).ok()?;
    let range = |span: Span| span.start as usize..span.end as usize;
    let (whole, own) = (range(applied.span), range(applied.attribute_span));
    let item = text.get(location.range)?;
    let inside = own.start.checked_sub(whole.start)?..own.end.checked_sub(whole.start)?;
    let (before, after) = (item.get(..inside.start)?, item.get(inside.end..)?);
    // Blanks keep the offsets.
    let blank = " ".repeat(inside.len());
    let padded = format!("{}{before}{blank}{after}", " ".repeat(whole.start));
    let mut item: Item = syn::parse_str(&padded).ok()?;
    let written = Attribute::parse_outer.parse_str(attributes).ok()?;
    let attrs = match &mut item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        _ => return None,
    };
    let index =
        attrs.iter().filter(|attr| span_of(attr).start < applied.attribute_span.start).count();
    attrs.splice(index..index, written);
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
