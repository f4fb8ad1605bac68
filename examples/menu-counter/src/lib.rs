//! Pattern 3: main to renderer. The native menu changes a counter in the page, which reports its value.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the console is the log")]

use ipc_runtime::{App, Menu, MenuClick, Router, ipc_api};

/// Messages between the menu and the page.
#[ipc_api(window = "electronAPI")]
pub trait CounterApi {
    /// The menu asks the page to change its counter.
    #[event("update-counter")]
    fn update_counter(step: i32);

    /// The page reports the new value.
    #[send("counter-value")]
    fn counter_value(&self, value: i32);
}

struct Counter;

impl CounterApi for Counter {
    fn counter_value(&self, value: i32) {
        println!("{value}");
    }
}

/// Creates a click handler that changes the counter of every page.
fn count(step: i32) -> impl Fn(&MenuClick) {
    move |click| {
        if let Err(error) = CounterApiRenderer::new(click.app()).update_counter(step) {
            eprintln!("cannot update the counter: {error}");
        }
    }
}

fn start(app: &App) -> Router {
    let menu = Menu::new().item("Increment", count(1)).item("Decrement", count(-1));
    app.set_menu(Menu::new().submenu("Counter", menu));
    Router::new().serve(CounterApiServer::new(Counter))
}

ipc_runtime::addon!(|app| start(&app));
