//! `event_argument` with a value, and where no listener of a page gets an event.

use ipc_runtime::ipc_api;

#[ipc_api(event_argument = true)]
pub trait CounterApi {
    #[event]
    fn update_counter(step: i32);
}

#[ipc_api(event_argument)]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

#[ipc_api(peer = "main", event_argument)]
pub trait Theme {
    #[event]
    fn changed(is_dark: bool);
}

#[ipc_api(event_argment)]
pub trait ClockApi {
    #[event]
    fn tick();
}

fn main() {}
