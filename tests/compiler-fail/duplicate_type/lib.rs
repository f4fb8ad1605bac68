//! Two types of one name in two modules.

mod billing;
mod shipping;

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait OrdersApi {
    #[send]
    fn order(&self, bill: billing::Address, ship: Vec<shipping::Address>);
}
