//! Users may shadow names that the generated code uses.

#![deny(warnings)]
#![allow(dead_code, reason = "most shadowing items are unused")]

use ipc_runtime::{Router, ipc_api};
use serde::{Deserialize, Serialize};

pub type Option = u32;

#[derive(Serialize, Deserialize)]
pub struct Vec(pub f64, pub f64);

#[derive(Serialize, Deserialize)]
pub enum Result {
    Won,
    Lost,
}

#[derive(Serialize, Deserialize)]
pub struct T {
    pub size: u32,
}

pub struct String;
pub struct Box;
pub struct Arc;
pub struct Some;
pub struct None;
pub struct Ok;
pub struct Err;
pub struct Call;
pub struct Context;
pub struct Contract;
pub struct Channel;
pub struct Pages;
pub struct Error;
pub trait Send {}
pub trait Sync {}
pub trait Sized {}
pub trait Into {}
pub trait Clone {}
pub trait Future {}
pub trait Service {}
pub trait Transport {}
pub trait Infallible {}
pub trait Stream {}
pub struct Incoming;
pub struct Items;
pub struct PageRequest;
pub struct Returned;
pub trait PlainValue {}
pub fn drop() {}
pub mod core {}
pub mod std {}
pub mod serde_json {}

#[ipc_api]
pub trait GameApi {
    #[invoke]
    fn choose(&self, option: Option, at: Vec, t: T) -> Result;

    #[invoke]
    async fn choose_later(&self, option: Option, t: T) -> T;

    #[send]
    fn forget(&self, option: Option);

    #[stream]
    fn choices(&self, option: Option) -> impl ipc_runtime::Stream<Item = Result>;

    #[invoke]
    async fn replay(&self, choices: ipc_runtime::Incoming<Result>) -> T;

    #[event]
    fn over(result: Result, t: T);

    #[request]
    async fn confirm(option: Option, t: T) -> Result;
}

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[event]
    fn beep(t: T);

    #[request]
    async fn choose(option: Option) -> T;
}

struct Game;

impl GameApi for Game {
    fn choose(&self, _option: Option, _at: Vec, t: T) -> Result {
        if t.size > 1 { Result::Won } else { Result::Lost }
    }

    async fn choose_later(&self, _option: Option, t: T) -> T {
        t
    }

    fn forget(&self, _option: Option) {}

    fn choices(&self, _option: Option) -> impl ipc_runtime::Stream<Item = Result> {
        futures_util::stream::iter([Result::Won])
    }

    async fn replay(&self, _choices: ipc_runtime::Incoming<Result>) -> T {
        T { size: 1 }
    }
}

fn main() {
    let _ = Router::new().serve(GameApiServer::new(Game));
}
