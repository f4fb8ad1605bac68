//! A trait and a type with the same name in TypeScript.

use serde::{Deserialize, Serialize};

pub mod api {
    #[ipc_runtime::ipc_api(window = "settings")]
    pub trait Settings {
        #[invoke]
        fn load(&self) -> super::Settings;
    }
}

#[derive(Serialize, Deserialize)]
pub struct Settings {
    pub dark: bool,
}
