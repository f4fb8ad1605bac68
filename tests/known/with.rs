//! Known modules for `#[serde(with = "…")]`, against their schema types.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ipc_codegen::compile_source;
use ipc_codegen::schema::Type;
use ipc_runtime::__private as wire;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::fit::fits;

/// Sends a field through each module and back, and checks it against the schema type.
macro_rules! each_with {
    ($([$($module:literal),+] $ty:ty: $value:expr;)+) => {$($({
        #[derive(Serialize, Deserialize)]
        struct Held {
            #[serde(with = $module)]
            it: $ty,
        }
        let item = format!("pub struct Held {{ #[serde(with = {:?})] it: {} }}", $module, stringify!($ty));
        check(&item, &Held { it: $value });
    })+)+};
}

fn check<T: Serialize + DeserializeOwned>(item: &str, value: &T) {
    let source = format!(
        "use std::collections::{{BTreeMap, BTreeSet}};
         #[ipc_api] pub trait Api {{ #[invoke] fn f(&self, v: Held) -> Held; }}
         #[derive(serde::Serialize, serde::Deserialize)] {item}"
    );
    let schema = compile_source("lib.rs", &source).unwrap_or_else(|it| panic!("{item}: {it:#?}"));
    let encode = |value: &T| {
        let (mut text, mut buffers) = (String::new(), Vec::new());
        wire::encode(value, &mut buffers, &mut text).unwrap_or_else(|it| panic!("{item}: {it}"));
        (text, buffers)
    };
    let (text, buffers) = encode(value);
    let shapes = &schema.types[0].shapes;
    for shape in [&shapes.output, &shapes.input].map(Option::as_deref) {
        let Some(shape @ Type::Object(_)) = shape else { panic!("{item}: {shape:?}") };
        fits(shape, &text).unwrap_or_else(|it| panic!("{item} is {text}: {it}"));
    }
    let slices: Vec<_> = buffers.iter().map(Vec::as_slice).collect();
    let again: T = wire::decode(&text, &slices).unwrap_or_else(|it| panic!("{item}: {it}"));
    assert_eq!(encode(&again), (text, buffers), "{item}");
}

#[test]
fn known_modules_match_their_schema_types() {
    let now = OffsetDateTime::from_unix_timestamp_nanos(1_700_000_000_123_456_789).unwrap();
    let then = chrono::DateTime::from_timestamp_nanos(1_700_000_000_123_456_789);
    each_with! {
        ["serde_bytes"] Vec<u8>: vec![7];
        ["serde_bytes"] Option<Vec<u8>>: Some(vec![7]);
        ["serde_big_array::BigArray"] [u64; 40]: [u64::MAX; 40];
        ["hex", "hex::serde"] Vec<u8>: vec![7];
        ["humantime_serde"] Duration: Duration::from_secs(7);
        ["humantime_serde"] Option<Duration>: Some(Duration::from_secs(7));
        ["humantime_serde::option"] Option<Duration>: None;
        ["uuid::serde::simple", "uuid::serde::urn", "uuid::serde::braced"] uuid::Uuid: uuid::Uuid::nil();
        [
            "jiff::fmt::serde::timestamp::second::required",
            "jiff::fmt::serde::timestamp::millisecond::required",
            "jiff::fmt::serde::timestamp::microsecond::required",
            "jiff::fmt::serde::timestamp::nanosecond::required"
        ] jiff::Timestamp: jiff::Timestamp::UNIX_EPOCH;
        [
            "jiff::fmt::serde::timestamp::second::optional",
            "jiff::fmt::serde::timestamp::nanosecond::optional"
        ] Option<jiff::Timestamp>: Some(jiff::Timestamp::UNIX_EPOCH);
        ["serde_with::rust::double_option"] Option<Option<u8>>: Some(Some(7));
        ["serde_with::rust::unwrap_or_skip"] Option<u8>: Some(7);
        ["serde_with::rust::maps_first_key_wins"] BTreeMap<u8, bool>: BTreeMap::from([(7, true)]);
        ["serde_with::rust::sets_duplicate_value_is_error"] BTreeSet<u8>: BTreeSet::from([7]);
        [
            "chrono::serde::ts_seconds", "chrono::serde::ts_milliseconds",
            "chrono::serde::ts_microseconds", "chrono::serde::ts_nanoseconds"
        ] chrono::DateTime<chrono::Utc>: then;
        [
            "chrono::serde::ts_seconds_option", "chrono::serde::ts_milliseconds_option",
            "chrono::serde::ts_microseconds_option", "chrono::serde::ts_nanoseconds_option"
        ] Option<chrono::DateTime<chrono::Utc>>: Some(then);
        [
            "chrono::naive::serde::ts_seconds", "chrono::naive::serde::ts_nanoseconds"
        ] chrono::NaiveDateTime: then.naive_utc();
        [
            "time::serde::rfc3339", "time::serde::rfc2822", "time::serde::iso8601",
            "time::serde::timestamp", "time::serde::timestamp::milliseconds",
            "time::serde::timestamp::milliseconds_i64", "time::serde::timestamp::microseconds",
            "time::serde::timestamp::nanoseconds"
        ] OffsetDateTime: now;
        [
            "time::serde::rfc3339::option", "time::serde::rfc2822::option",
            "time::serde::iso8601::option", "time::serde::timestamp::option",
            "time::serde::timestamp::milliseconds::option",
            "time::serde::timestamp::milliseconds_i64::option",
            "time::serde::timestamp::microseconds::option",
            "time::serde::timestamp::nanoseconds::option"
        ] Option<OffsetDateTime>: Some(now);
    }
}
