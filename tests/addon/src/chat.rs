//! Relays and ports from page to page.

use std::error::Error;

use ipc_runtime::{Bytes, Caller, ipc_api};
use serde::{Deserialize, Serialize};

/// What a page writes below its message. It is accepted in another shape than it is produced in.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
    /// Who has written it.
    #[serde(alias = "author")]
    sent_by: String,
    /// Further lines.
    #[serde(default)]
    lines: Vec<String>,
}

/// The messages between the pages of the tests.
#[ipc_api(window = "chat")]
pub trait ChatApi {
    /// Says something to all other pages.
    #[relay("chat:message")]
    fn message(text: String, number: u64, signature: Option<Signature>);

    /// Sends a file to the other window.
    #[relay("chat:file", to = "other", max_bytes = "64KiB")]
    fn send_file(bytes: Bytes);

    /// A line to another window.
    #[port("chat:peer")]
    fn peer(text: String, number: u64, signature: Option<Signature>);

    /// Joins the page with the page in the window with this label.
    #[invoke]
    fn join(&self, caller: &Caller, label: String) -> Result<(), Box<dyn Error + Send + Sync>>;
}

pub(crate) struct Chat;

impl ChatApi for Chat {
    fn join(&self, caller: &Caller, label: String) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(ChatApiRenderer::new(caller).peer(caller.app().label(label))?)
    }
}
