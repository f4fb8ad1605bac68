//! Two methods under different `cfg`s may have the same name and channel.

#![deny(warnings)]

use ipc_runtime::{Router, ipc_api};

#[ipc_api]
pub trait DesktopApi {
    #[cfg(not(any()))]
    #[send("set-title")]
    fn set_title(&self, title: String);

    #[cfg(any())]
    #[send("set-title")]
    fn set_title(&self, title: String, tags: Vec<String>);

    #[cfg(any())]
    #[event]
    fn tagged(tag: String);

    #[cfg(not(any()))]
    #[event]
    fn titled(title: String);
}

#[ipc_api]
#[cfg(any())]
pub trait TagsApi {
    #[send]
    fn tag(&self, tag: Tag);
}

struct Desktop;

impl DesktopApi for Desktop {
    fn set_title(&self, _title: String) {}
}

fn main() {
    drop(Router::new().serve(DesktopApiServer::new(Desktop)));
}
