//! An item that serde cannot write.

use ipc_runtime::{Stream, ipc_api};

pub struct Line(pub String);

#[ipc_api]
pub trait LogApi {
    #[stream]
    fn lines(&self) -> impl Stream<Item = Line> + Send;
}

fn main() {}
