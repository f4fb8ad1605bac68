//! Calls, events and requests through the in-memory transport.

use std::fmt;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ipc_runtime::host::{HostClient, MenuItem, OpenDialogOptions};
use ipc_runtime::{
    Bytes, Caller, ErrorCode, FileDialog, Memory, MemoryPage, Menu, Payload, Router, Transport,
    ipc_api,
};
use serde::{Deserialize, Deserializer, Serialize};

type AppResult<T> = Result<T, Refusal>;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Refusal {
    TooBig { limit: u64 },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::TooBig { limit } = self;
        write!(f, "more than {limit}")
    }
}

#[derive(Serialize)]
struct Panicking;

impl<'de> Deserialize<'de> for Panicking {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("on purpose")
    }
}

#[ipc_api]
trait TestApi {
    #[send]
    fn note(&self, text: String);
    #[send]
    async fn note_later(&self, text: String);
    #[invoke]
    fn notes(&self) -> Vec<String>;
    #[invoke]
    fn double(&self, number: u64) -> AppResult<u64>;
    #[invoke]
    async fn halve(&self, number: u64) -> AppResult<u64>;
    #[invoke(blocking)]
    fn thread(&self) -> Option<String>;
    #[invoke]
    fn panics(&self) -> u8;
    #[invoke]
    async fn panics_later(&self) -> u8;
    #[invoke]
    async fn takes(&self, panicking: Panicking);
    #[invoke]
    fn burst(&self, caller: &Caller, count: u32) -> u32;
    #[invoke]
    async fn choose(&self, caller: &Caller) -> Result<Option<PathBuf>, String>;
    #[invoke]
    fn wait_on_the_js_thread(&self, caller: &Caller) -> Result<(), String>;
    #[invoke]
    async fn wait_for_end(&self, caller: &Caller);
    #[invoke]
    fn reversed(&self, bytes: Bytes, unit: (), more: Option<f64>) -> (Bytes, Option<f64>);
    #[event]
    fn ticked(number: u32);
}

#[derive(Default)]
struct Test {
    notes: Mutex<Vec<String>>,
    ended: Arc<AtomicU32>,
}

impl TestApi for Test {
    fn note(&self, text: String) {
        self.notes.lock().unwrap().push(text);
    }

    async fn note_later(&self, text: String) {
        self.note(text);
    }

    fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap().clone()
    }

    fn double(&self, number: u64) -> AppResult<u64> {
        number.checked_mul(2).ok_or(Refusal::TooBig { limit: u64::MAX / 2 })
    }

    async fn halve(&self, number: u64) -> AppResult<u64> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        Ok(number / 2)
    }

    fn thread(&self) -> Option<String> {
        std::thread::current().name().map(str::to_owned)
    }

    fn panics(&self) -> u8 {
        panic!("on purpose")
    }

    async fn panics_later(&self) -> u8 {
        panic!("on purpose")
    }

    async fn takes(&self, Panicking: Panicking) {}

    fn burst(&self, caller: &Caller, count: u32) -> u32 {
        let page = TestApiRenderer::new(caller);
        (0..count).map(|number| u32::try_from(page.ticked(number).unwrap()).unwrap()).sum()
    }

    async fn choose(&self, caller: &Caller) -> Result<Option<PathBuf>, String> {
        let dialog = FileDialog::new().title("Choose").filter("Text", ["txt"]);
        dialog.pick_file(&caller.window()).await.map_err(|error| error.to_string())
    }

    fn wait_on_the_js_thread(&self, caller: &Caller) -> Result<(), String> {
        // A blocking executor would poll once like this, and then sleep forever.
        let name = pin!(caller.app().name());
        match name.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(name) => name.map(drop).map_err(|error| error.to_string()),
            Poll::Pending => Err("the request is pending".to_owned()),
        }
    }

    async fn wait_for_end(&self, caller: &Caller) {
        caller.cancelled().await;
        self.ended.fetch_add(1, Ordering::SeqCst);
    }

    fn reversed(&self, bytes: Bytes, (): (), more: Option<f64>) -> (Bytes, Option<f64>) {
        (bytes.iter().rev().copied().collect::<Vec<_>>().into(), more)
    }
}

fn start() -> Memory {
    Memory::start(|_| Router::new().serve(TestApiServer::new(Test::default()))).unwrap()
}

fn client(memory: &Memory) -> TestApiClient<MemoryPage> {
    TestApiClient::new(memory.open_page())
}

