//! Checks that several tests share.

use std::fmt::Debug;

use ipc_runtime::__private::{decode, decode_args, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// JavaScript's `Number.MAX_SAFE_INTEGER`.
pub(super) const MAX_SAFE: i64 = (1 << 53) - 1;

#[track_caller]
pub(super) fn slices(buffers: &[Vec<u8>]) -> Vec<&[u8]> {
    buffers.iter().map(Vec::as_slice).collect()
}

pub(super) fn encoded<T: Serialize + ?Sized>(value: &T) -> (String, Vec<Vec<u8>>) {
    let (mut text, mut buffers) = (String::new(), Vec::new());
    encode(value, &mut buffers, &mut text).unwrap();
    (text, buffers)
}

#[track_caller]
pub(super) fn decoded<T: DeserializeOwned>(text: &str) -> T {
    decode(text, &[]).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[track_caller]
pub(super) fn error<T: DeserializeOwned + Debug>(text: &str) -> String {
    decode::<T>(text, &[]).expect_err(text).to_string()
}

#[track_caller]
pub(super) fn args_error<T: DeserializeOwned + Debug>(text: &str, names: &[&str]) -> String {
    decode_args::<T>(text, &[], names).expect_err(text).to_string()
}

/// Checks that `value` is encoded as `text`, and decoded from it.
#[track_caller]
pub(super) fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    value: &T,
    text: &str,
) {
    let (found, buffers) = encoded(value);
    assert_eq!(found, text);
    assert_eq!(decode::<T>(text, &slices(&buffers)).unwrap(), *value);
}

/// As [`both_ways`], for values with NaN or -0, which `==` cannot compare.
#[track_caller]
pub(super) fn both_ways_debug<T: Serialize + DeserializeOwned + Debug>(value: &T, text: &str) {
    assert_eq!(encoded(value), (text.to_owned(), Vec::new()));
    assert_eq!(format!("{:?}", decoded::<T>(text)), format!("{value:?}"));
}
