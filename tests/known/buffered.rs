//! Types that serde reads from a buffer: flattened fields, and internally tagged and untagged enums.

use std::collections::BTreeMap;
use std::fmt::Debug;

use ipc_codegen::compile_source;
use ipc_runtime::__private as wire;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// An integer, and a map with such integers as keys.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Inner<T: Ord> {
    one: T,
    keyed: BTreeMap<T, bool>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened<T: Ord> {
    #[serde(flatten)]
    inner: Inner<T>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged<T: Ord> {
    Struct { one: T, keyed: BTreeMap<T, bool> },
    Newtype(Inner<T>),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged<T: Ord> {
    Inner(Inner<T>),
}

fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Result<(), String> {
    let (mut text, mut buffers) = (String::new(), Vec::new());
    wire::encode(value, &mut buffers, &mut text).map_err(|error| error.to_string())?;
    let again: T = wire::decode(&text, &[]).map_err(|error| error.to_string())?;
    assert_eq!(again, *value);
    Ok(())
}

/// The results of sending a value through each kind of type.
fn buffered<T: Copy + Ord + Serialize + DeserializeOwned + Debug>(
    one: T,
    keys: &[T],
) -> [Result<(), String>; 4] {
    let keyed = || keys.iter().map(|key| (*key, true)).collect();
    let inner = || Inner { one, keyed: keyed() };
    [
        both_ways(&Flattened { inner: inner() }),
        both_ways(&Tagged::Struct { one, keyed: keyed() }),
        both_ways(&Tagged::Newtype(inner())),
        both_ways(&Untagged::Inner(inner())),
    ]
}

#[test]
fn integers_of_64_bits_survive_buffering() {
    assert!(buffered(u64::MAX, &[]).iter().all(Result::is_ok));
    assert!(buffered(i64::MIN, &[]).iter().all(Result::is_ok));
}

#[test]
fn types_that_serde_cannot_read_from_a_buffer_are_refused() {
    assert_eq!(both_ways(&Inner { one: u128::MAX, keyed: [(7, true)].into() }), Ok(()));
    let keys = buffered(7, &[7]).into_iter().chain(buffered(true, &[false]));
    for result in keys.chain(buffered(7_u128, &[])).chain(buffered(-7_i128, &[])) {
        result.unwrap_err();
    }
    let items = "
        use std::collections::BTreeMap as Map;
        #[derive(serde::Deserialize)] struct Count(u8);
    ";
    for held in [
        "struct Held { #[serde(flatten)] inner: Plain }",
        "#[serde(tag = \"kind\")] enum Held { Struct { inner: Plain } }",
        "#[serde(tag = \"kind\")] enum Held { Newtype(Plain) }",
        "#[serde(untagged)] enum Held { Inner(Vec<Plain>) }",
    ] {
        let source = |ty| {
            format!(
                "#[ipc_api] trait Api {{ #[send] fn f(&self, v: Held); }} {items}
                 #[derive(serde::Deserialize)] struct Plain {{ keyed: {ty} }}
                 #[derive(serde::Deserialize)] {held}"
            )
        };
        assert!(compile_source("lib.rs", &source("Map<String, i64>")).is_ok(), "{held}");
        let raw = "Box<serde_json::value::RawValue>";
        for ty in ["Map<u8, u8>", "Map<bool, u8>", "Map<Count, u8>", "[u128; 2]", raw] {
            let problems = compile_source("lib.rs", &source(ty)).expect_err(held);
            assert_eq!(problems[0].code, "unmapped-type", "{held}");
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Raw {
    it: Box<RawValue>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RawFlattened {
    #[serde(flatten)]
    raw: Raw,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum RawTagged {
    Struct { it: Box<RawValue> },
    Newtype(Raw),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum RawUntagged {
    Raw(Raw),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content")]
enum RawAdjacent {
    Raw(Raw),
}

#[test]
fn a_raw_value_can_be_written_but_not_read_from_a_buffer() {
    fn written<T: Serialize + DeserializeOwned + Debug>(value: &T) -> String {
        let mut text = String::new();
        wire::encode(value, &mut Vec::new(), &mut text).unwrap();
        wire::decode::<T>(&text, &[]).unwrap_err();
        text
    }
    let it = || RawValue::from_string("9007199254740993".to_owned()).unwrap();
    let raw = || Raw { it: it() };
    let integer = r#""it":"\u0000i9007199254740993""#;
    assert_eq!(written(&RawFlattened { raw: raw() }), format!("{{{integer}}}"));
    assert_eq!(
        written(&RawTagged::Struct { it: it() }),
        format!(r#"{{"kind":"Struct",{integer}}}"#)
    );
    assert_eq!(written(&RawTagged::Newtype(raw())), format!(r#"{{"kind":"Newtype",{integer}}}"#));
    assert_eq!(written(&RawUntagged::Raw(raw())), format!("{{{integer}}}"));

    let (tag, content) = (r#""kind":"Raw""#, format!(r#""content":{{{integer}}}"#));
    let RawAdjacent::Raw(Raw { it }) = wire::decode(&format!("{{{tag},{content}}}"), &[]).unwrap();
    assert_eq!(it.get(), "9007199254740993");
    wire::decode::<RawAdjacent>(&format!("{{{content},{tag}}}"), &[]).unwrap_err();
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content")]
enum Adjacent<T: Ord> {
    Newtype(Inner<T>),
}

/// The generated codecs put the tag first.
#[test]
fn serde_does_not_buffer_a_content_after_its_tag() {
    let content = r#""content":{"one":7,"keyed":{"7":true}}"#;
    let tag = r#""kind":"Newtype""#;
    assert_eq!(
        both_ways(&Adjacent::Newtype(Inner { one: 7_u128, keyed: [(7, true)].into() })),
        Ok(())
    );
    wire::decode::<Adjacent<u8>>(&format!("{{{tag},{content}}}"), &[]).unwrap();
    wire::decode::<Adjacent<u8>>(&format!("{{{content},{tag}}}"), &[]).unwrap_err();
}

#[derive(Debug, PartialEq, Deserialize)]
struct Rest {
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "kind")]
enum Inside {
    A { value: Value },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", content = "content")]
enum Beside {
    A { value: Value },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Bare {
    A { value: Value },
}

/// serde's buffer accepts any value, so the wire cannot tell whether a float or a `Value` will be read
/// from it. A float must stay as it is, but a `Value` turns NaN into null. The generated codecs
/// therefore refuse such values before they are sent.
#[test]
fn nan_becomes_null_in_a_value_that_is_read_from_a_buffer() {
    fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
        wire::decode(text, &[]).map_err(|error| error.to_string())
    }
    for escape in [r"\u0000nan", r"\u0000inf", r"\u0000-inf"] {
        let rest = format!(r#"{{"value":"{escape}"}}"#);
        let tagged = format!(r#"{{"kind":"A","value":"{escape}"}}"#);
        let content_last = format!(r#"{{"kind":"A","content":{{"value":"{escape}"}}}}"#);
        let content_first = format!(r#"{{"content":{{"value":"{escape}"}},"kind":"A"}}"#);
        let value = Value::Null;
        read::<BTreeMap<String, Value>>(&rest).unwrap_err();
        read::<Beside>(&content_last).unwrap_err();
        assert_eq!(read(&rest), Ok(Rest { rest: [("value".to_owned(), value.clone())].into() }));
        assert_eq!(read(&tagged), Ok(Inside::A { value: value.clone() }));
        assert_eq!(read(&content_first), Ok(Beside::A { value: value.clone() }));
        assert_eq!(read(&rest), Ok(Bare::A { value }));
    }
}
