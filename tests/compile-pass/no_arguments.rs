//! Methods without arguments, and without a result or with the result `()`.

#![deny(warnings)]

use ipc_runtime::{Memory, Router, ipc_api};

#[ipc_api]
pub trait QuietApi {
    #[send]
    fn send(&self);

    #[send]
    fn send_unit(&self) -> ();

    #[invoke]
    fn run(&self);

    #[invoke]
    async fn spawn(&self) -> ();

    #[invoke(blocking)]
    fn try_block(&self) -> Result<(), String>;

    #[event]
    fn event();
}

struct Quiet;

impl QuietApi for Quiet {
    fn send(&self) {}

    fn send_unit(&self) {}

    fn run(&self) {}

    async fn spawn(&self) {}

    fn try_block(&self) -> Result<(), String> {
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(QuietApiServer::new(Quiet))).unwrap();
    let page = memory.open_page();
    let quiet = QuietApiClient::new(&page);
    quiet.send().unwrap();
    quiet.run().await.unwrap();
    quiet.spawn().await.unwrap();
    QuietApiRenderer::new(memory.app()).event().unwrap();
}
