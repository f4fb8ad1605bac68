//! JavaScript names have no `r#`, because keywords are valid names of methods and arguments. A name
//! without a camelCase form stays unchanged.

#![deny(warnings)]
#![allow(
    clippy::just_underscores_and_digits,
    clippy::used_underscore_binding,
    reason = "the fixture is about such names"
)]

use ipc_runtime::{Memory, Router, ipc_api};

#[ipc_api]
pub trait r#Type {
    #[invoke]
    fn r#match(&self, r#type: String, r#fn: bool) -> bool;

    #[invoke]
    fn delete(&self) -> bool;

    #[invoke]
    fn _new(&self, default: u32, r#in: u32, _1: u32) -> u32;

    #[send]
    fn r#await(&self);

    #[event]
    fn r#loop(r#async: u32);
}

struct Implementation;

impl r#Type for Implementation {
    fn r#match(&self, r#type: String, r#fn: bool) -> bool {
        r#type.is_empty() == r#fn
    }

    fn delete(&self) -> bool {
        true
    }

    fn _new(&self, default: u32, r#in: u32, _1: u32) -> u32 {
        default + r#in + _1
    }

    fn r#await(&self) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(TypeServer::new(Implementation))).unwrap();
    let page = memory.open_page();
    assert!(TypeClient::new(&page).r#match(String::new(), true).await.unwrap());
    assert_eq!(TypeRenderer::new(memory.app()).r#loop(1).unwrap(), 0);
    assert!(TypeClient::new(&page).delete().await.unwrap());
    assert_eq!(TypeClient::new(&page)._new(1, 2, 3).await.unwrap(), 6);
    assert_eq!(TYPE_CONTRACT.channels[2].js_name, "new");
    assert_eq!(TYPE_CONTRACT.channels[2].args, ["default", "in", "_1"]);
    assert_eq!(TYPE_CONTRACT.channels[0].js_name, "match");
    assert_eq!(TYPE_CONTRACT.channels[0].args, ["type", "fn"]);
}
