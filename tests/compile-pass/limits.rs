//! `timeout` and `max_bytes` limit the calls of a method.

#![deny(warnings)]

use std::time::Duration;

use ipc_runtime::{Caller, Error, ErrorCode, Memory, Router, ipc_api};

#[ipc_api]
pub trait UploadApi {
    /// Never answers by itself.
    #[invoke(timeout = "10ms")]
    async fn upload(&self, caller: &Caller) -> u32;

    #[invoke(timeout = "1h", blocking)]
    fn scan(&self) -> u32;

    #[invoke(max_bytes = "16B")]
    fn name(&self, name: String) -> String;

    #[send(max_bytes = "1KiB")]
    fn note(&self, text: String);

    #[allow(deprecated, reason = "the page is to wait")]
    #[sync(max_bytes = "2GiB")]
    fn size(&self) -> u32;
}

#[ipc_api(peer = "main")]
pub trait ArchiveApi {
    #[invoke(timeout = "10ms", max_bytes = "16B")]
    async fn pack(&self, name: String) -> u32;
}

#[derive(Clone)]
struct Upload;

impl UploadApi for Upload {
    async fn upload(&self, caller: &Caller) -> u32 {
        caller.cancelled().await;
        1
    }

    fn scan(&self) -> u32 {
        2
    }

    fn name(&self, name: String) -> String {
        name
    }

    fn note(&self, _text: String) {}

    fn size(&self) -> u32 {
        3
    }
}

impl ArchiveApi for Upload {
    async fn pack(&self, name: String) -> u32 {
        if name == "never" {
            std::future::pending::<()>().await;
        }
        4
    }
}

fn code<T>(result: Result<T, Error>) -> ErrorCode {
    result.err().expect("the call fails").code()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| {
        Router::new().serve(UploadApiServer::new(Upload)).serve(ArchiveApiServer::new(Upload))
    })
    .unwrap();
    let page = UploadApiClient::new(memory.open_page());
    assert_eq!(code(page.upload().await), ErrorCode::Timeout);
    assert_eq!(page.scan().await.unwrap(), 2);
    // The arguments are `["1234567890ab"]` as they are sent.
    assert_eq!(page.name("1234567890ab".to_owned()).await.unwrap(), "1234567890ab");
    assert_eq!(code(page.name("1234567890abc".to_owned()).await), ErrorCode::TooLarge);

    let main = ArchiveApiClient::new(&memory);
    assert_eq!(main.pack("a".to_owned()).await.unwrap(), 4);
    assert_eq!(code(main.pack("never".to_owned()).await), ErrorCode::Timeout);
    assert_eq!(code(main.pack("1234567890abc".to_owned()).await), ErrorCode::TooLarge);

    let [upload, scan, name, note, size] = UPLOAD_API_CONTRACT.channels else { unreachable!() };
    assert_eq!(upload.timeout, Some(Duration::from_millis(10)));
    assert_eq!(scan.timeout, Some(Duration::from_secs(3600)));
    let sizes = [name, note, size].map(|channel| channel.max_bytes);
    assert_eq!(sizes, [16, 1024, 2 << 30].map(Some));
}
