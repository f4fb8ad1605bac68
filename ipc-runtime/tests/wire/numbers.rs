//! Integers and floats.

use std::collections::BTreeMap;

use ipc_runtime::__private::decode;
use ipc_runtime::Bytes;

use super::check::{MAX_SAFE, both_ways, both_ways_debug, decoded, error};
use super::types::{External, Meters, Sample, Untagged, User};

#[test]
fn integers_beyond_the_safe_range_are_escaped() {
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
fn a_small_bigint_is_accepted_for_every_integer_type() {
    assert_eq!(decoded::<u8>(r#""\u0000i7""#), 7);
    assert_eq!(decoded::<i16>(r#""\u0000i-7""#), -7);
    assert_eq!(decoded::<u128>(r#""\u0000i7""#), 7);
    assert_eq!(decoded::<i128>(r#""\u0000i18446744073709551616""#), 1 << 64);
}

#[test]
fn integers_out_of_range_are_errors() {
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
fn a_number_beyond_the_safe_range_is_not_an_integer() {
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
fn an_integer_escape_is_accepted_for_integers_only() {
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
fn floats_survive_a_round_trip() {
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
fn negative_zero_is_zero_for_integers() {
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
    // As an f64, these digits are halfway between two f32s, and a cast gives the wrong one.
    both_ways_debug(&7.038_531e-26_f32, "7.038531e-26");
    both_ways_debug(&f32::from_bits(1), "1e-45");
    assert_eq!(error::<f32>("1e39"), {
        "value: invalid value: floating point `1e+39`, expected f32"
    });
    assert_eq!(error::<f64>("1e309"), "value: number out of range at line 1 column 5");
}

#[test]
fn nan_is_accepted_for_floats_only() {
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
