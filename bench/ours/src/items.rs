//! The objects of long lists and of streams.

use serde::{Deserialize, Serialize};

/// A small object.
#[derive(Serialize, Deserialize)]
pub struct Item {
    id: u32,
    name: String,
    price: f64,
    sold: bool,
}

impl Item {
    /// The item with this number.
    pub(crate) fn new(id: u32) -> Self {
        Self {
            id,
            name: format!("item {id}"),
            price: f64::from(id) / 4.0,
            sold: id.is_multiple_of(2),
        }
    }

    pub(crate) fn price(&self) -> f64 {
        self.price
    }
}
