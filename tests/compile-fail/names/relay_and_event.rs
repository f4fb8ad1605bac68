//! A relay has two names in JavaScript: the one that pages call, and the one that adds a listener.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[allow(non_upper_case_globals)]
    const onTyping: u8 = 1;

    #[relay("chat:message")]
    fn message(text: String);

    #[event("chat:other", js = "onMessage")]
    fn other(text: String);

    #[relay("chat:typing")]
    fn typing(from: String);
}

fn main() {}
