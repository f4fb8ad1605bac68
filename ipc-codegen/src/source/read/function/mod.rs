//! Functions that are generic over a serializer or a deserializer: what they hand to it.
//!
//! Such a function knows nothing of the format, so what it hands over is all that crosses. Every use of
//! the parameter must be understood, or the function is not.

mod bindings;
mod collects;
mod compound;
mod operand;
mod reads;
mod returns;
mod signature;
mod uses;
mod visitors;
mod writes;

use syn::{Block, Item, Stmt};

pub(crate) use self::visitors::visitor;

use self::signature::{Signature, returned};
use self::uses::transfers;
use super::types::{generics, type_expr};
use crate::source::spans::span_of;
use crate::tree::Function;

/// Reads a function, if it has a parameter for a serializer or a deserializer.
pub(crate) fn function(signature: &syn::Signature, block: &Block) -> Option<Function> {
    let found = Signature::of(signature)?;
    Some(Function {
        role: found.role,
        generics: generics(span_of(&signature.ident), &signature.generics),
        value: found.value_type.map(type_expr),
        returns: returned(&signature.output),
        transfers: transfers(&found, signature, block),
        block: None,
    })
}

/// The items that a function's body declares.
pub(crate) fn items(block: &Block) -> Vec<Item> {
    let items = block.stmts.iter().filter_map(|statement| match statement {
        Stmt::Item(item) => Some(item.clone()),
        _ => None,
    });
    items.collect()
}
