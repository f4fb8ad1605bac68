//! All mistakes of a trait are reported at once, in source order.

use ipc_runtime::{Caller, ipc_api};

#[ipc_api(windw = "electronAPI")]
pub trait DesktopApi: Clone {
    #[send("ipc:title")]
    fn set_title(&self, title: &str, caller: &Caller) -> bool;

    #[evnt]
    fn update_counter(step: i32);

    #[invoke]
    fn delete<T>(&mut self, (a, b): (T, T));
}

fn main() {}
