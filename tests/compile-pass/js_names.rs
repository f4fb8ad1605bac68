//! `js` chooses the name of a method in JavaScript. The names in Rust and the channels stay.

#![deny(warnings)]

use ipc_runtime::{Memory, Router, ipc_api};

#[ipc_api]
pub trait ShopApi {
    #[invoke(js = "new")]
    fn create(&self, name: String) -> String;

    #[send("sold", js = "$sold")]
    fn sell(&self);

    #[allow(deprecated, reason = "the page is to wait")]
    #[sync(js = "SIZE")]
    fn size(&self) -> u32;

    #[event("closed", js = "closing")]
    fn on_close();
}

struct Shop;

impl ShopApi for Shop {
    fn create(&self, name: String) -> String {
        name
    }

    fn sell(&self) {}

    fn size(&self) -> u32 {
        1
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(ShopApiServer::new(Shop))).unwrap();
    let page = ShopApiClient::new(memory.open_page());
    assert_eq!(page.create("cup".to_owned()).await.unwrap(), "cup");
    ShopApiRenderer::new(memory.app()).on_close().unwrap();
    let rows = SHOP_API_CONTRACT.channels.iter().map(|channel| (channel.name, channel.js_name));
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [("shop:create", "new"), ("sold", "$sold"), ("shop:size", "SIZE"), ("closed", "closing")]
    );
}
