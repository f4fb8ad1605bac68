//! Pattern 1: renderer to main, one way. The page sets the title of its window.

use ipc_runtime::{Caller, Router, ipc_api};

/// What the page may ask of the desktop.
#[ipc_api(window = "electronAPI")]
pub trait DesktopApi {
    /// Sets the title of the window that asks.
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
