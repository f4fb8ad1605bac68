//! The types of other crates.

use bigdecimal::BigDecimal;
use chrono::{Datelike, TimeDelta, TimeZone, Utc};
use either::Either;
use ordered_float::{NotNan, OrderedFloat};
use rust_decimal::Decimal;
use serde_json::value::RawValue;
use serde_json::{Number, Value, json};
use uuid::Uuid;

use crate::cases::{Case, Seen, both, refused};

pub(crate) fn check(seen: &mut Seen) {
    bytes(seen);
    json_values(seen);
    ignored(seen);
    times(seen);
    texts(seen);
    collections(seen);
    refused!(seen, [
        anyhow::Error,
        anyhow::Result<u8>,
        eyre::Report,
        eyre::Result<u8>,
    ]);
}

fn bytes(seen: &mut Seen) {
    both!(seen, [ipc_runtime::Bytes]: [vec![7].into(), vec![].into()], takes ["[]", "[7]", "[7,7]"]);
    both!(seen, [bytes::Bytes, bytes::BytesMut]: [b"7"[..].into(), b""[..].into()],
        takes ["[]", "[7]", "[7,7]"]);
    both!(seen, [serde_bytes::ByteBuf]: [vec![7].into()],
        takes ["[]", "[7]", "[7,7]"]);
    Case { written: "&'static serde_bytes::Bytes", seen: &mut *seen }
        .sent(&[serde_bytes::Bytes::new(&[7])]);
    both!(seen, [serde_bytes::ByteArray<1>]: [serde_bytes::ByteArray::new([7])],
        takes ["[7]"]);
}

