//! One channel for calls to Rust and for calls from Rust, in a trait and across traits.

#![deny(warnings)]

use ipc_runtime::{Caller, Memory, Router, ipc_api};

#[ipc_api]
pub trait ChatApi {
    #[send("message")]
    fn say(&self, caller: &Caller, text: String);

    #[event("message")]
    fn said(text: String);

    #[invoke("typing")]
    fn is_typing(&self) -> bool;
}

#[ipc_api]
pub trait StatusApi {
    #[event("typing")]
    fn typing(name: String);
}

struct Chat;

impl ChatApi for Chat {
    fn say(&self, caller: &Caller, text: String) {
        ChatApiRenderer::new(caller).said(text).unwrap();
        StatusApiRenderer::new(caller).typing("Ada".to_owned()).unwrap();
    }

    fn is_typing(&self) -> bool {
        true
    }
}

struct Status;

impl StatusApi for Status {}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let serve =
        |_| Router::new().serve(ChatApiServer::new(Chat)).serve(StatusApiServer::new(Status));
    let memory = Memory::start(serve).unwrap();
    let page = memory.open_page();
    let mut messages = page.listen::<(String,)>("message");
    let mut typing = page.listen::<(String,)>("typing");
    let client = ChatApiClient::new(page);
    client.say("hello".to_owned()).unwrap();
    assert_eq!(messages.next().await.unwrap().unwrap().0, "hello");
    assert_eq!(typing.next().await.unwrap().unwrap().0, "Ada");
    assert!(client.is_typing().await.unwrap());
}
