//! Arguments may have the same names as variables of the generated code.

#![deny(warnings)]

use ipc_runtime::{Caller, Memory, Router, ipc_api};

#[ipc_api]
pub trait NamesApi {
    #[invoke]
    fn run(&self, api: u32, call: u32, context: u32, ordinal: u32, self_: u32) -> u32;

    #[invoke]
    async fn spawn(&self, api: u32, call: u32, context: u32, transport: u32, stub: u32) -> u32;

    #[invoke(blocking)]
    fn block(&self, names: u32, args: u32, handler: u32, responder: u32, result: u32) -> u32;

    #[invoke]
    fn who(&self, _caller: &Caller, caller: u32, pages: u32, app: u32, channel: u32) -> u32;

    #[event]
    fn reported(stub: u32, pages: u32, channel: u32, contract: u32);
}

struct Sum;

impl NamesApi for Sum {
    fn run(&self, api: u32, call: u32, context: u32, ordinal: u32, self_: u32) -> u32 {
        api + call + context + ordinal + self_
    }

    async fn spawn(&self, api: u32, call: u32, context: u32, transport: u32, stub: u32) -> u32 {
        api + call + context + transport + stub
    }

    fn block(&self, names: u32, args: u32, handler: u32, responder: u32, result: u32) -> u32 {
        names + args + handler + responder + result
    }

    fn who(&self, _caller: &Caller, caller: u32, pages: u32, app: u32, channel: u32) -> u32 {
        caller + pages + app + channel
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(NamesApiServer::new(Sum))).unwrap();
    let page = memory.open_page();
    let names = NamesApiClient::new(&page);
    assert_eq!(names.run(1, 2, 3, 4, 5).await.unwrap(), 15);
    assert_eq!(names.spawn(1, 2, 3, 4, 5).await.unwrap(), 15);
    assert_eq!(names.block(1, 2, 3, 4, 5).await.unwrap(), 15);
    assert_eq!(names.who(1, 2, 3, 4).await.unwrap(), 10);
    let mut reported = page.listen::<(u32, u32, u32, u32)>("names:reported");
    NamesApiRenderer::new(memory.app()).reported(1, 2, 3, 4).unwrap();
    assert_eq!(reported.next().await.unwrap().unwrap(), (1, 2, 3, 4));
}
