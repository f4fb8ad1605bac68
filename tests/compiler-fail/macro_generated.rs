//! Types from macros that are not expanded.

use ipc_runtime::ipc_api;

flagset::flags! {
    #[derive(serde::Serialize, serde::Deserialize)]
    pub enum Rights: u8 {
        Read = 1,
    }
}

macro_rules! id {
    ($name:ident = $pattern:pat) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        pub struct $name(pub u32);
    };
}

id!(UserId = _);

#[ipc_api]
pub trait UsersApi {
    #[send]
    fn allow(&self, user: UserId, rights: Rights);
}
