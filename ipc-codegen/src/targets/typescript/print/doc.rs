//! Layout: TypeScript and JavaScript as prettier lays them out with its default options.
//!
//! What a template holds is laid out by hand. What depends on names and types is built here as a
//! document for a Wadler printer, and rendered with the indentation of the place it stands in.

use std::borrow::Cow;
use std::fmt;

pub(crate) use pretty::Arena;
use pretty::{DocAllocator as _, DocBuilder};

use crate::prettier::{INDENT, WIDTH, width};

/// A piece of code whose line breaks are still open.
pub(crate) type Doc<'d> = DocBuilder<'d, Arena<'d>>;

/// Decides the line breaks of code whose lines are indented by `indent`, the first included.
pub(crate) fn render(doc: Doc<'_>, indent: usize) -> String {
    let mut code = String::new();
    push(&mut code, doc, indent);
    code
}

/// Adds what [`render`] makes of a document.
pub(crate) fn push(code: &mut String, doc: Doc<'_>, indent: usize) {
    let margin = doc.0.text(" ".repeat(indent));
    let doc = margin.append(doc).nest(isize::try_from(indent).unwrap_or_default());
    doc.render_fmt(WIDTH, code).expect("a string takes all that is written");
}

/// `open`, the items with a comma after each but the last, `close`: on one line, or a line each.
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

/// `left right`, in a line that is indented by `indent`. If not even the first piece of `right` has
/// room beside `left`, it starts a line of its own.
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

/// What a document begins with, up to where its first line may end.
#[derive(Default)]
pub(super) struct FirstPiece {
    pub(super) width: usize,
    /// Whether there is more.
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
    // What ends it early is the end of the line.
    let _ = doc.render_fmt(0, &mut first);
    first
}

/// Something that is there only if the group around it is broken over lines.
pub(crate) fn if_broken(doc: Doc<'_>) -> Doc<'_> {
    let nothing = doc.0.nil();
    doc.flat_alt(nothing)
}
