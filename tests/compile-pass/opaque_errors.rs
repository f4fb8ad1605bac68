//! Errors without a value of their own: any error in a `Box`, and those of `anyhow` and `eyre`.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use ipc_runtime::ipc_api;

type Shared<T> = Result<T, Arc<dyn Error + Send + Sync>>;

#[ipc_api]
pub trait FilesApi {
    #[invoke]
    async fn open(&self, name: String) -> Result<String, Box<dyn Error + Send + Sync>>;
    #[invoke]
    fn close(&self) -> Result<(), Box<dyn Error>>;
    #[invoke(blocking)]
    fn flush(&self) -> Shared<()>;
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn size(&self) -> Result<u32, Box<dyn Error + Send>>;
    #[invoke]
    async fn remove(&self, name: String) -> anyhow::Result<()>;
    #[invoke]
    async fn rename(&self, name: String) -> Result<(), anyhow::Error>;
    #[invoke]
    async fn copy(&self, name: String) -> eyre::Result<String>;
}

/// An error that is both: it crosses as its value, whatever it dereferences to.
#[derive(Debug, serde::Serialize)]
pub struct Wrapped(String);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::ops::Deref for Wrapped {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[ipc_api]
pub trait WrappedApi {
    #[invoke]
    fn open(&self) -> Result<(), Wrapped>;
}

fn main() {}
