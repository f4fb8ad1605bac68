//! Methods whose result is text, for hand-written implementations of `Serialize`.

use std::fs;

use ipc_syntax::unraw;
use syn::{ImplItem, Item, ReturnType, Type};

use super::file::SourceFile;

/// Whether the inherent method of a type, in the file that defines it, returns `&str`. The file is read
/// again, because inherent implementations are not kept.
pub(crate) fn returns_text(file: &SourceFile, ty: &str, method: &str) -> bool {
    let Ok(text) = fs::read_to_string(&file.path) else { return false };
    let Ok(parsed) = file.parse(&text) else { return false };
    let blocks = parsed.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    });
    let own = blocks.filter(|block| {
        matches!(&*block.self_ty, Type::Path(this)
            if this.path.segments.last().is_some_and(|last| unraw(&last.ident) == ty))
    });
    let mut found = own.flat_map(|block| &block.items).filter_map(|part| match part {
        ImplItem::Fn(part) if unraw(&part.sig.ident) == method => Some(&part.sig.output),
        _ => None,
    });
    let is_text = |output: &ReturnType| {
        matches!(output, ReturnType::Type(_, ty) if matches!(&**ty, Type::Reference(reference)
            if matches!(&*reference.elem, Type::Path(target) if target.path.is_ident("str"))))
    };
    let first = found.next();
    first.is_some_and(is_text) && found.all(is_text)
}
