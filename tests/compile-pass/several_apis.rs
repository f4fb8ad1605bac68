//! Several APIs with one implementation.

#![deny(warnings)]

use ipc_runtime::{Caller, Router, ipc_api};

#[ipc_api(window = "electronAPI")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, caller: &Caller, title: String);
}

#[ipc_api]
pub trait FilesApi {
    #[invoke]
    async fn open(&self) -> Option<String>;
}

/// An API with events only, which Rust does not implement.
#[ipc_api]
pub trait MenuApi {
    #[event]
    fn clicked(id: u32);
}

#[ipc_api(peer = "main")]
pub trait Shell {
    #[request]
    async fn locale() -> String;
}

#[derive(Clone)]
pub struct App;

impl DesktopApi for App {
    fn set_title(&self, caller: &Caller, title: String) {
        caller.window().set_title(title);
    }
}

impl FilesApi for App {
    async fn open(&self) -> Option<String> {
        None
    }
}

fn main() {
    drop(Router::new().serve(DesktopApiServer::new(App)).serve(FilesApiServer::new(App)));
    let _ = MenuApiRenderer::clicked;
    let _ = ShellMain::locale;
}
