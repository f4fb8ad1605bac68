//! An async method whose future is not `Send`.

use std::rc::Rc;

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    async fn title(&self) -> String;
}

struct Desktop;

impl DesktopApi for Desktop {
    async fn title(&self) -> String {
        let title = Rc::new(String::from("title"));
        std::future::ready(()).await;
        title.to_string()
    }
}

fn main() {
    let _ = DesktopApiServer::new(Desktop);
}
