//! A stream that is not `Send`.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use ipc_runtime::{Stream, ipc_api};

#[ipc_api]
pub trait LogApi {
    #[stream]
    fn lines(&self) -> impl Stream<Item = String>;
}

struct Lines(Rc<String>);

impl Stream for Lines {
    type Item = String;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<String>> {
        Poll::Ready(Some(self.0.to_string()))
    }
}

struct Log;

impl LogApi for Log {
    fn lines(&self) -> impl Stream<Item = String> {
        Lines(Rc::new(String::new()))
    }
}

fn main() {
    let _ = LogApiServer::new(Log);
}
