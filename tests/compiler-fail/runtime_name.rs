//! Names of the runtime's own contract, and of what `connect` returns.

#[ipc_api(peer = "main")]
pub trait Host {
    #[event]
    fn quit();
}

#[ipc_api(peer = "main")]
pub trait Attach {
    #[event("host:attach")]
    fn now();
}