fn json_values(seen: &mut Seen) {
    let value = json!({ "a": [null, true, 1.5, "text", u64::MAX, i64::MIN], "\0": "\0nan" });
    both!(seen, [serde_json::Value, serde_json::value::Value]: [value.clone(), json!(null), json!([])],
        rejects [r#""\u0000nan""#, r#"{"a":"\u0000inf"}"#, r#"["\u0000b0"]"#]);
    let Value::Object(object) = value else { unreachable!("it is written above") };
    both!(seen, [serde_json::Map<String, Value>, serde_json::map::Map<String, Value>]: [object.clone()],
        rejects ["[]", "null", "7"]);
    both!(seen, [serde_json::Number, serde_json::value::Number]: [
        7.into(), u64::MAX.into(), i64::MIN.into(), Number::from_f64(1.5).unwrap(),
    ], rejects ["null", r#""7""#, r#""\u0000nan""#, "[]"]);
    let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
    let object = || raw(r#"{ "a": [null, true, 1.5, "text"], "\u0000": "\u0000nan" }"#);
    both!(seen, [Box<serde_json::value::RawValue>]: [object(), raw("36893488147419103232")],
        rejects [r#""\u0000nan""#, r#"{"a":"\u0000inf"}"#, r#"["\u0000b0"]"#]);
    both!(seen, [std::sync::Arc<serde_json::value::RawValue>]: [object().into()]);
    both!(seen, [std::borrow::Cow<'static, serde_json::value::RawValue>]:
        [std::borrow::Cow::Owned(object())]);
    Case { written: "&'static serde_json::value::RawValue", seen: &mut *seen }
        .sent(&[RawValue::NULL]);
}

/// Types that ignore the value that they read.
fn ignored(seen: &mut Seen) {
    for written in ["serde::de::IgnoredAny", "serde_core::de::IgnoredAny"] {
        Case { written, seen: &mut *seen }.taken::<serde::de::IgnoredAny>(&[
            "null",
            "true",
            "1.5",
            r#""text""#,
            r#""\u0000i18446744073709551615""#,
            "[{}]",
            r#"{"a":[7]}"#,
        ]);
    }
}

fn times(seen: &mut Seen) {
    let now = Utc.with_ymd_and_hms(2024, 2, 29, 12, 0, 7).unwrap();
    both!(seen, [chrono::DateTime<chrono::Utc>, chrono::prelude::DateTime<chrono::Utc>]: [now],
        rejects ["7", "null"]);
    both!(seen, [chrono::DateTime<chrono::FixedOffset>, chrono::DateTime<chrono::Local>]:
        [now.into()]);
    both!(seen, [
        chrono::NaiveDateTime, chrono::prelude::NaiveDateTime, chrono::naive::NaiveDateTime,
    ]: [now.naive_utc()]);
    both!(seen, [chrono::NaiveDate, chrono::prelude::NaiveDate, chrono::naive::NaiveDate]:
        [now.date_naive()]);
    both!(seen, [chrono::NaiveTime, chrono::prelude::NaiveTime, chrono::naive::NaiveTime]:
        [now.time()]);
    let weekdays = || (0..7).map(|day| (now + TimeDelta::days(day)).weekday());
    for weekday in weekdays() {
        both!(seen, [chrono::Weekday, chrono::prelude::Weekday]: [weekday],
            rejects [r#""Monyay""#, "1", "null"]);
    }
    for month in 1..=12 {
        both!(seen, [chrono::Month, chrono::prelude::Month]: [chrono::Month::try_from(month).unwrap()],
            rejects [r#""Juny""#, "1", "null"]);
    }
    both!(seen, [chrono::TimeDelta, chrono::Duration]: [TimeDelta::MIN, TimeDelta::new(1, 2).unwrap()],
        rejects ["7", "[7]"]);
    let now = time::OffsetDateTime::UNIX_EPOCH;
    both!(seen, [time::OffsetDateTime]: [now], rejects ["7", "null"]);
    both!(seen, [time::UtcDateTime]: [time::UtcDateTime::UNIX_EPOCH], rejects ["7", "null"]);
    both!(seen, [time::PlainDateTime, time::PrimitiveDateTime]:
        [time::PlainDateTime::new(now.date(), now.time())], rejects ["7", "null"]);
    both!(seen, [time::Date]: [now.date()], rejects ["7", "null"], takes ["[7,7]"]);
    both!(seen, [time::Time]: [now.time()], rejects ["7", "null"]);
    both!(seen, [time::UtcOffset]: [now.offset()], rejects ["7", "null"], takes ["[7]", "[7,7]"]);
    both!(seen, [time::Duration, time::SignedDuration]: [time::SignedDuration::new(-7, -1)],
        rejects ["7", "null"], takes ["[7,7]"]);
    for weekday in (0..7).map(|days| time::Weekday::Monday.nth_next(days)) {
        both!(seen, [time::Weekday]: [weekday], rejects [r#""Monyay""#, "null"], takes ["7"]);
    }
    for month in (0..12).map(|months| time::Month::January.nth_next(months)) {
        both!(seen, [time::Month]: [month], rejects [r#""Juny""#, "null"], takes ["7"]);
    }
    both!(seen, [time::Timestamp]: [time::Timestamp::now()], rejects ["null", "1.5", "[7]"]);
    both!(seen, [jiff::Timestamp]: [jiff::Timestamp::MAX], rejects ["7"]);
    both!(seen, [jiff::Zoned]: [jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC)]);
    both!(seen, [jiff::Span]: [jiff::Span::new().days(7).hours(1)]);
    both!(seen, [jiff::SignedDuration]: [jiff::SignedDuration::MIN]);
    let date = jiff::civil::date(2024, 2, 29);
    both!(seen, [jiff::civil::Date]: [date]);
    both!(seen, [jiff::civil::DateTime]: [date.at(12, 0, 7, 1)]);
    both!(seen, [jiff::civil::Time]: [jiff::civil::time(12, 0, 7, 1)]);
    both!(seen, [jiff::civil::ISOWeekDate]: [date.iso_week_date()]);
}

fn texts(seen: &mut Seen) {
    let id = Uuid::from_u128(7);
    both!(seen, [uuid::Uuid]: [id], rejects ["7", "null"]);
    both!(seen, [
        uuid::fmt::Hyphenated, uuid::fmt::Simple, uuid::fmt::Urn, uuid::fmt::Braced,
    ]: [id.into()]);
    both!(seen, [uuid::NonNilUuid]: [uuid::NonNilUuid::new(id).unwrap()]);
    both!(seen, [std::collections::BTreeMap<uuid::Uuid, u8>]: [[(id, 7)].into()]);
    both!(seen, [url::Url]: [url::Url::parse("https://example.com/a?b#c").unwrap()], rejects ["7"]);
    both!(seen, [url::Host<String>]: [
        url::Host::Domain("example.com".to_owned()),
        url::Host::Ipv4(std::net::Ipv4Addr::LOCALHOST),
        url::Host::Ipv6(std::net::Ipv6Addr::LOCALHOST),
    ], rejects [r#""example.com""#]);
    both!(seen, [semver::Version]: [semver::Version::new(1, 2, 3)], rejects ["1"]);
    both!(seen, [semver::VersionReq]: [semver::VersionReq::STAR], rejects ["1"]);
    both!(seen, [semver::Comparator]: [semver::Comparator::parse("^1").unwrap()], rejects ["1"]);
    both!(seen, [rust_decimal::Decimal]: [Decimal::MAX, Decimal::new(150, 2)],
        rejects ["null", "{}"], takes ["7", "-7", "1.5"]);
    both!(seen, [bigdecimal::BigDecimal]: [BigDecimal::from(u128::MAX)],
        rejects ["null", "{}"], takes ["7", "-7", "1.5", r#""\u0000i1180591620717411303424""#]);
    both!(seen, [ordered_float::OrderedFloat<f64>]: [OrderedFloat(f64::NAN), OrderedFloat(-0.0)],
        rejects ["null", r#""7""#]);
    both!(seen, [ordered_float::NotNan<f32>]: [NotNan::new(f32::INFINITY).unwrap()],
        rejects ["null", r#""7""#]);
    both!(seen, [std::collections::BTreeMap<ordered_float::OrderedFloat<f64>, u8>]:
        [[(OrderedFloat(1.0), 7), (OrderedFloat(1e300), 7)].into()], rejects [r#"{"a":7}"#]);
    both!(seen, [camino::Utf8PathBuf]: ["/a".into()], rejects ["7"]);
    both!(seen, [Box<camino::Utf8Path>]: [camino::Utf8PathBuf::from("/a").into()], rejects ["7"]);
    both!(seen, [compact_str::CompactString, smol_str::SmolStr]: ["text".into()], rejects ["7"]);
    both!(seen, [arrayvec::ArrayString<4>]: ["text".try_into().unwrap()], rejects ["7"]);
}

fn collections(seen: &mut Seen) {
    both!(seen, [
        indexmap::IndexMap<String, u64>, indexmap::map::IndexMap<String, u64>,
        hashbrown::HashMap<String, u64>, hashbrown::hash_map::HashMap<String, u64>,
    ]: [<_>::from_iter([("a".to_owned(), u64::MAX)])], rejects ["[]", "null"]);
    both!(seen, [
        indexmap::IndexSet<u64>, indexmap::set::IndexSet<u64>, hashbrown::HashSet<u64>,
        hashbrown::hash_set::HashSet<u64>, arrayvec::ArrayVec<u64, 2>, smallvec::SmallVec<[u64; 2]>,
    ]: [<_>::from_iter([u64::MAX])], rejects ["{}", "null", "7"]);
    both!(seen, [either::Either<u64, String>]:
        [Either::Left(u64::MAX), Either::Right("text".to_owned())],
        rejects ["7", r#"{"Left":"text"}"#]);
    both!(seen, [parking_lot::Mutex<u64>, parking_lot::RwLock<u64>]: [u64::MAX.into()],
        rejects ["null"]);
}
