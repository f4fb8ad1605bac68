//! The JavaScript name of an event starts with `on`, which is not added twice.

#![deny(warnings)]

use ipc_runtime::{Memory, Router, ipc_api};

#[ipc_api]
pub trait PowerApi {
    #[event]
    fn resume();

    #[event]
    fn on_lock();

    #[event]
    fn once();
}

struct Power;

impl PowerApi for Power {}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(PowerApiServer::new(Power))).unwrap();
    PowerApiRenderer::new(memory.app()).on_lock().unwrap();
    let names = POWER_API_CONTRACT.channels.iter().map(|channel| channel.js_name);
    assert_eq!(names.collect::<Vec<_>>(), ["onResume", "onLock", "onOnce"]);
}
