//! An error of a page that serde cannot read.

use std::fmt;

use ipc_runtime::ipc_api;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Refusal;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

#[ipc_api]
pub trait AgentApi {
    #[request]
    async fn confirm(process: String) -> Result<bool, Refusal>;
}

fn main() {}
