//! Synchronous methods: with a caller, with a `Result`, and without an answer.

#![deny(warnings)]

use ipc_runtime::{Caller, Memory, Router, ipc_api};

#[ipc_api]
pub trait DesktopApi {
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync("synchronous-message")]
    fn version(&self, caller: &Caller, part: u32) -> String;

    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn setting(&self, name: String) -> Result<String, String>;

    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn flush(&self);
}

struct Desktop;

impl DesktopApi for Desktop {
    fn version(&self, _caller: &Caller, part: u32) -> String {
        format!("1.{part}")
    }

    fn setting(&self, name: String) -> Result<String, String> {
        Err(name)
    }

    fn flush(&self) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(DesktopApiServer::new(Desktop))).unwrap();
    let desktop = DesktopApiClient::new(memory.open_page());
    assert_eq!(desktop.version(2).await.unwrap(), "1.2");
    assert_eq!(desktop.setting("theme".to_owned()).await.unwrap(), Err("theme".to_owned()));
    desktop.flush().await.unwrap();
}
