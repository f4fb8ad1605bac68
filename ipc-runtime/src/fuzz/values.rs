//! Values against the wire: a decoded value can be encoded, and is then the same.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::any::Any;
use super::input::PART;
use super::types::{Flat, Shape, Tagged};
use crate::wire;

/// Decodes and encodes a value as many types, and checks that nothing is lost.
///
/// The input is a text and its buffers, with U+001E before each buffer.
///
/// # Panics
///
/// If a value is lost or changed.
pub fn check_values(input: &[u8]) {
    let mut parts = input.split(|byte| *byte == PART);
    let text = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let buffers: Vec<&[u8]> = parts.collect();

    // Without escapes, the wire is plain JSON with JavaScript's numbers.
    let value = wire::decode::<Any>(&text, &buffers).ok();
    if !text.contains("\\u0000") {
        assert_eq!(value, serde_json::from_str(&text).ok().map(Any::in_javascript));
    }
    if let Some(value) = &value {
        check_round_trip(value);
    }
    if let Ok(raw) = wire::decode::<Box<RawValue>>(&text, &buffers) {
        serde_json::from_str::<IgnoredAny>(raw.get()).expect("a `RawValue` is JSON");
        // `serde_json` reads integers of more than 64 bits as floats.
        if let (Some(value), Ok(read)) = (value, serde_json::from_str::<Any>(raw.get())) {
            assert_eq!(read, value.in_64_bits(), "{raw}");
        }
    }
    check_type::<Box<RawValue>>(&text, &buffers);
    check_type::<Shape>(&text, &buffers);
    check_type::<Tagged>(&text, &buffers);
    check_type::<Flat>(&text, &buffers);
    check_type::<Vec<Option<Shape>>>(&text, &buffers);
    check_type::<BTreeMap<i64, f32>>(&text, &buffers);
    check_type::<(u64, i128, char, Cow<'static, str>)>(&text, &buffers);
    check_type::<serde_json::Value>(&text, &buffers);
    let _ = wire::decode_args::<(Any, u8)>(&text, &buffers, &["first", "second"]);
}

fn check_type<T: Serialize + DeserializeOwned + Debug>(text: &str, buffers: &[&[u8]]) {
    match wire::decode::<T>(text, buffers) {
        Ok(value) => check_round_trip(&value),
        // Every error has the path to the mismatch.
        Err(error) => assert!(error.path().starts_with("value"), "{error}"),
    }
}

/// Checks that an encoded value is decoded as the same value, which is encoded in the same way.
fn check_round_trip<T: Serialize + DeserializeOwned + Debug>(value: &T) {
    let encode = |value: &T| {
        let (mut text, mut buffers) = (String::new(), Vec::new());
        wire::encode(value, &mut buffers, &mut text).map(|()| (text, buffers))
    };
    // Some map keys have no JSON.
    let Ok((text, buffers)) = encode(value) else { return };
    assert!(!text.contains(['\n', '\r']), "{text:?} has more than one line");
    let slices: Vec<&[u8]> = buffers.iter().map(Vec::as_slice).collect();
    let again: T = wire::decode(&text, &slices).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(format!("{again:?}"), format!("{value:?}"), "{text}");
    assert_eq!(encode(&again).expect("the value was encoded before"), (text, buffers));
}
