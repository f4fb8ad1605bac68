//! Random values of every type, and random texts.

use std::collections::BTreeMap;

use ipc_runtime::__private::decode;
use ipc_runtime::Bytes;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::check::{MAX_SAFE, decoded, encoded, slices};
use super::types::{Tagged, Untagged};

#[test]
fn truncated_text_is_an_error_at_every_position() {
    let value = every_shape();
    let (text, buffers) = encoded(&value);
    assert_eq!(decode::<Vec<Shape>>(&text, &slices(&buffers)).as_ref(), Ok(&value));
    for (end, _) in text.char_indices() {
        assert!(decode::<Vec<Shape>>(&text[..end], &slices(&buffers)).is_err(), "{}", &text[..end]);
    }
}

fn every_shape() -> Vec<Shape> {
    vec![
        Shape::Unit,
        Shape::Bool(true),
        Shape::Char('\0'),
        Shape::Integers(i64::MIN, u64::MAX, i128::MIN, u128::MAX),
        Shape::Floats(f32::INFINITY, -0.0),
        Shape::Text("\0é\u{1F600}".into()),
        Shape::Bytes(Bytes::from(vec![1])),
        Shape::Optional(Some(Box::new(Shape::Unit))),
        Shape::Struct { id: i64::MAX, next: vec![Shape::Unit] },
        Shape::Map(BTreeMap::from([("\0".to_owned(), Shape::Unit)])),
        Shape::Numbered(BTreeMap::from([(i64::MIN, Shape::Unit)])),
        Shape::Untagged(Untagged::Unsigned(u64::MAX)),
        Shape::Tagged(Tagged::Sample { id: 1, value: f64::NEG_INFINITY, data: Bytes::default() }),
    ]
}

/// All of serde's data model, as a recursive type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Shape {
    Unit,
    Bool(bool),
    Char(char),
    Integers(i64, u64, i128, u128),
    Floats(f32, f64),
    Text(String),
    Bytes(Bytes),
    Optional(Option<Box<Shape>>),
    Tuple(Box<(Shape, Shape)>),
    Seq(Vec<Shape>),
    Struct { id: i64, next: Vec<Shape> },
    Map(BTreeMap<String, Shape>),
    Numbered(BTreeMap<i64, Shape>),
    Untagged(Untagged),
    Tagged(Tagged),
}

fn shape() -> impl Strategy<Value = Shape> {
    let untagged = prop_oneof![
        any::<u64>().prop_map(Untagged::Unsigned),
        (i64::MIN..0).prop_map(Untagged::Signed),
        finite_or_infinite().prop_map(Untagged::Float),
        text().prop_map(Untagged::Text),
        bytes().prop_map(Untagged::Bytes),
    ];
    let untagged = untagged.prop_recursive(3, 8, 3, |inner| {
        prop::collection::vec(inner, 0..3).prop_map(|inner| Untagged::Nested { inner })
    });
    let tagged = prop_oneof![
        (any::<u64>(), finite_or_infinite(), bytes())
            .prop_map(|(id, value, data)| Tagged::Sample { id, value, data }),
        text().prop_map(|text| Tagged::Text { text }),
    ];
    let leaf = prop_oneof![
        Just(Shape::Unit),
        any::<bool>().prop_map(Shape::Bool),
        any::<char>().prop_map(Shape::Char),
        (any::<i64>(), any::<u64>(), any::<i128>(), any::<u128>())
            .prop_map(|(a, b, c, d)| Shape::Integers(a, b, c, d)),
        (-MAX_SAFE - 1..=MAX_SAFE + 1).prop_map(|id| Shape::Integers(
            id,
            id.unsigned_abs(),
            id.into(),
            0
        )),
        (
            any::<f32>().prop_filter("NaN is not equal to itself", |value| !value.is_nan()),
            finite_or_infinite()
        )
            .prop_map(|(a, b)| Shape::Floats(a, b)),
        text().prop_map(Shape::Text),
        bytes().prop_map(Shape::Bytes),
        untagged.prop_map(Shape::Untagged),
        tagged.prop_map(Shape::Tagged),
    ];
    leaf.prop_recursive(5, 48, 4, |inner| {
        prop_oneof![
            prop::option::of(inner.clone().prop_map(Box::new)).prop_map(Shape::Optional),
            (inner.clone(), inner.clone()).prop_map(|pair| Shape::Tuple(Box::new(pair))),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Shape::Seq),
            (any::<i64>(), prop::collection::vec(inner.clone(), 0..4))
                .prop_map(|(id, next)| Shape::Struct { id, next }),
            prop::collection::btree_map(text(), inner.clone(), 0..4).prop_map(Shape::Map),
            prop::collection::btree_map(any::<i64>(), inner, 0..4).prop_map(Shape::Numbered),
        ]
    })
}

