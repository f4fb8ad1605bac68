//! Background work, opening and closing pages, blocking handlers, and the functions of the host.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Waker};

use ipc_runtime::host::{HostClient, MenuItem};
use ipc_runtime::{
    App, Bytes, Caller, ErrorCode, Memory, MemoryPage, Menu, PageEvent, Router, Theme, ThemeSource,
    ipc_api,
};
use tokio::sync::mpsc;

#[ipc_api]
trait LifeApi {
    #[invoke]
    fn spawn(&self, caller: &Caller);
    #[invoke(blocking)]
    fn wait(&self, number: u32) -> u32;
    #[invoke]
    fn nothing(&self);
    #[event]
    fn spawned(from: String);
}

#[derive(Clone, Default)]
struct Life {
    gate: Arc<Gate>,
}

/// Holds blocking handlers until it is opened.
#[derive(Default)]
struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
    /// The calls whose handlers have started.
    started: Mutex<Vec<u32>>,
    ended: AtomicU32,
}

impl Gate {
    fn open(&self) {
        *self.is_open.lock().unwrap() = true;
        self.opened.notify_all();
    }

    fn started(&self) -> Vec<u32> {
        let mut started = self.started.lock().unwrap().clone();
        started.sort_unstable();
        started
    }
}

impl LifeApi for Life {
    fn spawn(&self, caller: &Caller) {
        let page = LifeApiRenderer::new(caller);
        let again = page.clone();
        tokio::spawn(async move { page.spawned("tokio".to_owned()).unwrap() });
        caller.app().spawn(async move { again.spawned("app".to_owned()).unwrap() });
    }

    fn wait(&self, number: u32) -> u32 {
        self.gate.started.lock().unwrap().push(number);
        let is_open = self.gate.is_open.lock().unwrap();
        drop(self.gate.opened.wait_while(is_open, |is_open| !*is_open).unwrap());
        self.gate.ended.fetch_add(1, Ordering::SeqCst);
        number
    }

    fn nothing(&self) {}
}

fn start(life: Life) -> Memory {
    Memory::start(|_| Router::new().serve(LifeApiServer::new(life))).unwrap()
}

/// Polls a call once, which makes it.
fn poll<F: Future>(call: &mut Pin<Box<F>>) -> Poll<F::Output> {
    call.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_plain_handler_can_spawn() {
    let memory = start(Life::default());
    let page = memory.open_page();
    let mut spawned = page.listen::<(String,)>("life:spawned");
    LifeApiClient::new(&page).spawn().await.unwrap();
    let mut from = [spawned.next().await, spawned.next().await].map(|it| it.unwrap().unwrap().0);
    from.sort_unstable();
    assert_eq!(from, ["app", "tokio"]);
}

#[test]
fn the_entry_point_can_spawn_without_its_own_tokio_runtime() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let memory = Memory::start(|app: App| {
        let again = sender.clone();
        tokio::spawn(async move { sender.send("tokio").unwrap() });
        app.spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            again.send("app").unwrap();
        });
        let _ = tokio::runtime::Handle::current();
        Router::new()
    });
    let mut from: Vec<_> = receiver.iter().collect();
    from.sort_unstable();
    assert_eq!(from, ["app", "tokio"]);
    drop(memory);
}

#[tokio::test]
async fn a_spawned_task_can_be_awaited() {
    let memory = start(Life::default());
    assert_eq!(memory.app().spawn(async { 7 }).await.unwrap(), 7);
}

#[tokio::test]
async fn on_page_reports_pages_that_open_and_close() {
    let memory = start(Life::default());
    let log = Arc::new(Mutex::new(Vec::new()));
    let first = Arc::clone(&log);
    memory.app().on_page(move |event| {
        let (change, page) = match event {
            PageEvent::Opened(page) => ("opened", page),
            PageEvent::Closed(page) => ("closed", page),
            _ => unreachable!(),
        };
        let label = page.label().unwrap_or("none").to_owned();
        first.lock().unwrap().push((change, page.page(), label, page.is_cancelled()));
    });
    memory.app().on_page(|_| panic!("on purpose"));
    let second = Arc::clone(&log);
    memory.app().on_page(move |event| {
        if let PageEvent::Opened(page) = event {
            let reached = LifeApiRenderer::new(page).spawned("x".to_owned()).unwrap();
            second.lock().unwrap().push((
                "reached",
                u32::try_from(reached).unwrap(),
                String::new(),
                false,
            ));
        }
    });
    let page = memory.open_labelled_page("main");
    LifeApiClient::new(&page).nothing().await.unwrap();
    page.close();
    drop(page);
    let _other = memory.open_page();
    memory.close();
    let expected = [
        ("opened", 1, "main", false),
        ("reached", 0, "", false),
        ("closed", 1, "main", true),
        ("opened", 2, "none", false),
        ("reached", 0, "", false),
        ("closed", 2, "none", true),
    ]
    .map(|(change, number, label, is_gone)| (change, number, label.to_owned(), is_gone));
    assert_eq!(*log.lock().unwrap(), expected);
    assert_eq!(Arc::strong_count(&log), 1, "the callbacks are dropped with the application");
}

