//! Names that the runtime and the result of `connect` reserve.

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
