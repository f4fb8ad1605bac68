//! Pattern 1: renderer to main, one way. The page sets the title of its window.

use ipc_runtime::{Caller, Router, ipc_api};

/// Functions of the desktop for the page.
#[ipc_api(window = "electronAPI")]
pub trait DesktopApi {
    /// Sets the title of the caller's window.
    #[send("set-title")]
    fn set_title(&self, caller: &Caller, title: String);
}

struct Desktop;

impl DesktopApi for Desktop {
    fn set_title(&self, caller: &Caller, title: String) {
        caller.window().set_title(title);
    }
}

ipc_runtime::addon!(|_app| Router::new().serve(DesktopApiServer::new(Desktop)));
