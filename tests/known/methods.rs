//! Methods of known types, against what the table says that they return.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use ipc_codegen::known::METHODS;

/// Calls each method, so that rustc checks the type of its result.
macro_rules! results {
    ($($value:expr => $ty:literal [$($method:ident),+] $result:ty, $name:literal;)+) => {
        BTreeSet::from([$($({
            let value = $value;
            let _: $result = value.$method();
            ($ty, stringify!($method), $name)
        }),+),+])
    };
}

#[test]
fn methods_return_what_the_table_says() {
    let called = results! {
        chrono::DateTime::UNIX_EPOCH => "chrono::DateTime" [timestamp, timestamp_millis, timestamp_micros] i64, "std::primitive::i64";
        chrono::DateTime::UNIX_EPOCH => "chrono::DateTime" [to_rfc2822, to_rfc3339] String, "std::string::String";
        chrono::TimeDelta::zero() => "chrono::TimeDelta" [num_days, num_hours, num_milliseconds, num_minutes, num_seconds, num_weeks] i64, "std::primitive::i64";
        Duration::ZERO => "std::time::Duration" [as_secs] u64, "std::primitive::u64";
        Duration::ZERO => "std::time::Duration" [as_micros, as_millis, as_nanos] u128, "std::primitive::u128";
        Duration::ZERO => "std::time::Duration" [as_secs_f32] f32, "std::primitive::f32";
        Duration::ZERO => "std::time::Duration" [as_secs_f64] f64, "std::primitive::f64";
        Duration::ZERO => "std::time::Duration" [subsec_micros, subsec_millis, subsec_nanos] u32, "std::primitive::u32";
        time::OffsetDateTime::UNIX_EPOCH => "time::OffsetDateTime" [unix_timestamp] i64, "std::primitive::i64";
        time::OffsetDateTime::UNIX_EPOCH => "time::OffsetDateTime" [unix_timestamp_nanos] i128, "std::primitive::i128";
        jiff::Timestamp::UNIX_EPOCH => "jiff::Timestamp" [as_microsecond, as_millisecond, as_second] i64, "std::primitive::i64";
        url::Url::parse("a:b").expect("is a URL") => "url::Url" [as_str] &str, "std::string::String";
        String::new() => "std::string::String" [as_str, trim] &str, "std::string::String";
        String::new() => "std::string::String" [to_ascii_lowercase, to_ascii_uppercase, to_lowercase, to_owned, to_uppercase] String, "std::string::String";
        Path::new("") => "std::path::Path" [to_string_lossy] std::borrow::Cow<'_, str>, "std::string::String";
    };
    // A type may have several paths, of which the first is its own.
    let listed = METHODS.iter().flat_map(|(types, names, result)| {
        names.iter().map(move |name| (types[0], *name, *result))
    });
    assert_eq!(listed.collect::<BTreeSet<_>>(), called);
}
