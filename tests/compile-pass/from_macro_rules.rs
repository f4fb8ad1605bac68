//! A trait from `macro_rules!`. `ipc-codegen` expands the macro as rustc does.

#![deny(warnings)]

use ipc_runtime::{Memory, Router, ipc_api};

macro_rules! store {
    (
        $(#[$attr:meta])*
        $vis:vis $name:ident of $value:ty, $key:ident: $window:literal, $stored:literal, $load:ident
    ) => {
        $(#[$attr])*
        #[ipc_api(window = $window)]
        $vis trait $name {
            /// Stores a value.
            #[send]
            fn store(&self, $key: String, value: $value);

            #[doc = concat!("Loads a value of ", stringify!($name), ".")]
            #[invoke]
            async fn $load(&self, caller: &ipc_runtime::Caller, $key: String) -> Option<$value>;

            #[event($stored)]
            fn stored($key: String, value: $value);
        }
    };
}

pub mod made {
    use super::*;

    store! {
        /// Numbers by name.
        pub StoreApi of Vec<(u8, f64)>, key: "store", "stored", load
    }

    pub struct Store;

    impl StoreApi for Store {
        fn store(&self, _key: String, _value: Vec<(u8, f64)>) {}

        async fn load(&self, caller: &ipc_runtime::Caller, key: String) -> Option<Vec<(u8, f64)>> {
            let _ = StoreApiRenderer::new(caller).stored(key, vec![(1, 0.5)]);
            None
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory =
        Memory::start(|_| Router::new().serve(made::StoreApiServer::new(made::Store))).unwrap();
    let page = memory.open_page();
    assert_eq!(made::StoreApiClient::new(&page).load("a".to_owned()).await.unwrap(), None);
}
