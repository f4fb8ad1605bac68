//! Shares the shape of a definition between the directions while both are lowered, so that equal shapes
//! are in memory once.

use std::collections::hash_map::{Entry, HashMap};
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::schema::Type;
use crate::tree::Data;

/// The shapes that one direction has lowered before the other one.
#[derive(Default)]
pub(super) struct EqualShapes {
    /// By the address of the type in the source tree.
    first: Mutex<HashMap<usize, Arc<Type>>>,
}

impl EqualShapes {
    /// The shape of a definition in one direction: that of the other direction, if both are equal.
    pub(super) fn share(&self, data: &Data, shape: Type) -> Arc<Type> {
        let address = ptr::from_ref(data).addr();
        let other = {
            let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
            match first.entry(address) {
                Entry::Occupied(entry) => entry.remove(),
                Entry::Vacant(entry) => return Arc::clone(entry.insert(Arc::new(shape))),
            }
        };
        if *other == shape { other } else { Arc::new(shape) }
    }
}
