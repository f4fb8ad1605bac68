//! A trait inside a function has the same contract as a trait outside. `ipc-codegen` does not read the
//! trait inside.

#![deny(warnings)]

use ipc_runtime::ipc_api;
use ipc_runtime::table::Contract;

#[ipc_api]
pub trait CounterApi {
    #[send]
    fn counted(&self, value: i32);

    #[event]
    fn count(step: i32);
}

struct Counter;

impl CounterApi for Counter {
    fn counted(&self, _value: i32) {}
}

fn contract() -> Contract {
    #[ipc_api]
    trait CounterApi {
        #[send]
        fn counted(&self, value: i32);

        #[event]
        fn count(step: i32);
    }

    impl CounterApi for Counter {
        fn counted(&self, _value: i32) {}
    }

    drop(CounterApiServer::new(Counter));
    COUNTER_API_CONTRACT
}

fn main() {
    drop(CounterApiServer::new(Counter));
    assert_eq!(contract().fingerprint, COUNTER_API_CONTRACT.fingerprint);
}
