//! The wire, both ways: what JSON cannot say, what does not fit, and where.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use ipc_runtime::__private::{decode, decode_args, encode};
use ipc_runtime::Bytes;
use proptest::prelude::*;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use serde_json::Value;
use serde_json::value::RawValue;

/// The largest integer that JavaScript's numbers have with all integers below.
const MAX_SAFE: i64 = (1 << 53) - 1;

#[track_caller]
fn slices(buffers: &[Vec<u8>]) -> Vec<&[u8]> {
    buffers.iter().map(Vec::as_slice).collect()
}

fn encoded<T: Serialize + ?Sized>(value: &T) -> (String, Vec<Vec<u8>>) {
    let (mut text, mut buffers) = (String::new(), Vec::new());
    encode(value, &mut buffers, &mut text).unwrap();
    (text, buffers)
}

#[track_caller]
fn decoded<T: DeserializeOwned>(text: &str) -> T {
    decode(text, &[]).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[track_caller]
fn error<T: DeserializeOwned + Debug>(text: &str) -> String {
    decode::<T>(text, &[]).expect_err(text).to_string()
}

#[track_caller]
fn args_error<T: DeserializeOwned + Debug>(text: &str, names: &[&str]) -> String {
    decode_args::<T>(text, &[], names).expect_err(text).to_string()
}

/// `value` is written as `text`, and read back from it.
#[track_caller]
fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, text: &str) {
    let (found, buffers) = encoded(value);
    assert_eq!(found, text);
    assert_eq!(decode::<T>(text, &slices(&buffers)).unwrap(), *value);
}

