//! A deprecated item causes a warning where users use it, not where they declare it.

#![deny(warnings, missing_docs)]

use ipc_runtime::{Router, ipc_api};

/// The current API.
#[ipc_api]
pub trait DesktopApi {
    /// Sets the title.
    #[deprecated]
    #[send]
    fn set_title(&self, title: String);

    /// Opens a file.
    #[deprecated = "use `open_files`"]
    #[invoke]
    async fn open_file(&self) -> String;

    /// The title has changed.
    #[deprecated(since = "2.0.0", note = "no page listens")]
    #[event]
    fn titled(title: String);
}

/// The former API.
#[deprecated(note = "use `DesktopApi`")]
#[ipc_api]
pub trait LegacyApi {
    /// Opens a file.
    #[invoke]
    fn open_file(&self) -> String;

    /// A file was opened.
    #[event]
    fn opened(name: String);
}

struct Desktop;

impl DesktopApi for Desktop {
    fn set_title(&self, _title: String) {}

    async fn open_file(&self) -> String {
        String::new()
    }
}

fn main() {
    drop(Router::new().serve(DesktopApiServer::new(Desktop)));
}
