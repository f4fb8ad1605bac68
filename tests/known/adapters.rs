//! Adapters of `serde_with`, against their schema types.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use ipc_codegen::compile_source;
use ipc_codegen::schema::Type;
use ipc_runtime::__private as wire;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::cases::PROBES;
use crate::fit::fits;

/// Sends a field through each adapter and back, and checks it against the schema type. `takes`: what
/// Rust accepts and TypeScript does not, because Rust replaces it.
macro_rules! each_adapter {
    ($([$adapter:tt] $ty:ty: $value:expr $(, takes $more:tt)?;)+) => {$({
        #[serde_with::serde_as]
        #[derive(Serialize, Deserialize)]
        struct Held {
            #[serde_as(as = $adapter)]
            it: $ty,
        }
        let field = format!("#[serde_as(as = {:?})] it: {}", $adapter, stringify!($ty));
        let more: &[&[&str]] = &[$(&$more)?];
        check(&field, &Held { it: $value }, &more.concat());
    })+};
}

fn check<T: Serialize + DeserializeOwned>(field: &str, value: &T, more: &[&str]) {
    let source = format!(
        "use std::collections::{{BTreeMap, HashMap}}; use std::time::{{Duration, SystemTime}};
         #[ipc_api] pub trait Api {{ #[invoke] fn f(&self, v: Held) -> Held; }}
         #[serde_with::serde_as] #[derive(serde::Serialize, serde::Deserialize)]
         pub struct Held {{ {field} }}"
    );
    let schema = compile_source("lib.rs", &source).unwrap_or_else(|it| panic!("{field}: {it:#?}"));
    let (mut text, mut buffers) = (String::new(), Vec::new());
    wire::encode(value, &mut buffers, &mut text).unwrap_or_else(|it| panic!("{field}: {it}"));
    let shapes = &schema.types[0].shapes;
    let held = |shape: Option<&Type>| match shape {
        Some(shape @ Type::Object(_)) => shape.clone(),
        other => panic!("{field}: {other:?}"),
    };
    let output = held(shapes.output.as_deref());
    let input = held(shapes.input.as_deref());
    fits(&output, &text).unwrap_or_else(|it| panic!("{field} is {text}: {it}"));
    // What Rust writes, it also accepts.
    fits(&input, &text).unwrap_or_else(|it| panic!("{field} is {text}: {it}"));
    let decode = |text: &str, buffers: &[Vec<u8>]| {
        let slices: Vec<_> = buffers.iter().map(Vec::as_slice).collect();
        wire::decode::<T>(text, &slices).map_err(|error| error.to_string())
    };
    decode(&text, &buffers).unwrap_or_else(|it| panic!("{field}: {it}"));
    let untyped = PROBES.iter().copied().filter(|probe| {
        let text = format!(r#"{{"it":{probe}}}"#);
        decode(&text, &[vec![7]]).is_ok() && fits(&input, &text).is_err()
    });
    assert_eq!(untyped.collect::<Vec<_>>(), more, "{field}");
    let is_left_out = fits(&input, "{}").is_ok();
    assert_eq!(is_left_out, decode("{}", &[]).is_ok(), "{field}");
}

#[test]
fn adapters_match_their_schema_types() {
    let map = BTreeMap::from([(7, true)]);
    let later = SystemTime::UNIX_EPOCH + Duration::from_secs(7);
    each_adapter! {
        ["_"] u8: 7;
        ["serde_with::DisplayFromStr"] u8: 7;
        ["Option<serde_with::DisplayFromStr>"] Option<u8>: None;
        ["Vec<serde_with::DisplayFromStr>"] Vec<u8>: vec![7];
        ["(_, serde_with::DisplayFromStr)"] (u8, u8): (7, 8);
        ["HashMap<serde_with::DisplayFromStr, _>"] HashMap<u8, bool>: HashMap::from([(7, true)]);
        ["serde_with::Map<serde_with::DisplayFromStr, _>"] Vec<(u8, bool)>: vec![(7, true)];
        ["serde_with::Seq<(_, _)>"] BTreeMap<u8, bool>: map.clone();
        ["serde_with::MapPreventDuplicates<_, _>"] BTreeMap<u8, bool>: map;
        ["Box<serde_with::DisplayFromStr>"] Box<u8>: Box::new(7);
        ["serde_with::NoneAsEmptyString"] Option<u8>: None;
        ["serde_with::DefaultOnNull"] u8: 7;
        ["serde_with::DefaultOnNull<serde_with::DisplayFromStr>"] u8: 7;
        ["serde_with::DefaultOnError"] bool: true, takes [
            "null", "7", "-7", "1.5", r#""7""#, r#""text""#, r#""\u0000i1180591620717411303424""#,
            r#""\u0000nan""#, r#""\u0000b0""#, r#""\u0000s\u0000""#, "[]", "[7]", "[7,7]", "[null]",
            r#"["text"]"#, "{}", r#"{"a":7}"#, r#"{"7":7}"#, r#"{"true":true}"#,
        ];
        ["serde_with::OneOrMany<_>"] Vec<u8>: vec![7];
        ["serde_with::OneOrMany<_>"] Vec<bool>: vec![];
        ["serde_with::OneOrMany<_, serde_with::formats::PreferMany>"] Vec<bool>: vec![true];
        ["serde_with::PickFirst<(_, serde_with::DisplayFromStr)>"] bool: true;
        ["serde_with::Bytes"] Vec<u8>: vec![7], takes ["[]", "[7]", "[7,7]"];
        ["Option<serde_with::Bytes>"] Option<Vec<u8>>: Some(vec![7]), takes ["[]", "[7]", "[7,7]"];
        ["serde_with::hex::Hex"] Vec<u8>: vec![7];
        ["serde_with::base64::Base64<serde_with::base64::UrlSafe, serde_with::formats::Unpadded>"] Vec<u8>: vec![7];
        ["serde_with::IfIsHumanReadable<serde_with::DisplayFromStr, _>"] u8: 7;
        ["serde_with::json::JsonString"] Vec<u8>: vec![7];
        ["serde_with::StringWithSeparator::<serde_with::formats::CommaSeparator, u8>"] Vec<u8>: vec![7, 8];
        ["serde_with::TryFromInto<i16>"] u8: 7;
        ["serde_with::BoolFromInt"] bool: true;
        ["serde_with::DurationSeconds"] Duration: Duration::from_secs(7);
        ["serde_with::DurationSeconds<String>"] Duration: Duration::from_secs(7);
        ["serde_with::DurationSeconds<f64>"] Duration: Duration::from_secs(7);
        ["serde_with::DurationSeconds<u64, serde_with::formats::Flexible>"] Duration: Duration::from_secs(7);
        ["serde_with::DurationMilliSecondsWithFrac"] Duration: Duration::from_secs(7);
        ["serde_with::DurationNanoSeconds"] Duration: Duration::from_secs(7);
        ["serde_with::TimestampSeconds"] SystemTime: later;
        ["serde_with::TimestampMicroSeconds<i64>"] SystemTime: later;
        ["Option<serde_with::TimestampSecondsWithFrac<f64>>"] Option<SystemTime>: Some(later);
    }
}