/// The maximum number of blocking handlers of a page that run at once.
const SHARE: u32 = 16;

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn blocking_handlers_of_a_page_leave_threads_for_other_pages() {
    let life = Life::default();
    let gate = Arc::clone(&life.gate);
    let memory = start(life);
    let greedy = LifeApiClient::new(memory.open_page());
    let mut calls: Vec<_> = (0..50).map(|number| Box::pin(greedy.wait(number))).collect();
    for call in &mut calls {
        assert!(poll(call).is_pending());
    }
    until(|| gate.started().len() == SHARE as usize).await;
    let other = LifeApiClient::new(memory.open_page());
    let mut call = Box::pin(other.wait(1000));
    assert!(poll(&mut call).is_pending());
    until(|| gate.started().contains(&1000)).await;
    assert_eq!(gate.started().len(), SHARE as usize + 1);
    gate.open();
    assert_eq!(call.await.unwrap(), 1000);
    for (number, call) in (0..).zip(calls) {
        assert_eq!(call.await.unwrap(), number);
    }
}

#[tokio::test]
async fn waiting_calls_are_dropped_when_they_are_cancelled_or_their_page_closes() {
    let life = Life::default();
    let gate = Arc::clone(&life.gate);
    let memory = start(life);
    let page: MemoryPage = memory.open_page();
    let client = LifeApiClient::new(&page);
    let mut calls: Vec<_> = (0..60).map(|number| Box::pin(client.wait(number))).collect();
    for call in &mut calls {
        assert!(poll(call).is_pending());
    }
    until(|| gate.started().len() == SHARE as usize).await;
    // The calls from 20 on are cancelled while they wait. The others end with their page.
    drop(calls.split_off(20));
    page.close();
    for call in calls {
        assert_eq!(call.await.unwrap_err().code(), ErrorCode::Cancelled);
    }
    gate.open();
    until(|| gate.ended.load(Ordering::SeqCst) == SHARE).await;
    let again = LifeApiClient::new(memory.open_page());
    assert_eq!(again.wait(98).await.unwrap(), 98);
    assert_eq!(gate.started(), (0..SHARE).chain([98]).collect::<Vec<_>>());
}

#[tokio::test]
async fn waiting_calls_run_when_others_are_cancelled() {
    let life = Life::default();
    let gate = Arc::clone(&life.gate);
    let memory = start(life);
    let client = LifeApiClient::new(memory.open_page());
    let mut calls: Vec<_> = (0..60).map(|number| Box::pin(client.wait(number))).collect();
    for call in &mut calls {
        assert!(poll(call).is_pending());
    }
    until(|| gate.started().len() == SHARE as usize).await;
    let last = calls.pop().unwrap();
    drop(calls.split_off(30));
    gate.open();
    for (number, call) in (0..).zip(calls) {
        assert_eq!(call.await.unwrap(), number);
    }
    assert_eq!(last.await.unwrap(), 59);
    assert_eq!(gate.started(), (0..30).chain([59]).collect::<Vec<_>>());
}

#[tokio::test]
async fn window_and_application_functions_are_requests_to_the_host() {
    let memory = start(Life::default());
    let (opened, mut urls) = mpsc::unbounded_channel();
    let (set, mut themes) = mpsc::unbounded_channel();
    memory.handle("host:nativeHandle", |(window,): (u32,)| {
        Bytes::from(window.to_ne_bytes().to_vec())
    });
    memory.handle("host:openExternal", move |(url,): (String,)| opened.send(url).unwrap());
    memory.handle("host:appVersion", |()| "1.2.3".to_owned());
    memory.handle("host:theme", |()| Theme::Dark);
    memory.handle("host:setTheme", move |(source,): (ThemeSource,)| set.send(source).unwrap());
    let app = memory.app();
    assert_eq!(app.window(7).native_handle().await.unwrap()[..], 7_u32.to_ne_bytes());
    app.open_external("https://example.com/").await.unwrap();
    assert_eq!(urls.recv().await.unwrap(), "https://example.com/");
    assert_eq!(app.version().await.unwrap(), "1.2.3");
    assert_eq!(app.theme().await.unwrap(), Theme::Dark);
    app.set_theme(ThemeSource::System);
    assert_eq!(themes.recv().await.unwrap(), ThemeSource::System);
    assert_eq!(serde_json::to_string(&ThemeSource::System).unwrap(), "\"system\"");
    assert_eq!(serde_json::to_string(&Theme::Light).unwrap(), "\"light\"");
}

#[tokio::test]
async fn an_unhandled_host_function_is_an_error() {
    let memory = start(Life::default());
    let error = memory.app().open_external("nonsense:").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    let error = memory.app().window(0).native_handle().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn context_menu_handlers_live_until_the_next_context_menu() {
    let memory = start(Life::default());
    let (shown, mut menus) = mpsc::unbounded_channel();
    memory.handle("host:popupMenu", move |popup: (u32, Vec<MenuItem>)| shown.send(popup).unwrap());
    memory.handle("host:setApplicationMenu", |_: (Vec<MenuItem>,)| ());
    let clicks = Arc::new(Mutex::new(Vec::new()));
    let menu = |name: &'static str| {
        let clicks = Arc::clone(&clicks);
        Menu::new().item(name, move |_| clicks.lock().unwrap().push(name))
    };
    let window = memory.app().window(3);
    let main = HostClient::new(&memory);
    let mut ids = Vec::new();
    for name in ["one", "two"] {
        menu(name).popup(&window);
        let (window, items) = menus.recv().await.unwrap();
        let [MenuItem::Normal { id, label, .. }] = &items[..] else { panic!("{items:?}") };
        assert_eq!((window, label.as_str()), (3, name));
        main.menu_clicked(*id, Some(3)).unwrap();
        ids.push(*id);
    }
    memory.app().set_menu(menu("application"));
    for id in ids {
        main.menu_clicked(id, Some(3)).unwrap();
    }
    assert_eq!(*clicks.lock().unwrap(), ["one", "two", "two"]);
}
