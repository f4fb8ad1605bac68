//! A mistake in a trait that is implemented, served and called causes no other error.

use ipc_runtime::{App, Caller, Memory, Router, ipc_api};

#[ipc_api(window = "electronAPI")]
pub trait CounterApi {
    #[send("counter-value")]
    fn counter_value(&self, caller: &Caller, value: i32) -> bool;

    #[invoke]
    async fn total(&self) -> i64;

    #[event("update-counter")]
    fn update_counter(step: i32);
}

struct Counter;

impl CounterApi for Counter {
    fn counter_value(&self, caller: &Caller, value: i32) -> bool {
        CounterApiRenderer::new(caller).update_counter(value).is_ok()
    }

    async fn total(&self) -> i64 {
        0
    }
}

fn serve<T: CounterApi>(counter: T) -> Router {
    Router::new().serve(CounterApiServer::new(counter))
}

fn count(app: &App) -> usize {
    CounterApiRenderer::new(app).update_counter(1).unwrap_or_default()
}

async fn total(memory: &Memory) -> i64 {
    CounterApiClient::new(&memory.open_page()).total().await.unwrap_or_default()
}

fn main() {
    let memory = Memory::start(|_| serve(Counter)).unwrap();
    count(memory.app());
    drop(total(&memory));
}
