//! Types without serde's traits, or with only one of them.

use ipc_runtime::ipc_api;
use serde::{Deserialize, Serialize};

pub struct Title(pub String);

#[derive(Serialize)]
pub struct Version {
    pub major: u32,
}

#[derive(Deserialize)]
pub struct Report {
    pub version: Version,
}

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: Title);

    #[invoke]
    fn version(&self) -> Version;

    #[send]
    fn report(&self, report: Report);
}
