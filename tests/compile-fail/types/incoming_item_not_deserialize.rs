//! A stream of the page whose items serde cannot read: an error where they are read.

use ipc_runtime::{Incoming, ipc_api};

pub struct Line(pub String);

#[ipc_api]
pub trait LogApi {
    #[invoke]
    async fn append(&self, lines: Incoming<Line>) -> usize;
}

struct Log;

impl LogApi for Log {
    async fn append(&self, mut lines: Incoming<Line>) -> usize {
        let mut count = 0;
        while let Some(Ok(_)) = lines.next().await {
            count += 1;
        }
        count
    }
}

fn main() {
    let _ = LogApiServer::new(Log);
}
