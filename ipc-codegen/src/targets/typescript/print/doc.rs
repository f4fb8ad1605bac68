//! Documents for a Wadler printer: code whose line breaks are still open.

use std::borrow::Cow;
use std::fmt;

pub(crate) use pretty::Arena;
use pretty::{DocAllocator as _, DocBuilder};

use crate::prettier::{INDENT, WIDTH, width};

/// A piece of code whose line breaks are still open.
pub(crate) type Doc<'d> = DocBuilder<'d, Arena<'d>>;

/// Lays out code whose lines are indented by `indent`, the first one included.
pub(crate) fn render(doc: Doc<'_>, indent: usize) -> String {
    let mut code = String::new();
    push(&mut code, doc, indent);
    code
}

/// Adds a document as [`render`] lays it out.
pub(crate) fn push(code: &mut String, doc: Doc<'_>, indent: usize) {
    let margin = doc.0.text(" ".repeat(indent));
    let doc = margin.append(doc).nest(isize::try_from(indent).unwrap_or_default());
    doc.render_fmt(WIDTH, code).expect("a string takes all that is written");
}

/// `open`, the items with commas between them, `close`: on one line, or one line per item. `last` follows
/// the last item if the list is broken.
pub(crate) fn list<'d>(
    arena: &'d Arena<'d>,
    open: &'d str,
    items: Vec<Doc<'d>>,
    last: &'d str,
    close: &'d str,
) -> Doc<'d> {
    if items.is_empty() {
        return arena.text(open).append(close);
    }
    let items = arena.intersperse(items, arena.text(",").append(arena.line()));
    arena
        .text(open)
        .append(arena.line_().append(items).nest(INDENT))
        .append(if_broken(arena.text(last)))
        .append(arena.line_())
        .append(close)
}

/// `left right`, on a line that is indented by `indent`. `right` starts a new line if not even its
/// first piece fits beside `left`.
pub(crate) fn assign<'d>(left: impl Into<Cow<'d, str>>, right: Doc<'d>, indent: usize) -> Doc<'d> {
    let (arena, left) = (right.0, left.into());
    let is_beside = indent + width(&left) + 1 + first_piece(&right).width <= WIDTH;
    let left = arena.text(left);
    if is_beside {
        left.append(arena.space()).append(right)
    } else {
        left.append(arena.hardline().append(right).nest(INDENT))
    }
}

/// The first piece of a document, up to where its first line may end.
#[derive(Default)]
pub(super) struct FirstPiece {
    pub(super) width: usize,
    /// Whether another piece follows.
    pub(super) is_broken: bool,
}

impl fmt::Write for FirstPiece {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let line = text.split('\n').next().unwrap_or_default();
        self.width += width(line);
        self.is_broken = line.len() < text.len();
        if self.is_broken { Err(fmt::Error) } else { Ok(()) }
    }
}

pub(super) fn first_piece(doc: &Doc<'_>) -> FirstPiece {
    let mut first = FirstPiece::default();
    // The end of the line ends the rendering with an error.
    let _ = doc.render_fmt(0, &mut first);
    first
}

/// A document that appears only if the group around it is broken.
pub(crate) fn if_broken(doc: Doc<'_>) -> Doc<'_> {
    let nothing = doc.0.nil();
    doc.flat_alt(nothing)
}

/// An invisible document that breaks the group around it.
pub(crate) fn breaks<'d>(arena: &'d Arena<'d>) -> Doc<'d> {
    arena.nil().flat_alt(arena.fail())
}
