//! Raw identifiers lose their `r#` on the way to JavaScript, where words of the language name
//! methods too.

#![deny(warnings)]

use ipc_runtime::{Memory, Router, ipc_api};

#[ipc_api]
pub trait r#Type {
    #[invoke]
    fn r#match(&self, r#type: String, r#fn: bool) -> bool;

    #[invoke]
    fn delete(&self) -> bool;

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

    fn r#await(&self) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(TypeServer::new(Implementation))).unwrap();
    let page = memory.open_page();
    assert!(TypeClient::new(&page).r#match(String::new(), true).await.unwrap());
    assert_eq!(TypeRenderer::new(memory.app()).r#loop(1).unwrap(), 0);
    assert!(TypeClient::new(&page).delete().await.unwrap());
    assert_eq!(TYPE_CONTRACT.channels[0].js_name, "match");
    assert_eq!(TYPE_CONTRACT.channels[0].args, ["type", "fn"]);
}
