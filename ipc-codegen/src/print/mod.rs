//! Layout: TypeScript and JavaScript as prettier lays them out with its default options.
//!
//! What a template holds is laid out by hand. What depends on names and types is built here as a
//! document for a Wadler printer, and rendered with the indentation of the place it stands in.

pub(crate) mod call;
pub(crate) mod comment;
pub(crate) mod json;
pub(crate) mod literal;
pub(crate) mod types;

use pretty::RcDoc;
use unicode_width::UnicodeWidthStr as _;

/// A piece of code whose line breaks are still open.
pub(crate) type Doc = RcDoc<'static, ()>;

/// Prettier's `printWidth`.
const WIDTH: usize = 80;

/// Prettier's `tabWidth`.
pub(crate) const INDENT: isize = 2;

/// Decides the line breaks of code whose lines are indented by `indent`, the first included.
pub(crate) fn render(doc: Doc, indent: usize) -> String {
    let spaces = " ".repeat(indent);
    let doc = text(spaces).append(doc).nest(isize::try_from(indent).unwrap_or_default());
    doc.pretty(WIDTH).to_string()
}

pub(crate) fn text(text: impl Into<String>) -> Doc {
    RcDoc::text(text.into())
}

/// `open`, the items with a comma after each but the last, `close`: on one line, or a line each.
pub(crate) fn list(open: &str, items: Vec<Doc>, last: &str, close: &str) -> Doc {
    if items.is_empty() {
        return text(format!("{open}{close}"));
    }
    let items = RcDoc::intersperse(items, text(",").append(RcDoc::line()));
    text(open)
        .append(RcDoc::line_().append(items).nest(INDENT))
        .append(if_broken(text(last)))
        .append(RcDoc::line_())
        .append(text(close))
}

/// `left right`, in a line that is indented by `indent`. If not even the first piece of `right` has
/// room beside `left`, it starts a line of its own.
pub(crate) fn assign(left: &str, right: Doc, indent: usize) -> Doc {
    let first = right.pretty(0).to_string().lines().next().map_or(0, width);
    if indent + width(left) + 1 + first <= WIDTH {
        text(left).append(RcDoc::space()).append(right)
    } else {
        text(left).append(RcDoc::hardline().append(right).nest(INDENT))
    }
}

fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Something that is there only if the group around it is broken over lines.
pub(crate) fn if_broken(doc: Doc) -> Doc {
    doc.flat_alt(RcDoc::nil())
}
