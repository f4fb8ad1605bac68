//! Relays from page to page through the in-memory transport.

use ipc_runtime::{Bytes, ErrorCode, Memory, MemoryPage, Payload, Router, Transport, ipc_api};
use serde::{Deserialize, Serialize};

/// A message whose accepted shape differs from the produced one.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(alias = "author")]
    sent_by: String,
    #[serde(default)]
    lines: Vec<String>,
    #[serde(skip)]
    is_checked: bool,
    #[serde(skip_serializing)]
    secret: Option<String>,
}

#[ipc_api]
trait ChatApi {
    #[relay("chat:message")]
    fn message(from: String, text: Option<String>);
    #[relay(to = "main")]
    fn notify(message: Message);
    #[relay(max_bytes = "1KiB")]
    fn attach(bytes: Bytes);
    #[relay]
    fn ring();
}

struct Chat;

impl ChatApi for Chat {}

fn start() -> Memory {
    Memory::start(|_| Router::new().serve(ChatApiServer::new(Chat))).unwrap()
}

type Text = (String, Option<String>);

/// Sends arguments as a page's script may write them.
async fn send_raw(page: &MemoryPage, channel: &str, args: &serde_json::Value) -> Option<ErrorCode> {
    let args = Payload::encode(args).unwrap();
    page.invoke(channel, args).await.err().map(|error| error.code())
}

#[tokio::test]
async fn every_other_page_that_listens_gets_the_arguments() {
    let memory = start();
    let [sender, first, second, _deaf] = [(); 4].map(|()| memory.open_page());
    let [mut own, mut at_first, mut at_second] =
        [&sender, &first, &second].map(|page| page.listen::<Text>("chat:message"));
    let chat = ChatApiClient::new(&sender);
    for text in [Some("hi".to_owned()), None] {
        chat.message("ada".into(), text.clone()).unwrap();
        for events in [&mut at_first, &mut at_second] {
            assert_eq!(events.try_next().unwrap().unwrap(), ("ada".to_owned(), text.clone()));
        }
    }
    assert!(own.try_next().is_none());
    second.close();
    ChatApiClient::new(&first).message("bob".into(), None).unwrap();
    assert_eq!(own.try_next().unwrap().unwrap(), ("bob".to_owned(), None));
    assert!(at_first.try_next().is_none());
}

#[tokio::test]
async fn a_label_selects_the_pages_that_get_it() {
    let memory = start();
    let (sender, labelled) = (memory.open_labelled_page("main"), memory.open_labelled_page("main"));
    let [other, unlabelled] = [memory.open_labelled_page("other"), memory.open_page()];
    let mut listening = [&sender, &labelled, &other, &unlabelled]
        .map(|page| page.listen::<(serde_json::Value,)>("chat:notify"));
    let message =
        Message { sent_by: "ada".into(), lines: vec!["hi".into()], is_checked: true, secret: None };
    ChatApiClient::new(&sender).notify(message).unwrap();
    let reached = listening.each_mut().map(|events| events.try_next().is_some());
    assert_eq!(reached, [false, true, false, false]);
}

#[tokio::test]
async fn the_arguments_are_checked_and_encoded_anew() {
    let memory = start();
    let (sender, receiver) = (memory.open_page(), memory.open_labelled_page("main"));
    let mut events = receiver.listen::<(serde_json::Value,)>("chat:notify");
    let args =
        serde_json::json!([{ "author": "ada", "secret": "x", "isChecked": true, "more": 1 }]);
    assert_eq!(send_raw(&sender, "chat:notify", &args).await, None);
    let (message,) = events.try_next().unwrap().unwrap();
    assert_eq!(message, serde_json::json!({ "sentBy": "ada", "lines": [] }));
    for args in [
        serde_json::json!([{ "sentBy": 1 }]),
        serde_json::json!([{}]),
        serde_json::json!([]),
        serde_json::json!(null),
    ] {
        let code = send_raw(&sender, "chat:notify", &args).await;
        assert_eq!(code, Some(ErrorCode::InvalidArgument), "{args}");
        assert!(events.try_next().is_none(), "{args}");
    }
}

#[tokio::test]
async fn bytes_and_nothing_cross_within_the_limit_of_the_method() {
    let memory = start();
    let (sender, receiver) = (memory.open_page(), memory.open_page());
    let mut bytes = receiver.listen::<(Bytes,)>("chat:attach");
    let mut rings = receiver.listen::<()>("chat:ring");
    let chat = ChatApiClient::new(&sender);
    chat.attach(vec![7; 100].into()).unwrap();
    assert_eq!(bytes.try_next().unwrap().unwrap(), (vec![7; 100].into(),));
    chat.attach(vec![7; 1025].into()).unwrap();
    assert!(bytes.try_next().is_none());
    chat.ring().unwrap();
    assert!(rings.try_next().unwrap().is_ok());
}

#[tokio::test]
async fn the_order_of_a_page_is_kept() {
    let memory = start();
    let (sender, receiver) = (memory.open_page(), memory.open_page());
    let mut events = receiver.listen::<Text>("chat:message");
    let chat = ChatApiClient::new(&sender);
    for number in 0..10_000 {
        chat.message(number.to_string(), None).unwrap();
    }
    for number in 0..10_000 {
        assert_eq!(events.try_next().unwrap().unwrap().0, number.to_string());
    }
}
