//! Prettier's default options, by which all generated files are laid out.

use unicode_width::UnicodeWidthStr as _;

/// Prettier's `printWidth`.
pub(crate) const WIDTH: usize = 80;

/// Prettier's `tabWidth`.
pub(crate) const INDENT: isize = 2;

/// The columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}
