//! A trait inside of a function, which `ipc-codegen` does not read, has the same contract as one
//! outside.

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