#[tokio::test]
async fn calls_of_a_page_arrive_in_order() {
    let client = client(&start());
    for number in 0..100 {
        client.note(number.to_string()).unwrap();
    }
    let notes = client.notes().await.unwrap();
    assert_eq!(notes, (0..100).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_call_is_made_when_its_future_is_awaited() {
    let memory = start();
    let client = client(&memory);
    let notes = client.notes();
    client.note("first".to_owned()).unwrap();
    assert_eq!(notes.await.unwrap(), ["first"]);
}

#[tokio::test]
async fn an_async_one_way_call_runs() {
    let client = client(&start());
    client.note_later("later".to_owned()).unwrap();
    while client.notes().await.unwrap() != ["later"] {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_result_is_recognized_by_its_type_and_not_by_its_name() {
    let client = client(&start());
    assert_eq!(client.double(u64::MAX / 2).await.unwrap(), Ok(u64::MAX - 1));
    let refusal = Refusal::TooBig { limit: u64::MAX / 2 };
    assert_eq!(client.double(u64::MAX).await.unwrap(), Err(refusal));
    assert_eq!(client.halve(9).await.unwrap(), Ok(4));
}

#[tokio::test]
async fn an_error_keeps_its_message_and_value() {
    let page = start().open_page();
    let args = Payload::encode(&(u64::MAX,)).unwrap();
    let error = page.invoke("test:double", args).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Application);
    assert_eq!(error.message(), format!("more than {}", u64::MAX / 2));
    assert_eq!(error.data::<Refusal>().unwrap(), Refusal::TooBig { limit: u64::MAX / 2 });
}

#[tokio::test]
async fn a_blocking_handler_runs_on_a_thread_of_the_runtime() {
    let name = client(&start()).thread().await.unwrap();
    assert_eq!(name.as_deref(), Some("ipc-runtime"));
}

#[tokio::test]
async fn a_panic_is_an_internal_error_and_later_calls_succeed() {
    let client = client(&start());
    let errors = [
        client.panics().await.unwrap_err(),
        client.panics_later().await.unwrap_err(),
        client.takes(Panicking).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), ErrorCode::Internal);
        assert!(error.message().contains("panicked"), "{error}");
    }
    assert_eq!(client.double(1).await.unwrap(), Ok(2));
}

#[tokio::test]
async fn events_of_a_handler_arrive_before_its_answer() {
    let memory = start();
    let page = memory.open_page();
    let mut ticked = page.listen::<(u32,)>("test:ticked");
    let client = TestApiClient::new(&page);
    assert_eq!(client.burst(50).await.unwrap(), 50, "each event reached one page");
    for number in 0..50 {
        assert_eq!(ticked.try_next().unwrap().unwrap(), (number,));
    }
    assert!(ticked.try_next().is_none());
}

#[tokio::test]
async fn an_event_reaches_the_selected_pages_that_listen() {
    let memory = start();
    let [one, two] = ["one", "two"].map(|label| memory.open_labelled_page(label));
    let everyone = TestApiRenderer::new(memory.app());
    assert_eq!(everyone.ticked(1).unwrap(), 0, "no page listens yet");
    let mut first = one.listen::<(u32,)>("test:ticked");
    let mut second = two.listen::<(u32,)>("test:ticked");
    assert_eq!(everyone.ticked(2).unwrap(), 2);
    assert_eq!(TestApiRenderer::new(memory.app().label("two")).ticked(3).unwrap(), 1);
    assert_eq!(first.next().await.unwrap().unwrap(), (2,));
    assert_eq!(second.next().await.unwrap().unwrap(), (2,));
    assert_eq!(second.next().await.unwrap().unwrap(), (3,));
    assert!(first.try_next().is_none());
    drop(two);
    assert_eq!(everyone.ticked(4).unwrap(), 1, "a closed page is not reached");
}

#[tokio::test]
async fn a_request_to_the_host_gets_its_answer() {
    let memory = start();
    memory.handle("host:showOpenDialog", |(window, options): (Option<u32>, OpenDialogOptions)| {
        assert_eq!(window, Some(1));
        assert_eq!(options.title.as_deref(), Some("Choose"));
        vec![PathBuf::from("/tmp/a.txt")]
    });
    let chosen = client(&memory).choose().await.unwrap();
    assert_eq!(chosen, Ok(Some(PathBuf::from("/tmp/a.txt"))));
}

#[tokio::test]
async fn an_unhandled_request_to_the_host_is_an_error() {
    let client = client(&start());
    let error = client.choose().await.unwrap().unwrap_err();
    assert!(error.contains("host:showOpenDialog"), "{error}");
    assert_eq!(client.double(2).await.unwrap(), Ok(4));
}

#[tokio::test]
async fn awaiting_the_host_on_the_js_thread_is_an_error() {
    let error = client(&start()).wait_on_the_js_thread().await.unwrap().unwrap_err();
    assert!(error.contains("make the handler an `async fn`"), "{error}");
}

#[tokio::test]
async fn closing_a_page_cancels_its_calls() {
    let ended = Arc::new(AtomicU32::new(0));
    let test = Test { ended: Arc::clone(&ended), ..Test::default() };
    let memory = Memory::start(|_| Router::new().serve(TestApiServer::new(test))).unwrap();
    let page = memory.open_page();
    let client = TestApiClient::new(&page);
    let mut call = pin!(client.wait_for_end());
    let poll = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(poll.is_pending());
    page.close();
    assert_eq!(call.await.unwrap_err().code(), ErrorCode::Cancelled);
    while ended.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn dropping_a_call_cancels_only_its_handler() {
    let ended = Arc::new(AtomicU32::new(0));
    let test = Test { ended: Arc::clone(&ended), ..Test::default() };
    let memory = Memory::start(|_| Router::new().serve(TestApiServer::new(test))).unwrap();
    let page = memory.open_page();
    let client = TestApiClient::new(&page);
    let mut context = Context::from_waker(Waker::noop());
    let mut kept = Box::pin(client.wait_for_end());
    let mut dropped = Box::pin(client.wait_for_end());
    assert!(kept.as_mut().poll(&mut context).is_pending());
    assert!(dropped.as_mut().poll(&mut context).is_pending());
    drop(dropped);
    while ended.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(client.double(1).await.unwrap(), Ok(2));
    assert!(kept.as_mut().poll(&mut context).is_pending());
    assert_eq!(ended.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn bytes_and_infinities_survive_a_round_trip() {
    let client = client(&start());
    let (bytes, more) =
        client.reversed(vec![1, 2, 3].into(), (), Some(f64::NEG_INFINITY)).await.unwrap();
    assert_eq!(&bytes[..], [3, 2, 1]);
    assert_eq!(more, Some(f64::NEG_INFINITY));
}

#[tokio::test]
async fn an_invalid_argument_is_an_error_with_its_path() {
    let page = start().open_page();
    let call = async |args: &str| {
        let args = Payload::encode(&serde_json::from_str::<serde_json::Value>(args).unwrap());
        page.invoke("test:double", args.unwrap()).await.unwrap_err()
    };
    for (args, part) in
        [("[-1]", "args.number"), ("[\"x\"]", "args.number"), ("[1, 2]", "1 argument")]
    {
        let error = call(args).await;
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
        assert!(error.message().contains("test:double"), "{error}");
        assert!(error.message().contains(part), "{error}");
    }
}

#[tokio::test]
async fn unknown_channels_and_channels_of_the_main_process_are_refused_for_pages() {
    let page = start().open_page();
    let none = || Payload::encode(&[(); 0]).unwrap();
    assert_eq!(page.invoke("nope", none()).await.unwrap_err().code(), ErrorCode::NotFound);
    let error = page.invoke("host:menuClicked", none()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Denied);
}

#[tokio::test]
async fn closing_the_application_ends_its_calls_and_requests() {
    let memory = start();
    let app = memory.app().clone();
    let client = client(&memory);
    let mut call = pin!(client.wait_for_end());
    let mut request = pin!(app.name());
    let mut context = Context::from_waker(Waker::noop());
    assert!(call.as_mut().poll(&mut context).is_pending());
    memory.close();
    assert_eq!(call.await.unwrap_err().code(), ErrorCode::Cancelled);
    let poll = request.as_mut().poll(&mut context);
    let Poll::Ready(Err(error)) = poll else { panic!("{poll:?}") };
    assert_eq!(error.code(), ErrorCode::BackendGone);
}

#[test]
fn a_channel_that_is_served_twice_is_an_error_at_the_start() {
    #[ipc_api]
    trait OtherApi {
        #[send("test:note")]
        fn note(&self);
    }
    struct Other;
    impl OtherApi for Other {
        fn note(&self) {}
    }
    let twice = Memory::start(|_| {
        Router::new()
            .serve(TestApiServer::new(Test::default()))
            .serve(OtherApiServer::new(Other))
            .serve(OtherApiServer::new(Other))
    });
    let message = twice.err().unwrap().to_string();
    assert!(message.contains("channel `test:note` is served by `TestApi` and by `OtherApi`"));
    assert!(message.contains("`OtherApi` is served twice"));
}

#[test]
fn an_error_of_the_entry_point_is_reported() {
    let failed = Memory::start(|_| Err::<Router, _>("no database"));
    assert_eq!(failed.err().unwrap().message(), "no database");
}

#[tokio::test]
async fn a_click_on_a_menu_item_runs_its_handler() {
    let memory = start();
    let (shown, mut menus) = tokio::sync::mpsc::unbounded_channel();
    memory.handle("host:setApplicationMenu", move |(items,): (Vec<MenuItem>,)| {
        shown.send(items).unwrap();
    });
    let clicks = Arc::new(Mutex::new(Vec::new()));
    let click = |name: &'static str| {
        let clicks = Arc::clone(&clicks);
        move |click: &ipc_runtime::MenuClick| {
            clicks.lock().unwrap().push((name, click.window().map(|window| window.id())));
        }
    };
    let inner = Menu::new().item("One", click("one")).separator().item("Two", click("two"));
    memory.app().set_menu(Menu::new().submenu("Menu", inner));
    let items = menus.recv().await.unwrap();
    let MenuItem::Submenu { submenu, .. } = &items[0] else { panic!("{items:?}") };
    let MenuItem::Normal { id, label, .. } = &submenu[2] else { panic!("{submenu:?}") };
    assert_eq!(label, "Two");
    let main = HostClient::new(&memory);
    main.menu_clicked(*id, Some(7)).unwrap();
    assert_eq!(*clicks.lock().unwrap(), [("two", Some(7))]);
    memory.app().set_menu(Menu::new());
    main.menu_clicked(*id, None).unwrap();
    assert_eq!(clicks.lock().unwrap().len(), 1, "a removed item has no handler");
}
