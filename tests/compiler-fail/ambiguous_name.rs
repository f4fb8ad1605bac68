//! A name from two glob imports.

use ipc_runtime::ipc_api;

mod billing {
    #[derive(serde::Serialize, serde::Deserialize)]
    pub struct Address;
}

mod shipping {
    #[derive(serde::Serialize, serde::Deserialize)]
    pub struct Address;
}

use billing::*;
use shipping::*;

#[ipc_api]
pub trait OrdersApi {
    #[send]
    fn order(&self, to: Address);
}
