//! The generated code keeps lint levels and `must_use` on their items.

#![deny(warnings)]

use ipc_runtime::{Router, ipc_api};

#[ipc_api]
#[allow(non_camel_case_types, reason = "the name is part of the fixture")]
pub trait desktop_api {
    #[allow(non_snake_case, reason = "the name is part of the fixture")]
    #[send]
    fn setTitle(&self, newTitle: String);

    #[must_use]
    #[invoke]
    fn version(&self) -> &'static str;

    #[expect(non_snake_case, reason = "the name is part of the fixture")]
    #[event]
    fn titleSet(value: String);
}

struct Desktop;

impl desktop_api for Desktop {
    fn setTitle(&self, _title: String) {}

    fn version(&self) -> &'static str {
        "1.0"
    }
}

fn main() {
    drop(Router::new().serve(desktop_apiServer::new(Desktop)));
}
