//! The objects of long lists and of streams.

use napi_derive::napi;

#[napi(object)]
pub struct Item {
    pub id: u32,
    pub name: String,
    pub price: f64,
    pub sold: bool,
}

/// The item with this number.
pub(crate) fn item(id: u32) -> Item {
    Item { id, name: format!("item {id}"), price: f64::from(id) / 4.0, sold: id.is_multiple_of(2) }
}
