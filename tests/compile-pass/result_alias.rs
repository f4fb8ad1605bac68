//! The return type decides whether a method can fail, so an alias of `Result` works like `Result`.

#![deny(warnings)]

use std::fmt;

use ipc_runtime::{Memory, Router, ipc_api};
use serde::{Deserialize, Serialize};

/// The reasons why opening a file can fail.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum OpenError {
    NotFound,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the file does not exist")
    }
}

pub type AppResult<T> = Result<T, OpenError>;
pub type Opened = AppResult<String>;

#[ipc_api]
pub trait FilesApi {
    #[invoke]
    fn open(&self, name: String) -> AppResult<String>;

    #[invoke]
    async fn open_recent(&self) -> Opened;
}

struct Files;

impl FilesApi for Files {
    fn open(&self, name: String) -> AppResult<String> {
        if name.is_empty() { Err(OpenError::NotFound) } else { Ok(name) }
    }

    async fn open_recent(&self) -> Opened {
        Err(OpenError::NotFound)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(FilesApiServer::new(Files))).unwrap();
    let page = memory.open_page();
    let files = FilesApiClient::new(&page);
    assert_eq!(files.open("a.txt".to_owned()).await.unwrap(), Ok("a.txt".to_owned()));
    assert_eq!(files.open(String::new()).await.unwrap(), Err(OpenError::NotFound));
    assert_eq!(files.open_recent().await.unwrap(), Err(OpenError::NotFound));
}
