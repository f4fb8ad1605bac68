//! Methods of known types whose results functions hand to serde.

use super::lookup::{KnownPath, find};

/// The types, the methods and what these return, a type of std.
pub static METHODS: &[(&[&str], &[&str], &str)] = &[
    (
        &["chrono::DateTime", "chrono::prelude::DateTime"],
        &["timestamp", "timestamp_millis", "timestamp_micros"],
        "std::primitive::i64",
    ),
    (
        &["chrono::DateTime", "chrono::prelude::DateTime"],
        &["to_rfc2822", "to_rfc3339"],
        "std::string::String",
    ),
    (
        &["chrono::TimeDelta", "chrono::Duration"],
        &["num_days", "num_hours", "num_milliseconds", "num_minutes", "num_seconds", "num_weeks"],
        "std::primitive::i64",
    ),
    (&["std::time::Duration"], &["as_secs"], "std::primitive::u64"),
    (&["std::time::Duration"], &["as_micros", "as_millis", "as_nanos"], "std::primitive::u128"),
    (&["std::time::Duration"], &["as_secs_f32"], "std::primitive::f32"),
    (&["std::time::Duration"], &["as_secs_f64"], "std::primitive::f64"),
    (
        &["std::time::Duration"],
        &["subsec_micros", "subsec_millis", "subsec_nanos"],
        "std::primitive::u32",
    ),
    (&["time::OffsetDateTime"], &["unix_timestamp"], "std::primitive::i64"),
    (&["time::OffsetDateTime"], &["unix_timestamp_nanos"], "std::primitive::i128"),
    (
        &["jiff::Timestamp"],
        &["as_microsecond", "as_millisecond", "as_second"],
        "std::primitive::i64",
    ),
    (&["url::Url"], &["as_str"], "std::string::String"),
    (
        &["std::string::String", "std::primitive::str"],
        &[
            "as_str",
            "to_ascii_lowercase",
            "to_ascii_uppercase",
            "to_lowercase",
            "to_owned",
            "to_uppercase",
            "trim",
        ],
        "std::string::String",
    ),
    (&["std::path::Path", "std::path::PathBuf"], &["to_string_lossy"], "std::string::String"),
];

/// What a method of a known type returns.
pub(crate) fn method(ty: KnownPath, name: &str) -> Option<KnownPath> {
    let (.., result) = METHODS
        .iter()
        .find(|(types, names, _)| types.contains(&ty.path()) && names.contains(&name))?;
    find(&result.split("::").map(str::to_owned).collect::<Vec<_>>())
}
