//! Relays: nobody implements them, and a page of the tests calls and hears them.

#![deny(warnings)]

use ipc_runtime::{Memory, Router, ipc_api};

#[ipc_api]
pub trait ChatApi {
    /// A message to every other page.
    #[relay("chat:message")]
    fn message(from: String, text: String);

    #[relay(to = "main", js = "tellMain", max_bytes = "1KiB")]
    fn tell_main(r#type: Vec<u8>);

    #[cfg(any())]
    #[relay]
    fn left_out(text: Unknown);

    /// One channel, both directions.
    #[send("chat:kept")]
    fn keep(&self, text: String);

    #[event("chat:kept")]
    fn kept(text: String);
}

/// An API of relays alone.
#[ipc_api]
pub trait RingApi {
    #[relay]
    fn ring();
}

struct Chat;

impl ChatApi for Chat {
    fn keep(&self, _text: String) {}
}

impl RingApi for Chat {}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| {
        Router::new().serve(ChatApiServer::new(Chat)).serve(RingApiServer::new(Chat))
    })
    .unwrap();
    let (sender, receiver) = (memory.open_page(), memory.open_labelled_page("main"));
    let mut messages = receiver.listen::<(String, String)>("chat:message");
    let mut told = receiver.listen::<(Vec<u8>,)>("chat:tellMain");
    let mut rings = receiver.listen::<()>("ring:ring");
    ChatApiClient::new(&sender).message("ada".into(), "hi".into()).unwrap();
    ChatApiClient::new(&sender).tell_main(vec![1]).unwrap();
    RingApiClient::new(&sender).ring().unwrap();
    assert_eq!(messages.next().await.unwrap().unwrap(), ("ada".to_owned(), "hi".to_owned()));
    assert_eq!(told.next().await.unwrap().unwrap(), (vec![1],));
    assert!(rings.next().await.unwrap().is_ok());
    let names = CHAT_API_CONTRACT.channels.iter().map(|channel| channel.js_name);
    assert_eq!(names.collect::<Vec<_>>(), ["message", "tellMain", "keep", "onKept"]);
}
