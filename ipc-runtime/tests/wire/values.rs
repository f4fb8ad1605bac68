//! Strings, keys, bytes, enums and buffered types.

use std::collections::BTreeMap;

use ipc_runtime::__private::{decode, encode};
use ipc_runtime::Bytes;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::check::{both_ways, decoded, encoded, error, slices};
use super::types::{Adjacent, External, Flat, Marker, Sample, Tagged, Untagged};

#[test]
fn strings_that_start_with_u0000_are_escaped() {
    both_ways(&"\0".to_owned(), r#""\u0000s\u0000""#);
    both_ways(&"\0nan".to_owned(), r#""\u0000s\u0000nan""#);
    both_ways(&"\0s\0".to_owned(), r#""\u0000s\u0000s\u0000""#);
    both_ways(&"a\0nan".to_owned(), r#""a\u0000nan""#);
    both_ways(&'\0', r#""\u0000s\u0000""#);
    both_ways(&'é', "\"é\"");
    both_ways(&Untagged::Text("\0i5".into()), r#""\u0000s\u0000i5""#);
    both_ways(&Some("line\nbreak\u{2028}".to_owned()), "\"line\\nbreak\u{2028}\"");
    both_ways(&std::path::PathBuf::from("\0b0"), r#""\u0000s\u0000b0""#);
    assert_eq!(encoded(&Shown("\0nan")).0, r#""\u0000s\u0000nan""#);
    assert_eq!(encoded(&Shown("plain")).0, r#""plain""#);
}

/// Serialized by `Display`.
struct Shown(&'static str);

impl Serialize for Shown {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}", self.0))
    }
}

#[test]
fn keys_of_maps_have_only_the_string_escape() {
    let map = BTreeMap::from([("\0nan".to_owned(), f64::INFINITY), ("plain".to_owned(), 1.5)]);
    both_ways(&map, r#"{"\u0000s\u0000nan":"\u0000inf","plain":1.5}"#);
    both_ways(&BTreeMap::from([('\0', 1), ('b', 2)]), r#"{"\u0000s\u0000":1,"b":2}"#);
    both_ways(&BTreeMap::from([(true, 1)]), r#"{"true":1}"#);
    both_ways(&BTreeMap::from([(-5_i8, 1)]), r#"{"-5":1}"#);
    both_ways(&BTreeMap::from([(u64::MAX, 1)]), r#"{"18446744073709551615":1}"#);
    both_ways(
        &BTreeMap::from([(i128::MIN, u128::MAX)]),
        concat!(
            r#"{"-170141183460469231731687303715884105728":"#,
            r#""\u0000i340282366920938463463374607431768211455"}"#
        ),
    );
    both_ways(&BTreeMap::from([(Name::Known, 1)]), r#"{"Known":1}"#);
    both_ways(&BTreeMap::from([(Id("\0".into()), 1)]), r#"{"\u0000s\u0000":1}"#);
    both_ways(&BTreeMap::from([(Some("\0".to_owned()), 1)]), r#"{"\u0000s\u0000":1}"#);
    both_ways(&BTreeMap::<String, u8>::new(), "{}");

    assert_eq!(error::<BTreeMap<String, u8>>(r#"{"\u0000nan":1}"#), {
        "value[?]: invalid type: floating point `NaN`, expected a string"
    });
    assert_eq!(error::<BTreeMap<String, u8>>(r#"{"\u0000?":1}"#), {
        "value[?]: unknown escape \"\\0?\""
    });
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Name {
    Known,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Id(String);

#[test]
fn a_failed_encode_leaves_text_and_buffers_unchanged() {
    let (mut text, mut buffers) = ("before".to_owned(), vec![vec![0]]);
    let value = (Bytes::from(vec![1]), BTreeMap::from([(vec![1], 1)]));
    let error = encode(&value, &mut buffers, &mut text).unwrap_err();
    assert_eq!(error.to_string(), "key must be a string");
    assert_eq!((text.as_str(), buffers.len()), ("before", 1));
}

#[test]
fn a_panic_leaves_text_and_buffers_unchanged() {
    struct Panics;
    impl Serialize for Panics {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            panic!("no")
        }
    }
    let (mut text, mut buffers) = ("before".to_owned(), Vec::new());
    let encoding = std::panic::AssertUnwindSafe(|| {
        encode(&(Bytes::default(), Panics), &mut buffers, &mut text)
    });
    assert!(std::panic::catch_unwind(encoding).is_err());
    assert_eq!((text.as_str(), buffers.len()), ("before", 0));
}

#[test]
fn bytes_travel_beside_the_text() {
    let value = (
        Bytes::from(vec![1, 2]),
        vec![Some(ByteBuf::from(vec![3])), None],
        bytes::Bytes::from_static(b"four"),
        External::Struct { id: i64::MIN, data: Bytes::from(vec![]) },
    );
    let (text, buffers) = encoded(&value);
    assert_eq!(
        text,
        concat!(
            r#"["\u0000b0",["\u0000b1",null],"\u0000b2","#,
            r#"{"Struct":{"id":"\u0000i-9223372036854775808","data":"\u0000b3"}}]"#
        )
    );
    assert_eq!(buffers, [&[1, 2][..], &[3], b"four", &[]]);
    let back: (Bytes, Vec<Option<ByteBuf>>, bytes::Bytes, External) =
        decode(&text, &slices(&buffers)).unwrap();
    assert_eq!(back, value);

    let tagged = Tagged::Sample { id: u64::MAX, value: 0.5, data: Bytes::from(vec![9]) };
    let text =
        r#"{"kind":"Sample","id":"\u0000i18446744073709551615","value":0.5,"data":"\u0000b0"}"#;
    both_ways(&tagged, text);
    both_ways(&Adjacent::Pair(f64::INFINITY, Bytes::from(vec![9])), {
        r#"{"t":"Pair","c":["\u0000inf","\u0000b0"]}"#
    });
    both_ways(&Untagged::Bytes(Bytes::from(vec![9])), r#""\u0000b0""#);
}

#[test]
fn buffer_indices_continue_after_the_buffers_of_the_packet() {
    let (mut text, mut buffers) = (String::new(), vec![vec![1]]);
    encode(&Bytes::from(vec![2]), &mut buffers, &mut text).unwrap();
    assert_eq!(text, r#""\u0000b1""#);
    assert_eq!(decode::<Bytes>(&text, &slices(&buffers)).unwrap(), Bytes::from(vec![2]));
    // The bytes are borrowed from the buffer, without a copy.
    assert!(std::ptr::eq(
        decode::<&[u8]>(&text, &slices(&buffers)).unwrap(),
        buffers[1].as_slice()
    ));
}

#[test]
fn bytes_accept_lists_of_numbers_but_not_strings() {
    assert_eq!(decoded::<Bytes>("[1,2,255]"), Bytes::from(vec![1, 2, 255]));
    assert_eq!(error::<Bytes>("[1,256]"), "value[1]: invalid value: integer `256`, expected u8");
    // `serde_bytes` would accept a string, but the TypeScript type is `Uint8Array`.
    for text in [r#""text""#, r#""te\u0078t""#, r#""\u0000stext""#] {
        assert_eq!(error::<Bytes>(text), "value: invalid type: string \"text\", expected bytes");
        assert_eq!(error::<ByteBuf>(text), {
            "value: invalid type: string \"text\", expected byte array"
        });
    }
    assert_eq!(error::<Bytes>("null"), "value: invalid type: null, expected bytes");

    let buffers = [b"text".to_vec()];
    let error = decode::<String>(r#""\u0000b0""#, &slices(&buffers)).unwrap_err();
    assert_eq!(error.message(), "invalid type: byte array, expected a string");
    let error = decode::<Vec<u8>>(r#""\u0000b0""#, &slices(&buffers)).unwrap_err();
    assert_eq!(error.message(), "invalid type: byte array, expected a sequence");
}

#[test]
fn types_that_serde_buffers_get_the_value_of_an_escape() {
    both_ways(&Untagged::Unsigned(u64::MAX), r#""\u0000i18446744073709551615""#);
    both_ways(&Untagged::Signed(i64::MIN), r#""\u0000i-9223372036854775808""#);
    both_ways(&Untagged::Text("18446744073709551615".into()), r#""18446744073709551615""#);
    both_ways(
        &Untagged::Nested {
            inner: vec![Untagged::Unsigned(u64::MAX), Untagged::Text("\0".into())],
        },
        r#"{"inner":["\u0000i18446744073709551615","\u0000s\u0000"]}"#,
    );
    both_ways(&Tagged::Text { text: "\0nan".into() }, {
        r#"{"kind":"Text","text":"\u0000s\u0000nan"}"#
    });
    // The tag is last, so that serde buffers the other fields.
    assert_eq!(
        decode::<Tagged>(
            r#"{"data":"\u0000b0","value":"\u0000-inf","id":"\u0000i5","kind":"Sample"}"#,
            &[&[1]],
        )
        .unwrap(),
        Tagged::Sample { id: 5, value: f64::NEG_INFINITY, data: Bytes::from(vec![1]) }
    );
    both_ways(
        &Flat {
            name: "flat".into(),
            sample: Sample { id: u64::MAX, value: f64::INFINITY },
            rest: BTreeMap::from([
                ("\0key".to_owned(), Untagged::Signed(i64::MIN)),
                ("text".to_owned(), Untagged::Text("\0".into())),
            ]),
        },
        concat!(
            r#"{"name":"flat","id":"\u0000i18446744073709551615","value":"\u0000inf","#,
            r#""\u0000s\u0000key":"\u0000i-9223372036854775808","text":"\u0000s\u0000"}"#
        ),
    );
}

#[test]
fn enums_options_and_units_are_plain_json() {
    both_ways(&External::Unit, r#""Unit""#);
    both_ways(&External::Newtype(u64::MAX), r#"{"Newtype":"\u0000i18446744073709551615"}"#);
    both_ways(&External::Tuple(0.5, "\0".into()), r#"{"Tuple":[0.5,"\u0000s\u0000"]}"#);
    both_ways(&Adjacent::Unit, r#"{"t":"Unit"}"#);
    both_ways(&Adjacent::Id(i64::MIN), r#"{"t":"Id","c":"\u0000i-9223372036854775808"}"#);
    both_ways(&(), "null");
    both_ways(&Marker, "null");
    both_ways(&[Some(1), None], "[1,null]");
    both_ways(&Ok::<u64, String>(u64::MAX), r#"{"Ok":"\u0000i18446744073709551615"}"#);
    assert_eq!(error::<External>("null"), "value: invalid type: null, expected enum External");
    assert_eq!(error::<External>("[5]"), "value: invalid type: sequence, expected enum External");
    assert_eq!(error::<External>("{}"), "value: invalid type: map, expected enum");
    assert_eq!(error::<External>(r#"{"Newtype":1,"Unit":null}"#), {
        "value: trailing comma at line 1 column 13"
    });
    assert_eq!(error::<External>(r#""Newtype""#), {
        "value.Newtype: invalid type: unit variant, expected newtype variant"
    });
    assert_eq!(decoded::<External>(r#"{"Unit":null}"#), External::Unit);
    assert_eq!(decoded::<External>(r#""Unit""#), External::Unit);
    assert_eq!(error::<Adjacent>(r#"{"t":0}"#), {
        "value.t: invalid type: integer `0`, expected variant of enum Adjacent"
    });
}

#[test]
fn ignored_values_are_not_checked() {
    assert_eq!(decoded::<Sample>(r#"{"id":1,"more":["\u0000?",{"\u0000b9":1}],"value":2}"#), {
        Sample { id: 1, value: 2.0 }
    });
    decoded::<IgnoredAny>(r#""\u0000b9""#);
}

#[test]
fn strings_are_borrowed_from_the_text() {
    let text = r#"["plain","esc\n"]"#;
    let (plain, escaped): (&str, std::borrow::Cow<'_, str>) = decode(text, &[]).unwrap();
    assert!(std::ptr::eq(plain, &raw const text[2..7]));
    assert_eq!(escaped, "esc\n");
}

#[test]
fn bytes_show_their_length_in_debug_output() {
    assert_eq!(format!("{:?}", Bytes::from(vec![0; 1024])), "Bytes(1024 bytes)");
}
