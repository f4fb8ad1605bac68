//! All forms of doc comments.

#![deny(warnings, missing_docs)]

use ipc_runtime::{Router, ipc_api};

/// One line.
///
/// Another paragraph, with `code`, "quotes", a \ and a */ inside.
#[ipc_api]
pub trait DocsApi {
    /** A block comment. */
    #[send]
    fn block(&self);

    /**
     * A block comment
     * of several lines.
     */
    #[send]
    fn lines(&self);

    #[doc = "An attribute."]
    #[doc = ""]
    #[doc = "A second paragraph."]
    #[send]
    fn attribute(&self);

    #[send]
    /// A comment after the kind.
    fn after(&self);

    #[doc(hidden)]
    #[send]
    fn hidden(&self);

    #[cfg_attr(all(), doc = "A conditional attribute.")]
    #[event]
    fn conditional(value: u32);
}

struct Docs;

impl DocsApi for Docs {
    fn block(&self) {}
    fn lines(&self) {}
    fn attribute(&self) {}
    fn after(&self) {}
    fn hidden(&self) {}
}

fn main() {
    drop(Router::new().serve(DocsApiServer::new(Docs)));
}
