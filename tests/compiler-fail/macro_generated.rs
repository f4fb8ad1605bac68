//! A type that a macro writes.

use ipc_runtime::ipc_api;

macro_rules! id {
    ($name:ident) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        pub struct $name(pub u32);
    };
}

id!(UserId);

#[ipc_api]
pub trait UsersApi {
    #[send]
    fn forget(&self, user: UserId);
}
