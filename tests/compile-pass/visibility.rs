//! Generated items have the visibility of the trait, and cause no warnings if they are unused.

#![deny(warnings)]

use ipc_runtime::{Router, ipc_api};

#[ipc_api]
pub(crate) trait CounterApi {
    #[send]
    fn counted(&self, value: i32);

    #[event]
    fn count(step: i32);
}

struct Counter;

impl CounterApi for Counter {
    fn counted(&self, _value: i32) {}
}

pub mod inner {
    use ipc_runtime::ipc_api;
    use ipc_runtime::table::Contract;

    #[ipc_api]
    pub(crate) trait TimerApi {
        #[invoke]
        fn time(&self) -> f64;

        #[event]
        fn tick();
    }

    #[ipc_api]
    trait SecretApi {
        #[send]
        fn store(&self, secret: String);
    }

    pub const SECRET: Contract = SECRET_API_CONTRACT;

    struct Secret;

    impl SecretApi for Secret {
        fn store(&self, _secret: String) {}
    }

    #[must_use]
    pub fn router() -> ipc_runtime::Router {
        ipc_runtime::Router::new().serve(SecretApiServer::new(Secret))
    }
}

struct Timer;

impl inner::TimerApi for Timer {
    fn time(&self) -> f64 {
        0.0
    }
}

fn main() {
    drop(
        Router::new()
            .serve(CounterApiServer::new(Counter))
            .serve(inner::TimerApiServer::new(Timer)),
    );
    drop(inner::router());
}
