//! Requests to pages through the in-memory transport.

use std::time::Duration;

use ipc_runtime::{Error, ErrorCode, Memory, Router, ipc_api};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Refusal {
    Busy(u32),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "busy")
    }
}

#[ipc_api]
trait AgentApi {
    #[request]
    async fn confirm(process: String) -> bool;
    #[request]
    async fn pick(from: u32) -> Result<u32, Refusal>;
}

struct Agent;

impl AgentApi for Agent {}

fn start() -> (Memory, AgentApiRenderer) {
    let memory = Memory::start(|_| Router::new().serve(AgentApiServer::new(Agent))).unwrap();
    let agent = AgentApiRenderer::new(memory.app());
    (memory, agent)
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> ErrorCode {
    result.unwrap_err().code()
}

#[tokio::test]
async fn the_only_page_with_a_handler_answers() {
    let (memory, agent) = start();
    assert_eq!(code(agent.confirm("ssh".into()).await), ErrorCode::NotFound);
    let page = memory.open_page();
    let _other = memory.open_page();
    let error = agent.confirm("ssh".into()).await.unwrap_err();
    assert!(error.message().contains("none of the 2 pages has a handler"), "{error}");
    page.handle("agent:confirm", |(process,): (String,)| process == "ssh");
    assert!(agent.confirm("ssh".into()).await.unwrap());
    assert!(!agent.confirm("cat".into()).await.unwrap());
    page.close();
    assert_eq!(code(agent.confirm("ssh".into()).await), ErrorCode::NotFound);
}

#[tokio::test]
async fn several_pages_need_a_choice() {
    let (memory, agent) = start();
    let pages: Vec<_> = (0..3).map(|_| memory.open_page()).collect();
    for (index, page) in pages.iter().enumerate() {
        page.handle("agent:confirm", move |_: (String,)| index == 1);
    }
    let error = agent.confirm("ssh".into()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidArgument);
    assert!(error.message().contains("3 pages"), "{error}");
    let answers = agent.confirm("ssh".into()).all().await.unwrap();
    let answers: Vec<bool> = answers.into_iter().map(|(_, answer)| answer.unwrap()).collect();
    assert_eq!(answers, [false, true, false]);
    agent.confirm("ssh".into()).first().await.unwrap();
}

#[tokio::test]
async fn a_typed_error_and_a_wrong_answer_are_told_apart() {
    let (memory, agent) = start();
    let page = memory.open_page();
    page.handle("agent:pick", |(from,): (u32,)| from + 1);
    assert_eq!(agent.pick(3).await.unwrap(), Ok(4));
    page.handle("agent:pick", |_: (u32,)| "text");
    assert_eq!(code(agent.pick(3).await), ErrorCode::InvalidArgument);
}

#[tokio::test]
async fn a_request_times_out() {
    let (memory, agent) = start();
    let page = memory.open_page();
    page.handle("agent:confirm", |_: (String,)| {
        std::thread::sleep(Duration::from_millis(200));
        true
    });
    let waited = tokio::task::spawn_blocking(move || {
        // The handler of a `Memory` runs on the thread that sends the request.
        let request = agent.confirm("ssh".into()).timeout(Duration::from_millis(20));
        futures_util::FutureExt::now_or_never(request.into_future())
    });
    assert!(waited.await.unwrap().is_some());
}
