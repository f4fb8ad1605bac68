//! `RawValue`: JSON text of the application.

use std::collections::BTreeMap;

use ipc_runtime::__private::{decode, encode};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::check::{args_error, decoded, encoded, error};

/// Checks that the JSON text `json` is encoded as `text`, which is decoded as `again`.
#[track_caller]
fn raw_both_ways(json: &str, text: &str, again: &str) {
    let raw = RawValue::from_string(json.to_owned()).unwrap();
    assert_eq!(encoded(&raw), (text.to_owned(), Vec::new()));
    assert_eq!(decoded::<Box<RawValue>>(text).get(), again);
}

#[test]
fn a_raw_value_is_encoded_like_any_value() {
    let same = |json: &str| raw_both_ways(json, json, json);
    same("null");
    same(r#"{"a":[true,1.5,-7,"b"],"":{}}"#);
    same(r#"["\"\\","\\\"","\u00e9\n","a\u0000nan"]"#);
    raw_both_ways("{\n  \"a\\n\": [1,\r\n\t2 ]\n}", r#"{"a\n":[1,2]}"#, r#"{"a\n":[1,2]}"#);
    // Duplicate keys are kept: both sides use the last one.
    same(r#"{"a":1,"a":2}"#);
}

#[test]
fn numbers_of_a_raw_value_keep_their_digits() {
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
fn strings_of_a_raw_value_are_escaped() {
    raw_both_ways(r#""\u0000""#, r#""\u0000s\u0000""#, r#""\u0000""#);
    raw_both_ways(
        r#"{ "\u0000nan" : "\u0000s\u0041" }"#,
        r#"{"\u0000s\u0000nan":"\u0000s\u0000sA"}"#,
        r#"{"\u0000nan":"\u0000sA"}"#,
    );
    // The characters of an escape may themselves be escaped.
    assert_eq!(decoded::<Box<RawValue>>(r#""\u0000\u0073\u0000a""#).get(), r#""\u0000a""#);

    for half in [r#""\ud800""#, r#"{"\udc00":1}"#] {
        let raw = RawValue::from_string(half.to_owned()).unwrap();
        encode(&raw, &mut Vec::new(), &mut String::new()).unwrap_err();
        decode::<Box<RawValue>>(half, &[]).unwrap_err();
    }
    raw_both_ways(r#""\ud83d\ude00""#, r#""\ud83d\ude00""#, r#""\ud83d\ude00""#);
}

#[test]
fn values_without_json_are_refused_for_a_raw_value() {
    #[derive(Debug, Deserialize)]
    struct Held {
        #[expect(dead_code, reason = "only decoding is tested")]
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
fn a_raw_value_has_limits_for_depth_and_digits() {
    let nested = |pairs: usize| format!("{}[]{}", r#"[{"":"#.repeat(pairs), "}]".repeat(pairs));
    raw_both_ways(&nested(63), &nested(63), &nested(63));
    let refused = |text: &str, reason: &str| {
        let raw = RawValue::from_string(text.to_owned()).unwrap();
        let error = encode(&raw, &mut Vec::new(), &mut String::new()).unwrap_err();
        assert_eq!(error.to_string(), format!("in a `RawValue`: {reason}"));
    };
    for pairs in [64, 100_000] {
        refused(&nested(pairs), "the value has more than 127 levels");
        let found = error::<Box<RawValue>>(&nested(pairs));
        assert_eq!(found, "value: the value has more than 127 levels");
    }
    let wide = format!("[{}[]]", "[],{},".repeat(1000));
    raw_both_ways(&wide, &wide, &wide);
    refused(&"7".repeat(10_001), "an integer has more than 10000 digits");
}

#[test]
fn a_raw_value_may_be_nested_in_any_type() {
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

/// Serializes like a `RawValue`, but without a check of the text.
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
fn invalid_json_in_a_raw_value_is_encoded_without_line_ends() {
    for text in ["\n", "[\n", "\"a\nb\"", "\"\\\n", "\"é\\é\n", "-\n-", "\0", "1e\r5"] {
        let (mut written, mut buffers) = (String::new(), Vec::new());
        if encode(&Pretender(text), &mut buffers, &mut written).is_ok() {
            assert!(!written.contains(['\n', '\r']), "{written:?}");
        }
    }
}