/// Floats that an untagged enum does not read as integers: JSON has one kind of number.
fn finite_or_infinite() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("JSON writes an integral float like an integer", |value| {
            !value.is_nan() && value.fract() != 0.0
        }),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(-0.0),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), any::<String>().prop_map(|text| format!("\0{text}"))]
}

/// Any JSON.
#[derive(Debug, Clone)]
enum Json {
    Null,
    Bool(bool),
    /// The digits.
    Integer(String),
    Float(f64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// The JSON text, with white space after a token for each pair of bits in `spaces`.
    fn spaced(&self, mut spaces: u64) -> String {
        let mut text = String::new();
        self.write(&mut text, &mut spaces);
        text
    }

    fn write(&self, text: &mut String, spaces: &mut u64) {
        let push = |text: &mut String, token: &str, spaces: &mut u64| {
            text.push_str(token);
            text.push_str(["", " ", "\n", "\r\n\t"][(*spaces & 3) as usize]);
            *spaces = spaces.rotate_right(2);
        };
        match self {
            Self::Null => push(text, "null", spaces),
            Self::Bool(value) => push(text, &value.to_string(), spaces),
            Self::Integer(digits) => push(text, digits, spaces),
            Self::Float(value) => push(text, &serde_json::to_string(value).unwrap(), spaces),
            Self::Text(value) => push(text, &serde_json::to_string(value).unwrap(), spaces),
            Self::List(items) => {
                push(text, "[", spaces);
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        push(text, ",", spaces);
                    }
                    item.write(text, spaces);
                }
                push(text, "]", spaces);
            }
            Self::Object(members) => {
                push(text, "{", spaces);
                for (index, (key, item)) in members.iter().enumerate() {
                    if index > 0 {
                        push(text, ",", spaces);
                    }
                    push(text, &serde_json::to_string(key).unwrap(), spaces);
                    push(text, ":", spaces);
                    item.write(text, spaces);
                }
                push(text, "}", spaces);
            }
        }
    }

    /// The value in the wire format.
    fn on_the_wire(&self) -> Value {
        let escaped = |text: &String| {
            if text.starts_with('\0') { format!("\0s{text}") } else { text.clone() }
        };
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Integer(digits) => match digits.parse::<i64>() {
                Ok(value) if value.abs() <= MAX_SAFE => value.into(),
                _ => format!("\0i{digits}").into(),
            },
            Self::Float(value) => (*value).into(),
            Self::Text(text) => escaped(text).into(),
            Self::List(items) => items.iter().map(Self::on_the_wire).collect(),
            Self::Object(members) => {
                members.iter().map(|(key, item)| (escaped(key), item.on_the_wire())).collect()
            }
        }
    }
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(|value| Json::Integer(value.to_string())),
        (-MAX_SAFE - 1..=MAX_SAFE + 1).prop_map(|value| Json::Integer(value.to_string())),
        "-?[1-9][0-9]{0,60}".prop_map(Json::Integer),
        any::<f64>()
            .prop_filter("JSON has only finite numbers", |value| value.is_finite())
            .prop_map(Json::Float),
        text().prop_map(Json::Text),
    ];
    leaf.prop_recursive(5, 48, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::List),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(Json::Object),
        ]
    })
}

fn bytes() -> impl Strategy<Value = Bytes> {
    prop::collection::vec(any::<u8>(), 0..8).prop_map(Bytes::from)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_value_survives_a_round_trip(value in shape()) {
        let (text, buffers) = encoded(&value);
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(decode::<Shape>(&text, &slices(&buffers)), Ok(value));
    }

    #[test]
    fn a_raw_value_survives_a_round_trip(json in json(), spaces in any::<u64>()) {
        let raw = RawValue::from_string(json.spaced(spaces)).unwrap();
        let (text, _) = encoded(&raw);
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &json.on_the_wire());
        let again: Box<RawValue> = decode(&text, &[]).unwrap();
        prop_assert_eq!(again.get(), json.spaced(0));
    }

    #[test]
    fn an_f32_survives_a_round_trip(bits in any::<u32>()) {
        let value = f32::from_bits(bits);
        prop_assume!(!value.is_nan());
        prop_assert_eq!(decoded::<f32>(&encoded(&value).0).to_bits(), bits);
    }

    #[test]
    fn an_f64_survives_a_round_trip(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(!value.is_nan());
        prop_assert_eq!(decoded::<f64>(&encoded(&value).0).to_bits(), bits);
    }

    #[test]
    fn no_text_causes_a_panic(text in any::<String>(), escape in "[\\[{\",]{0,3}\\\\u0000[a-z0-9-]{0,4}\"?[\\]}]{0,2}") {
        let _ = decode::<Vec<Shape>>(&text, &[]);
        let _ = decode::<Vec<Shape>>(&escape, &[]);
        let _ = decode::<BTreeMap<String, Untagged>>(&escape, &[]);
    }
}
