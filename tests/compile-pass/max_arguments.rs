//! The maximum number of arguments, not counting the caller.

#![deny(warnings)]
#![allow(
    clippy::too_many_arguments,
    clippy::many_single_char_names,
    reason = "the fixture is about many arguments"
)]

use ipc_runtime::{Caller, Memory, Router, ipc_api};

#[ipc_api]
pub trait SumApi {
    #[invoke]
    fn sum(
        &self,
        caller: &Caller,
        a: u32,
        b: u32,
        c: u32,
        d: u32,
        e: u32,
        f: u32,
        g: u32,
        h: u32,
        i: u32,
        j: u32,
        k: u32,
        l: u32,
        m: u32,
        n: u32,
        o: u32,
        p: u32,
    ) -> u32;
}

struct Sum;

impl SumApi for Sum {
    fn sum(
        &self,
        _caller: &Caller,
        a: u32,
        b: u32,
        c: u32,
        d: u32,
        e: u32,
        f: u32,
        g: u32,
        h: u32,
        i: u32,
        j: u32,
        k: u32,
        l: u32,
        m: u32,
        n: u32,
        o: u32,
        p: u32,
    ) -> u32 {
        a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(SumApiServer::new(Sum))).unwrap();
    let page = memory.open_page();
    let sum = SumApiClient::new(&page);
    let sum = sum.sum(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    assert_eq!(sum.await.unwrap(), 136);
}
