//! The assertions of `#[derive(IpcType)]`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::num::{NonZero, Saturating, Wrapping};
use std::rc::Rc;
use std::sync::Arc;

/// A type with `#[ipc(…)]` attributes.
pub trait IpcType {
    /// Compiles if the attributes are valid for their types. Nothing calls this function.
    fn assert_shapes();
}

/// Compiles if `#[ipc(as = "number")]` may be set for the type.
pub fn assert_integers<T: Integers + ?Sized>() {}

/// 64- and 128-bit integers, and types that hold them.
#[diagnostic::on_unimplemented(
    message = "`as = \"number\"` requires 64- or 128-bit integers",
    label = "`{Self}` is not an integer, nor an `Option`, list or map of one"
)]
pub trait Integers {}

macro_rules! integers {
    ($($ty:ty)*) => {
        $(
            impl Integers for $ty {}
            impl Integers for NonZero<$ty> {}
        )*
    };
}

integers! { i64 u64 i128 u128 }

macro_rules! containers {
    ($($ty:ty { $($params:tt)* })*) => {
        $(impl<T: Integers, $($params)*> Integers for $ty {})*
    };
}

containers! {
    Option<T> {}
    Vec<T> {}
    VecDeque<T> {}
    HashSet<T, S> { S }
    BTreeSet<T> {}
    HashMap<K, T, S> { K, S }
    BTreeMap<K, T> { K }
    [T] {}
    [T; N] { const N: usize }
    Wrapping<T> {}
    Saturating<T> {}
}

impl<T: Integers + ?Sized> Integers for Box<T> {}
impl<T: Integers + ?Sized> Integers for Rc<T> {}
impl<T: Integers + ?Sized> Integers for Arc<T> {}
