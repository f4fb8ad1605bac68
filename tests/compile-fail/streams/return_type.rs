//! Streams whose return types are no `impl Stream<Item = …>`.

use ipc_runtime::{Stream, ipc_api};

#[ipc_api]
pub trait LogApi {
    #[stream]
    fn nothing(&self);

    #[stream]
    fn list(&self) -> Vec<String>;

    #[stream]
    fn iterator(&self) -> impl Iterator<Item = String>;

    #[stream]
    fn without_items(&self) -> impl Stream + Send;

    #[stream]
    fn boxed(&self) -> Box<dyn Stream<Item = String> + Send>;

    #[stream]
    fn fallible(&self) -> Result<impl Stream<Item = String> + Send, String>;
}

fn main() {}
