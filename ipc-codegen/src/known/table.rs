//! The table of known types, in the order of `docs/types.md`.

use super::row::KnownShape::{
    Arg, BigInt, BigInt128, Bool, Bytes, ElementOf, EnumSet, Float, Integer, Json, List, Literal,
    Map, Message, Null, Number, Object, Option, RawJson, Refused, ResultOf, SafeInteger, Stream,
    String, Tuple, Union, Unsized, WithFeature,
};
use super::row::{Known, KnownMacro, KnownShape, RESULT};

const MONTHS: KnownShape = Union(&[
    Literal("January"),
    Literal("February"),
    Literal("March"),
    Literal("April"),
    Literal("May"),
    Literal("June"),
    Literal("July"),
    Literal("August"),
    Literal("September"),
    Literal("October"),
    Literal("November"),
    Literal("December"),
]);

const fn known(
    paths: &'static [&'static str],
    params: &'static [&'static str],
    shape: KnownShape,
    note: &'static str,
) -> Known {
    Known { paths, params, shape, note }
}

/// Every known macro.
pub static MACROS: &[KnownMacro] = &[KnownMacro {
    krate: "bitflags",
    major: 2,
    name: "bitflags",
    // serde writes the flags of a value as text: `A | B`.
    rules: r"
        () => {};
        (
            $(#[$outer:meta])*
            $vis:vis struct $name:ident: $bits:ty { $($flags:tt)* }
            $($rest:tt)*
        ) => {
            $(#[$outer])*
            $vis struct $name(::std::string::String);
            bitflags! { $($rest)* }
        };
        ($(#[$outer:meta])* impl $name:ident: $bits:ty { $($flags:tt)* } $($rest:tt)*) => {
            bitflags! { $($rest)* }
        };
    ",
}];

/// Every known type.
pub static TABLE: &[Known] = &[
    // The language and std.
    known(&["std::primitive::bool"], &[], Bool, ""),
    known(
        &[
            "std::primitive::i8",
            "std::primitive::i16",
            "std::primitive::i32",
            "std::primitive::u8",
            "std::primitive::u16",
            "std::primitive::u32",
        ],
        &[],
        Integer,
        "one that does not fit is an error with its path",
    ),
    known(
        &["std::primitive::isize", "std::primitive::usize"],
        &[],
        SafeInteger,
        "one beyond ±(2^53 - 1) is an error in both directions",
    ),
    known(
        &["std::primitive::i64", "std::primitive::u64"],
        &[],
        BigInt,
        "one that does not fit is an error with its path",
    ),
    known(
        &["std::primitive::i128", "std::primitive::u128"],
        &[],
        BigInt128,
        "refused where serde buffers a value: in flattened fields, and in internally tagged and untagged enums",
    ),
    known(
        &["std::primitive::f32", "std::primitive::f64"],
        &[],
        Float,
        "`NaN`, the infinities and `-0` are themselves",
    ),
    known(
        &["std::primitive::char"],
        &[],
        String,
        "one Unicode scalar value: more or less is an error",
    ),
    known(&["std::string::String"], &[], String, "a lone surrogate is an error"),
    known(
        &["std::primitive::str"],
        &[],
        Unsized(&String),
        "behind any pointer; a `&str` is only sent",
    ),
    known(&["std::path::PathBuf"], &[], String, "a path that is not UTF-8 is an error"),
    known(&["std::path::Path"], &[], Unsized(&String), "a path that is not UTF-8 is an error"),
    known(&["std::ffi::CString"], &[], Bytes, "without the NUL at its end"),
    known(&["std::ffi::CStr"], &[], Unsized(&Bytes), "without the NUL at its end"),
    known(
        &["std::option::Option"],
        &["T"],
        Option(&Arg(0)),
        "optional as a last argument or as a field; `Some(None)` of an `Option<Option<T>>` is `null` too",
    ),
    known(
        RESULT,
        &["T", "E"],
        Union(&[Object(&[("Ok", Arg(0))]), Object(&[("Err", Arg(1))])]),
        "in data; an `#[invoke]` returns `T` and throws `E`",
    ),
    known(
        &[
            "std::boxed::Box",
            "std::rc::Rc",
            "std::sync::Arc",
            "std::borrow::Cow",
            "std::cell::Cell",
            "std::cell::RefCell",
            "std::sync::Mutex",
            "std::sync::RwLock",
        ],
        &["T"],
        Arg(0),
        "`Rc` and `Arc` with serde's feature `rc`",
    ),
    known(
        &["std::rc::Weak", "std::sync::Weak"],
        &["T"],
        Option(&Arg(0)),
        "with serde's feature `rc`; `null` if nothing else holds it",
    ),
    known(
        &["std::num::Wrapping", "std::num::Saturating", "std::num::NonZero", "std::cmp::Reverse"],
        &["T"],
        Arg(0),
        "",
    ),
    known(
        &[
            "std::num::NonZeroI8",
            "std::num::NonZeroI16",
            "std::num::NonZeroI32",
            "std::num::NonZeroU8",
            "std::num::NonZeroU16",
            "std::num::NonZeroU32",
        ],
        &[],
        Integer,
        "zero is an error",
    ),
    known(
        &["std::num::NonZeroIsize", "std::num::NonZeroUsize"],
        &[],
        SafeInteger,
        "zero is an error",
    ),
    known(&["std::num::NonZeroI64", "std::num::NonZeroU64"], &[], BigInt, "zero is an error"),
    known(&["std::num::NonZeroI128", "std::num::NonZeroU128"], &[], BigInt128, "zero is an error"),
    known(&["std::sync::atomic::AtomicBool"], &[], Bool, ""),
    known(
        &[
            "std::sync::atomic::AtomicI8",
            "std::sync::atomic::AtomicI16",
            "std::sync::atomic::AtomicI32",
            "std::sync::atomic::AtomicU8",
            "std::sync::atomic::AtomicU16",
            "std::sync::atomic::AtomicU32",
        ],
        &[],
        Integer,
        "",
    ),
    known(
        &["std::sync::atomic::AtomicIsize", "std::sync::atomic::AtomicUsize"],
        &[],
        SafeInteger,
        "",
    ),
    known(&["std::sync::atomic::AtomicI64", "std::sync::atomic::AtomicU64"], &[], BigInt, ""),
    known(
        &[
            "std::vec::Vec",
            "std::collections::VecDeque",
            "std::collections::vec_deque::VecDeque",
            "std::collections::LinkedList",
            "std::collections::linked_list::LinkedList",
            "std::collections::BinaryHeap",
            "std::collections::binary_heap::BinaryHeap",
            "std::collections::HashSet",
            "std::collections::hash_set::HashSet",
            "std::collections::BTreeSet",
            "std::collections::btree_set::BTreeSet",
        ],
        &["T"],
        List(&Arg(0)),
        "a `Vec<u8>` is a list of numbers: `ipc_runtime::Bytes` is binary",
    ),
    known(
        &[
            "std::collections::HashMap",
            "std::collections::hash_map::HashMap",
            "std::collections::BTreeMap",
            "std::collections::btree_map::BTreeMap",
        ],
        &["K", "V"],
        Map(&Arg(0), &Arg(1)),
        "",
    ),
    known(&["std::time::Duration"], &[], Object(&[("secs", BigInt), ("nanos", Integer)]), ""),
    known(
        &["std::time::SystemTime"],
        &[],
        Object(&[("secs_since_epoch", BigInt), ("nanos_since_epoch", Integer)]),
        "one before 1970 is an error",
    ),
    known(
        &["std::time::Instant"],
        &[],
        Refused("an instant means nothing in another process: use a `Duration` or a `SystemTime`"),
        "",
    ),
    known(
        &["std::ops::Range", "std::ops::RangeInclusive"],
        &["T"],
        Object(&[("start", Arg(0)), ("end", Arg(0))]),
        "",
    ),
    known(&["std::ops::RangeFrom"], &["T"], Object(&[("start", Arg(0))]), ""),
    known(&["std::ops::RangeTo"], &["T"], Object(&[("end", Arg(0))]), ""),
    known(
        &["std::ops::Bound"],
        &["T"],
        Union(&[
            Literal("Unbounded"),
            Object(&[("Included", Arg(0))]),
            Object(&[("Excluded", Arg(0))]),
        ]),
        "",
    ),
    known(
        &[
            "std::net::IpAddr",
            "std::net::Ipv4Addr",
            "std::net::Ipv6Addr",
            "std::net::SocketAddr",
            "std::net::SocketAddrV4",
            "std::net::SocketAddrV6",
        ],
        &[],
        String,
        "",
    ),
    known(&["std::marker::PhantomData"], &[], Null, ""),
    known(
        &[
            "std::ffi::OsString",
            "std::ffi::OsStr",
            "std::ffi::os_str::OsString",
            "std::ffi::os_str::OsStr",
        ],
        &[],
        Refused("use `String` or `PathBuf`"),
        "",
    ),
    known(&["std::fmt::Arguments"], &[], Refused("use `String`"), ""),
    known(
        &["std::io::Error"],
        &[],
        Refused(
            "an error crosses as data: use one that implements `Serialize`, or one that crosses as its message: `Box<dyn Error + Send + Sync>`, `anyhow::Error`",
        ),
        "",
    ),
    known(&["std::io::Result"], &["T"], ResultOf("std::io::Error"), ""),
    // The runtime.
    known(
        &[
            "ipc_runtime::Bytes",
            "bytes::Bytes",
            "bytes::BytesMut",
            "serde_bytes::ByteBuf",
            "serde_bytes::ByteArray",
        ],
        &[],
        Bytes,
        "beside the text, never as numbers",
    ),
    known(&["serde_bytes::Bytes"], &[], Unsized(&Bytes), ""),
    known(
        &["ipc_runtime::Incoming"],
        &["T"],
        Stream(0),
        "only as an argument of an async `#[invoke]`: the page sends an async iterable",
    ),
    // Crates.
    known(&["anyhow::Error", "eyre::Report"], &[], Message, ""),
    known(&["anyhow::Result"], &["T"], ResultOf("anyhow::Error"), ""),
    known(&["eyre::Result"], &["T"], ResultOf("eyre::Report"), ""),
    known(
        &["serde_json::Value", "serde_json::value::Value"],
        &[],
        Json,
        "`NaN` and the infinities are errors; integers beyond 2^53 are `bigint`",
    ),
    known(&["serde_json::Map", "serde_json::map::Map"], &[], Map(&String, &Json), ""),
    known(
        &["serde_json::Number", "serde_json::value::Number"],
        &[],
        Number,
        "a `bigint` beyond 2^53",
    ),
    known(
        &["serde::de::IgnoredAny", "serde_core::de::IgnoredAny"],
        &[],
        Json,
        "the value is discarded; only to Rust",
    ),
    known(
        &["serde_json::value::RawValue"],
        &[],
        Unsized(&RawJson),
        "behind an owning pointer such as `Box`; integers keep all digits, up to 10,000, other numbers the precision of a `number`; refused where serde buffers a value: in flattened fields, and in internally tagged and untagged enums",
    ),
    known(
        &[
            "chrono::DateTime",
            "chrono::NaiveDate",
            "chrono::NaiveDateTime",
            "chrono::NaiveTime",
            "chrono::prelude::DateTime",
            "chrono::prelude::NaiveDate",
            "chrono::prelude::NaiveDateTime",
            "chrono::prelude::NaiveTime",
            "chrono::naive::NaiveDate",
            "chrono::naive::NaiveDateTime",
            "chrono::naive::NaiveTime",
        ],
        &[],
        String,
        "RFC 3339, or its date or time",
    ),
    known(
        &["chrono::Weekday", "chrono::prelude::Weekday"],
        &[],
        Union(&[
            Literal("Mon"),
            Literal("Tue"),
            Literal("Wed"),
            Literal("Thu"),
            Literal("Fri"),
            Literal("Sat"),
            Literal("Sun"),
        ]),
        "",
    ),
    known(&["chrono::Month", "chrono::prelude::Month"], &[], MONTHS, ""),
    known(
        &["chrono::TimeDelta", "chrono::Duration"],
        &[],
        Tuple(&[BigInt, Integer]),
        "seconds and nanoseconds",
    ),
    known(
        &[
            "time::Date",
            "time::Duration",
            "time::OffsetDateTime",
            "time::PlainDateTime",
            "time::PrimitiveDateTime",
            "time::SignedDuration",
            "time::Time",
            "time::UtcDateTime",
            "time::UtcOffset",
        ],
        &[],
        WithFeature("serde-human-readable", &String),
        "",
    ),
    known(&["time::Month"], &[], WithFeature("serde-human-readable", &MONTHS), ""),
    known(
        &["time::Weekday"],
        &[],
        WithFeature(
            "serde-human-readable",
            &Union(&[
                Literal("Monday"),
                Literal("Tuesday"),
                Literal("Wednesday"),
                Literal("Thursday"),
                Literal("Friday"),
                Literal("Saturday"),
                Literal("Sunday"),
            ]),
        ),
        "",
    ),
    known(&["time::Timestamp"], &[], BigInt128, "nanoseconds since 1970"),
    known(
        &[
            "jiff::Timestamp",
            "jiff::Zoned",
            "jiff::Span",
            "jiff::SignedDuration",
            "jiff::civil::Date",
            "jiff::civil::DateTime",
            "jiff::civil::Time",
            "jiff::civil::ISOWeekDate",
        ],
        &[],
        String,
        "",
    ),
    known(
        &[
            "uuid::Uuid",
            "uuid::NonNilUuid",
            "uuid::fmt::Hyphenated",
            "uuid::fmt::Simple",
            "uuid::fmt::Urn",
            "uuid::fmt::Braced",
        ],
        &[],
        String,
        "",
    ),
    known(&["url::Url"], &[], String, ""),
    known(
        &["url::Host"],
        &["S"],
        Union(&[
            Object(&[("Domain", Arg(0))]),
            Object(&[("Ipv4", String)]),
            Object(&[("Ipv6", String)]),
        ]),
        "",
    ),
    known(&["semver::Version", "semver::VersionReq", "semver::Comparator"], &[], String, ""),
    known(
        &["rust_decimal::Decimal", "bigdecimal::BigDecimal"],
        &[],
        String,
        "all digits, as text; `rust_decimal` without its feature `serde-float`",
    ),
    known(&["ordered_float::OrderedFloat", "ordered_float::NotNan"], &["T"], Arg(0), ""),
    known(&["camino::Utf8PathBuf"], &[], String, ""),
    known(&["camino::Utf8Path"], &[], Unsized(&String), ""),
    known(
        &["compact_str::CompactString", "smol_str::SmolStr", "arrayvec::ArrayString"],
        &[],
        String,
        "",
    ),
    known(
        &[
            "indexmap::IndexMap",
            "indexmap::map::IndexMap",
            "hashbrown::HashMap",
            "hashbrown::hash_map::HashMap",
        ],
        &["K", "V"],
        Map(&Arg(0), &Arg(1)),
        "",
    ),
    known(
        &[
            "indexmap::IndexSet",
            "indexmap::set::IndexSet",
            "hashbrown::HashSet",
            "hashbrown::hash_set::HashSet",
            "arrayvec::ArrayVec",
        ],
        &["T"],
        List(&Arg(0)),
        "",
    ),
    known(&["smallvec::SmallVec"], &["A"], List(&ElementOf(0)), "of an array: `SmallVec<[T; N]>`"),
    known(
        &["either::Either"],
        &["L", "R"],
        Union(&[Object(&[("Left", Arg(0))]), Object(&[("Right", Arg(1))])]),
        "",
    ),
    known(&["parking_lot::Mutex", "parking_lot::RwLock"], &["T"], Arg(0), ""),
    known(
        &["enumset::EnumSet", "enumset::set::EnumSet"],
        &["Side"],
        EnumSet,
        "as `#[enumset(serialize_repr = \"…\")]` says: `\"list\"`, as here, `\"map\"`, `Partial<Record<Side, boolean>>`, an integer of 8 to 128 bits, or `\"array\"`, `bigint[]`; otherwise the smallest integer that has all bits",
    ),
];
