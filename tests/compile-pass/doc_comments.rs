//! Doc comments of every form.

#![deny(warnings, missing_docs)]

use ipc_runtime::{Router, ipc_api};

/// One line.
///
/// Another paragraph, with `code`, "quotes", a \ and a */ that ends nothing.
#[ipc_api]
pub trait DocsApi {
    /** A block. */
    #[send]
    fn block(&self);

    /**
     * A block
     * of lines.
     */
    #[send]
    fn lines(&self);

    #[doc = "An attribute."]
    #[doc = ""]
    #[doc = "And another."]
    #[send]
    fn attribute(&self);

    #[send]
    /// After the kind.
    fn after(&self);

    #[doc(hidden)]
    #[send]
    fn hidden(&self);

    #[cfg_attr(all(), doc = "Behind a condition.")]
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
