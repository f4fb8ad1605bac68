//! Types that serde can write, but that have no shape in TypeScript.

use std::ffi::OsString;
use std::time::Duration;

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait TimerApi {
    #[invoke]
    async fn wait(&self, at_most: Option<Duration>) -> Vec<OsString>;

    #[event]
    fn tick(id: uuid::Uuid);
}