/// As [`both_ways`], for values with a NaN or a sign of zero in them, which `==` cannot compare.
#[track_caller]
fn both_ways_debug<T: Serialize + DeserializeOwned + Debug>(value: &T, text: &str) {
    assert_eq!(encoded(value), (text.to_owned(), Vec::new()));
    assert_eq!(format!("{:?}", decoded::<T>(text)), format!("{value:?}"));
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    // Before the string: serde takes bytes that are UTF-8 for one.
    Bytes(Bytes),
    Text(String),
    Nested { inner: Vec<Untagged> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Sample { id: u64, value: f64, data: Bytes },
    Text { text: String },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Id(i64),
    Pair(f64, Bytes),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum External {
    Unit,
    Newtype(u64),
    Tuple(f64, String),
    Struct { id: i64, data: Bytes },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    name: String,
    #[serde(flatten)]
    sample: Sample,
    #[serde(flatten)]
    rest: BTreeMap<String, Untagged>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Sample {
    id: u64,
    value: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Meters(f64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Marker;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct User {
    name: String,
    tags: Vec<String>,
    #[serde(default)]
    age: Option<u8>,
}

#[test]
fn integers_beyond_the_safe_ones_are_escaped() {
    both_ways(&0_u64, "0");
    both_ways(&MAX_SAFE, "9007199254740991");
    both_ways(&-MAX_SAFE, "-9007199254740991");
    both_ways(&(MAX_SAFE + 1), r#""\u0000i9007199254740992""#);
    both_ways(&(-MAX_SAFE - 1), r#""\u0000i-9007199254740992""#);
    both_ways(&MAX_SAFE.unsigned_abs(), "9007199254740991");
    both_ways(&(MAX_SAFE.unsigned_abs() + 1), r#""\u0000i9007199254740992""#);
    both_ways(&u64::MAX, r#""\u0000i18446744073709551615""#);
    both_ways(&i64::MAX, r#""\u0000i9223372036854775807""#);
    both_ways(&i64::MIN, r#""\u0000i-9223372036854775808""#);

    both_ways(&i128::from(MAX_SAFE), "9007199254740991");
    both_ways(&i128::from(-MAX_SAFE), "-9007199254740991");
    both_ways(&i128::from(MAX_SAFE + 1), r#""\u0000i9007199254740992""#);
    both_ways(&i128::MAX, r#""\u0000i170141183460469231731687303715884105727""#);
    both_ways(&i128::MIN, r#""\u0000i-170141183460469231731687303715884105728""#);
    both_ways(&u128::from(u64::MAX), r#""\u0000i18446744073709551615""#);
    both_ways(&(u128::from(u64::MAX) + 1), r#""\u0000i18446744073709551616""#);
    both_ways(&u128::MAX, r#""\u0000i340282366920938463463374607431768211455""#);

    both_ways(&i8::MIN, "-128");
    both_ways(&u16::MAX, "65535");
    both_ways(&i32::MIN, "-2147483648");
    both_ways(&u32::MAX, "4294967295");
}

#[test]
fn a_bigint_that_is_small_fits_every_integer() {
    assert_eq!(decoded::<u8>(r#""\u0000i7""#), 7);
    assert_eq!(decoded::<i16>(r#""\u0000i-7""#), -7);
    assert_eq!(decoded::<u128>(r#""\u0000i7""#), 7);
    assert_eq!(decoded::<i128>(r#""\u0000i18446744073709551616""#), 1 << 64);
}

#[test]
fn integers_that_do_not_fit_are_errors() {
    assert_eq!(error::<u8>("300"), "value: invalid value: integer `300`, expected u8");
    assert_eq!(error::<u8>("-1"), "value: invalid value: integer `-1`, expected u8");
    assert_eq!(error::<u32>("1.5"), "value: invalid type: floating point `1.5`, expected u32");
    assert_eq!(error::<u8>(r#""\u0000i300""#), "value: invalid value: integer `300`, expected u8");
    assert_eq!(
        error::<u64>(r#""\u0000i18446744073709551616""#),
        "value: invalid type: integer `18446744073709551616` as u128, expected u64"
    );
    assert_eq!(error::<u128>("-1"), "value: invalid value: integer `-1`, expected u128");
    assert_eq!(
        error::<u128>(r#""\u0000i-18446744073709551616""#),
        "value: invalid value: i128, expected u128"
    );
    assert_eq!(
        error::<u128>(r#""\u0000i340282366920938463463374607431768211456""#),
        "value: invalid type: integer `340282366920938463463374607431768211456`, expected u128"
    );
    assert_eq!(error::<i64>(r#""7""#), "value: invalid type: string \"7\", expected i64");
    assert_eq!(error::<i64>("null"), "value: invalid type: null, expected i64");
}

#[test]
fn a_number_beyond_2_to_the_53_is_no_integer() {
    let refused = |found: &str, result: Result<(), String>| {
        assert_eq!(result.unwrap_err(), found);
    };
    let read = |text: &str| decode::<u64>(text, &[]).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(decode::<u64>("9007199254740991", &[]).unwrap(), (1 << 53) - 1);
    refused(
        "value: invalid type: number `9223372036854776000`, beyond 2^53, expected u64",
        read("9223372036854776000"),
    );
    assert!(decode::<i64>("-9007199254740992", &[]).is_err());
    assert!(decode::<i128>("9007199254740992", &[]).is_err());
    assert!(decode::<usize>("9007199254740992", &[]).is_err());
    let float: f64 = decode("9007199254740994", &[]).unwrap();
    assert_eq!(float.to_string(), "9007199254740994");
    let value: serde_json::Value = decode("9223372036854776000", &[]).unwrap();
    assert_eq!(value, serde_json::json!(9_223_372_036_854_775_808.0));
}

#[test]
fn an_integer_escape_is_only_for_integers() {
    let text = r#""\u0000i9007199254740993""#;
    let found = "value: invalid type: integer `9007199254740993`, expected";
    assert_eq!(error::<f64>(text), format!("{found} f64"));
    assert_eq!(error::<f32>(text), format!("{found} f32"));
    assert_eq!(error::<String>(text), format!("{found} a string"));
    assert_eq!(error::<bool>(text), format!("{found} a boolean"));
    assert_eq!(error::<Vec<u8>>(text), format!("{found} a sequence"));
    assert_eq!(error::<Bytes>(text), format!("{found} bytes"));
    assert_eq!(error::<External>(r#""\u0000i1""#), {
        "value: invalid type: integer `1`, expected enum External"
    });
}

#[test]
fn floats_arrive_as_themselves() {
    both_ways_debug(&f64::NAN, r#""\u0000nan""#);
    both_ways_debug(&f64::INFINITY, r#""\u0000inf""#);
    both_ways_debug(&f64::NEG_INFINITY, r#""\u0000-inf""#);
    both_ways_debug(&-0.0_f64, "-0.0");
    both_ways_debug(&f32::NAN, r#""\u0000nan""#);
    both_ways_debug(&f32::INFINITY, r#""\u0000inf""#);
    both_ways_debug(&f32::NEG_INFINITY, r#""\u0000-inf""#);
    both_ways_debug(&-0.0_f32, "-0.0");
    both_ways_debug(&f64::MAX, "1.7976931348623157e+308");
    both_ways_debug(&5e-324_f64, "5e-324");
    both_ways_debug(&0.1_f32, "0.1");
    both_ways_debug(&f32::MAX, "3.4028235e+38");

    both_ways_debug(&Some(f64::NAN), r#""\u0000nan""#);
    both_ways_debug(&None::<f64>, "null");
    both_ways_debug(&vec![f32::NAN, 1.5], r#"["\u0000nan",1.5]"#);
    both_ways_debug(&Meters(f64::INFINITY), r#""\u0000inf""#);
    both_ways_debug(&Sample { id: 1, value: f64::NAN }, r#"{"id":1,"value":"\u0000nan"}"#);
    both_ways_debug(&BTreeMap::from([("x".to_owned(), f64::NAN)]), r#"{"x":"\u0000nan"}"#);
    both_ways_debug(&Untagged::Float(f64::NEG_INFINITY), r#""\u0000-inf""#);
    both_ways_debug(&External::Tuple(-0.0, String::new()), r#"{"Tuple":[-0.0,""]}"#);
}

#[test]
fn negative_zero_is_a_zero_to_integers() {
    assert_eq!(decoded::<i32>(r#""\u0000-0""#), 0);
    assert_eq!(decoded::<u128>(r#""\u0000-0""#), 0);
    assert!(decoded::<f64>(r#""\u0000-0""#).is_sign_negative());
    assert!(decoded::<f32>(r#""\u0000-0""#).is_sign_negative());
    assert_eq!(error::<String>(r#""\u0000-0""#), {
        "value: invalid type: floating point `-0.0`, expected a string"
    });
}

#[test]
fn an_f32_keeps_its_digits() {
    // As an f64 these digits lie halfway between two f32s, and a cast takes the wrong one.
    both_ways_debug(&7.038_531e-26_f32, "7.038531e-26");
    both_ways_debug(&f32::from_bits(1), "1e-45");
    assert_eq!(error::<f32>("1e39"), {
        "value: invalid value: floating point `1e+39`, expected f32"
    });
    assert_eq!(error::<f64>("1e309"), "value: number out of range at line 1 column 5");
}

#[test]
fn a_nan_is_not_what_other_types_want() {
    let text = r#""\u0000nan""#;
    let found = "value: invalid type: floating point `NaN`, expected";
    assert_eq!(error::<u8>(text), format!("{found} u8"));
    assert_eq!(error::<bool>(text), format!("{found} a boolean"));
    assert_eq!(error::<()>(text), format!("{found} unit"));
    assert_eq!(error::<char>(text), format!("{found} a character"));
    assert_eq!(error::<User>(text), format!("{found} struct User"));
    assert_eq!(error::<External>(text), format!("{found} enum External"));
    assert_eq!(error::<BTreeMap<String, u8>>(text), format!("{found} a map"));
    assert_eq!(error::<(u8, u8)>(text), format!("{found} a tuple of size 2"));
}

#[test]
fn strings_that_start_like_an_escape() {
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
fn keys_of_maps() {
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
fn what_cannot_be_a_key_leaves_nothing_behind() {
    let (mut text, mut buffers) = ("before".to_owned(), vec![vec![0]]);
    let value = (Bytes::from(vec![1]), BTreeMap::from([(vec![1], 1)]));
    let error = encode(&value, &mut buffers, &mut text).unwrap_err();
    assert_eq!(error.to_string(), "key must be a string");
    assert_eq!((text.as_str(), buffers.len()), ("before", 1));
}

#[test]
fn a_panic_leaves_nothing_behind() {
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
fn indices_go_on_where_the_packet_is() {
    let (mut text, mut buffers) = (String::new(), vec![vec![1]]);
    encode(&Bytes::from(vec![2]), &mut buffers, &mut text).unwrap();
    assert_eq!(text, r#""\u0000b1""#);
    assert_eq!(decode::<Bytes>(&text, &slices(&buffers)).unwrap(), Bytes::from(vec![2]));
    // Borrowed: the buffer itself, with no copy.
    assert!(std::ptr::eq(
        decode::<&[u8]>(&text, &slices(&buffers)).unwrap(),
        buffers[1].as_slice()
    ));
}

#[test]
fn bytes_from_other_shapes() {
    assert_eq!(decoded::<Bytes>("[1,2,255]"), Bytes::from(vec![1, 2, 255]));
    assert_eq!(error::<Bytes>("[1,256]"), "value[1]: invalid value: integer `256`, expected u8");
    // serde_bytes takes the UTF-8 of a string; TypeScript says that it is a `Uint8Array`.
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
fn malformed_escapes_are_errors_with_the_path() {
    let names = ["first", "second"];
    let error = |escape: &str| {
        let text = format!(r#"[1,{{"a":"\u0000{escape}"}}]"#);
        args_error::<(u8, BTreeMap<String, f64>)>(&text, &names)
    };
    assert_eq!(error(""), "args.second.a: unknown escape \"\\0\"");
    assert_eq!(error("NaN"), "args.second.a: unknown escape \"\\0NaN\"");
    assert_eq!(error("é"), "args.second.a: unknown escape \"\\0é\"");
    assert_eq!(error("b0"), "args.second.a: there is no buffer \"0\" among the 0 of the message");
    assert_eq!(error("b"), "args.second.a: there is no buffer \"\" among the 0 of the message");
    assert_eq!(error("b-1"), "args.second.a: there is no buffer \"-1\" among the 0 of the message");
}

#[test]
fn buffered_types_see_the_value_and_not_the_escape() {
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
    // The tag comes last, so that all before it is buffered.
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
fn enums_options_and_units() {
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
fn what_nobody_reads_is_skipped() {
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
fn lone_surrogates_are_errors_with_the_path() {
    for surrogate in ["\\ud800", "\\udc00", "\\ud800x", "\\ud800\\u0041"] {
        let text = format!(r#"[{{"name":"n","tags":["a","{surrogate}"]}}]"#);
        let error = decode_args::<(User,)>(&text, &[], &["user"]).unwrap_err();
        assert_eq!(error.path(), "args.user.tags[1]", "{text}");
        assert!(error.message().contains("hex escape"), "{error}");
    }
    assert_eq!(decoded::<String>(r#""\ud83d\ude00""#), "😀");
}

#[test]
fn errors_name_the_argument_and_the_way_to_the_value() {
    type Args = (User, HashMap<String, (bool, External)>);
    let names = ["user", "flags"];
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n","tags":["a","b","c",5]},{}]"#, &names),
        "args.user.tags[3]: invalid type: integer `5`, expected a string"
    );
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n"},{}]"#, &names),
        "args.user: missing field `tags`"
    );
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n","tags":[],"age":-1},{}]"#, &names),
        "args.user.age: invalid value: integer `-1`, expected u8"
    );
    assert_eq!(
        args_error::<Args>(
            r#"[{"name":"n","tags":[]},{"a b":[true,{"Struct":{"id":"x"}}]}]"#,
            &names
        ),
        "args.flags[\"a b\"][1].Struct.id: invalid type: string \"x\", expected i64"
    );
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n","tags":[]},{"a":[true,{"Tuple":[1,2]}]}]"#, &names),
        "args.flags.a[1].Tuple[1]: invalid type: integer `2`, expected a string"
    );
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n","tags":[]},{"a":[true,"Other"]}]"#, &names),
        "args.flags.a[1]: unknown variant `Other`, \
         expected one of `Unit`, `Newtype`, `Tuple`, `Struct`"
    );
    assert_eq!(
        args_error::<(Vec<Vec<u8>>,)>("[[[1],[2,true]]]", &["rows"]),
        "args.rows[1][1]: invalid type: boolean `true`, expected u8"
    );
    assert_eq!(
        error::<Vec<User>>(r#"[{"name":1,"tags":[]}]"#),
        "value[0].name: invalid type: integer `1`, expected a string"
    );
}

#[test]
fn arguments_are_counted() {
    assert_eq!(decode_args::<(u8,)>("[1]", &[], &["a"]), Ok((1,)));
    assert_eq!(decode_args::<(u8, String)>(r#"[1,"x"]"#, &[], &["a", "b"]), Ok((1, "x".into())));
    assert_eq!(decode_args::<[(); 0]>("[]", &[], &[]), Ok([]));
    assert_eq!(encoded(&(1,)).0, "[1]");
    assert_eq!(encoded(&[(); 0]).0, "[]");

    assert_eq!(args_error::<(u8,)>("[]", &["a"]), "args: expected 1 argument, found 0");
    assert_eq!(args_error::<(u8,)>("[1,2]", &["a"]), "args: expected 1 argument, found 2");
    assert_eq!(args_error::<(u8, u8)>("[1]", &["a", "b"]), "args: expected 2 arguments, found 1");
    assert_eq!(args_error::<(u8, u8)>("[1,2,3]", &["a", "b"]), {
        "args: expected 2 arguments, found 3"
    });
    assert_eq!(args_error::<[(); 0]>("[null]", &[]), "args: expected 0 arguments, found 1");
    assert_eq!(args_error::<(u8,)>("{}", &["a"]), {
        "args: invalid type: map, expected a tuple of size 1"
    });
    assert_eq!(
        args_error::<[(); 0]>("null", &[]),
        "args: invalid type: null, expected an empty array"
    );
}

#[test]
fn nothing_may_follow() {
    assert_eq!(error::<u8>("1 2"), "value: trailing characters at line 1 column 3");
    assert_eq!(args_error::<(u8,)>("[1]]", &["a"]), "args: trailing characters at line 1 column 4");
    assert_eq!(error::<u8>(""), "value: EOF while parsing a value at line 1 column 0");
}

#[test]
fn depth_is_limited() {
    #[derive(Debug, Deserialize)]
    struct Tree(#[expect(dead_code, reason = "only its depth matters")] Vec<Tree>);
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    decoded::<Tree>(&nested(127));
    decoded::<IgnoredAny>(&nested(100_000));
    for depth in [128, 100_000] {
        let error = decode::<Tree>(&nested(depth), &[]).unwrap_err();
        assert_eq!(error.message(), "recursion limit exceeded at line 1 column 128");
        assert!(error.path().starts_with("value[0][0]"));
    }
}

/// The JSON text `json` crosses as `text`, and is `again` when it is back.
#[track_caller]
fn raw_both_ways(json: &str, text: &str, again: &str) {
    let raw = RawValue::from_string(json.to_owned()).unwrap();
    assert_eq!(encoded(&raw), (text.to_owned(), Vec::new()));
    assert_eq!(decoded::<Box<RawValue>>(text).get(), again);
}

#[test]
fn a_raw_value_crosses_as_the_value_that_it_is() {
    let same = |json: &str| raw_both_ways(json, json, json);
    same("null");
    same(r#"{"a":[true,1.5,-7,"b"],"":{}}"#);
    same(r#"["\"\\","\\\"","\u00e9\n","a\u0000nan"]"#);
    raw_both_ways("{\n  \"a\\n\": [1,\r\n\t2 ]\n}", r#"{"a\n":[1,2]}"#, r#"{"a\n":[1,2]}"#);
    // The second of two keys counts, there as here.
    same(r#"{"a":1,"a":2}"#);
}

#[test]
fn the_numbers_of_a_raw_value() {
    let same = |json: &str| raw_both_ways(json, json, json);
    same("[9007199254740991,-9007199254740991,0,-0,-0.0,1e300,1E-400,0.1234567890123456789]");
    raw_both_ways("9007199254740992", r#""\u0000i9007199254740992""#, "9007199254740992");
    raw_both_ways(
        "[-9223372036854775809]",
        r#"["\u0000i-9223372036854775809"]"#,
        "[-9223372036854775809]",
    );
    let long = "7".repeat(1000);
    raw_both_ways(&long, &format!("\"\\u0000i{long}\""), &long);

    let float = decoded::<Box<RawValue>>("[9223372036854776000,-1e21]");
    assert_eq!(float.get(), "[9223372036854776000.0,-1e21]");
    assert_eq!(decoded::<Box<RawValue>>(r#"["\u0000-0"]"#).get(), "[-0.0]");
    assert_eq!(decoded::<Box<RawValue>>(r#"["\u0000i7"]"#).get(), "[7]");

    let raw = RawValue::from_string("[1e400]".to_owned()).unwrap();
    let error = encode(&raw, &mut Vec::new(), &mut String::new()).unwrap_err();
    assert_eq!(error.to_string(), "in a `RawValue`: the number 1e400 is out of range");
}

#[test]
fn the_strings_of_a_raw_value() {
    raw_both_ways(r#""\u0000""#, r#""\u0000s\u0000""#, r#""\u0000""#);
    raw_both_ways(
        r#"{ "\u0000nan" : "\u0000s\u0041" }"#,
        r#"{"\u0000s\u0000nan":"\u0000s\u0000sA"}"#,
        r#"{"\u0000nan":"\u0000sA"}"#,
    );
    // The escape may itself be written in another way.
    assert_eq!(decoded::<Box<RawValue>>(r#""\u0000\u0073\u0000a""#).get(), r#""\u0000a""#);

    for half in [r#""\ud800""#, r#"{"\udc00":1}"#] {
        let raw = RawValue::from_string(half.to_owned()).unwrap();
        encode(&raw, &mut Vec::new(), &mut String::new()).unwrap_err();
        decode::<Box<RawValue>>(half, &[]).unwrap_err();
    }
    raw_both_ways(r#""\ud83d\ude00""#, r#""\ud83d\ude00""#, r#""\ud83d\ude00""#);
}

#[test]
fn what_is_no_json_is_no_raw_value() {
    #[derive(Debug, Deserialize)]
    struct Held {
        #[expect(dead_code, reason = "it is not read")]
        raw: Box<RawValue>,
    }
    let refused = |text: &str, reason: &str| {
        let text = format!(r#"[{{"raw":{text}}}]"#);
        let found = args_error::<(Held,)>(&text, &["held"]);
        assert_eq!(found, format!("args.held.raw: {reason}"));
    };
    refused(r#"["\u0000nan"]"#, "JSON has no `NaN`");
    refused(r#"{"a":"\u0000-inf"}"#, "JSON has no `-inf`");
    refused(r#""\u0000b0""#, "JSON has no bytes");
    refused("1e400", "the number 1e400 is out of range");
    for escape in ["i", "i-", "i-0", "i07", "i+7", "i1.5", "i1e5", "i 7", "?"] {
        refused(
            &format!(r#""\u0000{escape}""#),
            &format!("unknown escape {:?}", format!("\0{escape}")),
        );
    }
    refused(r#"{"\u0000i7":1}"#, r#"unknown escape "\0i7""#);
    refused(r#"{"\u0000nan" : 1}"#, r#"unknown escape "\0nan""#);
}

#[test]
fn a_raw_value_has_limits() {
    let nested = |pairs: usize| format!("{}[]{}", r#"[{"":"#.repeat(pairs), "}]".repeat(pairs));
    raw_both_ways(&nested(63), &nested(63), &nested(63));
    let refused = |text: &str, reason: &str| {
        let raw = RawValue::from_string(text.to_owned()).unwrap();
        let error = encode(&raw, &mut Vec::new(), &mut String::new()).unwrap_err();
        assert_eq!(error.to_string(), format!("in a `RawValue`: {reason}"));
    };
    for pairs in [64, 100_000] {
        refused(&nested(pairs), "it is nested more than 127 deep");
        let found = error::<Box<RawValue>>(&nested(pairs));
        assert_eq!(found, "value: it is nested more than 127 deep");
    }
    let wide = format!("[{}[]]", "[],{},".repeat(1000));
    raw_both_ways(&wide, &wide, &wide);
    refused(&"7".repeat(10_001), "an integer has more than 10000 digits");
}

#[test]
fn a_raw_value_stands_anywhere() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Held<'a> {
        boxed: Option<Box<RawValue>>,
        cow: std::borrow::Cow<'a, RawValue>,
        map: BTreeMap<String, Box<RawValue>>,
        tagged: Kept,
    }
    #[derive(Debug, Serialize, Deserialize)]
    #[serde(tag = "kind", content = "content")]
    enum Kept {
        Raw(Box<RawValue>),
    }
    let text = concat!(
        r#"{"boxed":"\u0000i9007199254740993","cow":[],"map":{"\u0000s\u0000":"\u0000s\u0000"},"#,
        r#""tagged":{"kind":"Raw","content":{"\u0000s\u0000":1}}}"#
    );
    let held: Held<'_> = decode(text, &[]).unwrap();
    assert_eq!(held.boxed.as_ref().unwrap().get(), "9007199254740993");
    assert_eq!(held.map["\0"].get(), r#""\u0000""#);
    let Kept::Raw(raw) = &held.tagged;
    assert_eq!(raw.get(), r#"{"\u0000":1}"#);
    assert_eq!(encoded(&held).0, text);
}

/// What is no `RawValue`, and says to be one.
struct Pretender(&'static str);

impl Serialize for Pretender {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let token = "$serde_json::private::RawValue";
        let mut raw = serializer.serialize_struct(token, 1)?;
        raw.serialize_field(token, self.0)?;
        raw.end()
    }
}

#[test]
fn what_is_no_json_breaks_no_line() {
    for text in ["\n", "[\n", "\"a\nb\"", "\"\\\n", "\"é\\é\n", "-\n-", "\0", "1e\r5"] {
        let (mut written, mut buffers) = (String::new(), Vec::new());
        if encode(&Pretender(text), &mut buffers, &mut written).is_ok() {
            assert!(!written.contains(['\n', '\r']), "{written:?}");
        }
    }
}

#[test]
fn bytes_print_their_length() {
    assert_eq!(format!("{:?}", Bytes::from(vec![0; 1024])), "Bytes(1024 bytes)");
}

#[test]
fn text_that_ends_early_is_an_error_everywhere() {
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

/// All of serde's data model, nested in itself.
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

/// Floats that an untagged enum can tell from integers: JSON has one kind of number.
fn finite_or_infinite() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("a float to JSON too", |value| {
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
    /// With all its digits.
    Integer(String),
    Float(f64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// Its text, with white space between the tokens where the bits of `spaces` say so.
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
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        push(text, ",", spaces);
                    }
                    item.write(text, spaces);
                }
                push(text, "]", spaces);
            }
            Self::Object(members) => {
                push(text, "{", spaces);
                for (at, (key, item)) in members.iter().enumerate() {
                    if at > 0 {
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

    /// What the wire has for it.
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
            .prop_filter("JSON has no other", |value| value.is_finite())
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
    fn every_value_comes_back(value in shape()) {
        let (text, buffers) = encoded(&value);
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(decode::<Shape>(&text, &slices(&buffers)), Ok(value));
    }

    #[test]
    fn a_raw_value_comes_back(json in json(), spaces in any::<u64>()) {
        let raw = RawValue::from_string(json.spaced(spaces)).unwrap();
        let (text, _) = encoded(&raw);
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &json.on_the_wire());
        let again: Box<RawValue> = decode(&text, &[]).unwrap();
        prop_assert_eq!(again.get(), json.spaced(0));
    }

    #[test]
    fn an_f32_comes_back(bits in any::<u32>()) {
        let value = f32::from_bits(bits);
        prop_assume!(!value.is_nan());
        prop_assert_eq!(decoded::<f32>(&encoded(&value).0).to_bits(), bits);
    }

    #[test]
    fn an_f64_comes_back(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(!value.is_nan());
        prop_assert_eq!(decoded::<f64>(&encoded(&value).0).to_bits(), bits);
    }

    #[test]
    fn no_text_panics(text in any::<String>(), escape in "[\\[{\",]{0,3}\\\\u0000[a-z0-9-]{0,4}\"?[\\]}]{0,2}") {
        let _ = decode::<Vec<Shape>>(&text, &[]);
        let _ = decode::<Vec<Shape>>(&escape, &[]);
        let _ = decode::<BTreeMap<String, Untagged>>(&escape, &[]);
    }
}
