//! Derives, docs, and attributes that are refused.

use ipc_codegen::schema::Docs;

use super::support::{
    DERIVE, definition, echo, help, pair, print, problems, refused, same, schema,
};

#[test]
fn docs_and_deprecation_reach_the_schema() {
    let items = "#[derive(Serialize, Deserialize)]
        /// A type.
        ///
        ///   indented
        #[deprecated(since = \"1\", note = \"use U\")] struct T {
            /// A field.
            #[deprecated] a: u8,
        }";
    let schema = schema(&echo("T", items));
    assert_eq!(schema.types[0].docs, Docs::new("A type.\n\n  indented", Some("use U")));
    let json = serde_json::to_value(&schema.types[0]).expect("is JSON");
    assert_eq!(json["shape"]["object"][0]["docs"][0], "A field.");
    assert_eq!(json["shape"]["object"][0]["deprecated"], "");
}

#[test]
fn macros_that_rewrite_attributes_are_refused() {
    for attributes in [
        "#[derive(Serialize, Deserialize)] #[serde_with::serde_as]",
        // Below `derive`, it has no effect.
        "#[derive(Serialize, Deserialize)] #[serde_with::skip_serializing_none]",
    ] {
        let name =
            if attributes.contains("serde_as") { "serde_as" } else { "skip_serializing_none" };
        assert_eq!(
            refused(&format!("{attributes} struct T {{ a: u8 }}")),
            [format!("unmapped-serde-attribute `serde_with::{name}`")]
        );
    }
}

#[test]
fn macros_that_may_rewrite_the_type_are_refused() {
    for (attributes, name) in [
        ("#[opt]", ""),
        ("#[chained]", "chained"),
        ("#[other::skip_serializing_none]", "other::skip_serializing_none"),
        ("#[other::typeshare]", "other::typeshare"),
        ("#[sw::skip_serializing_none]", ""),
        ("#[sw::serde_as]", ""),
        ("#[model]", "model"),
        ("#[models::model]", "models::model"),
        ("#[imported]", "imported"),
        ("#[unresolved]", "unresolved"),
        // Below `derive`, serde does not see the changes.
        ("#[derive(Serialize, Deserialize)] #[models::model]", ""),
        ("#[must_use] #[rustfmt::skip] #[serde(default)]", ""),
        ("#[derive_where::derive_where(Clone)]", ""),
        // An attribute of a derive.
        ("#[derive(Debug, strum::Display)] #[strum(crate = \"strum\")]", ""),
        ("#[derive(Debug)] #[strum(crate = \"strum\")]", "strum"),
        ("#[derive(Debug, strum::Display)] #[chained]", "chained"),
    ] {
        let items = format!(
            "use serde_with as sw; use serde_with::skip_serializing_none as opt;
             mod names {{ pub use serde_with::skip_serializing_none as chained; }} use names::chained;
             use models::rewrite as imported; use crate::macros::no_such as unresolved; mod macros {{}}
             {attributes} {DERIVE} struct T {{ a: Option<u8> }}"
        );
        if name.is_empty() {
            assert_eq!(schema(&echo("T", &items)).types.len(), 1, "{attributes}");
        } else {
            assert_eq!(refused(&items), [format!("unmapped-serde-attribute `{name}`")]);
        }
    }
    let items = format!(
        "mod m {{ pub use serde_with::skip_serializing_none as opt; }} use m::opt;
         #[opt] {DERIVE} struct T {{ a: Option<u8> }}"
    );
    assert_eq!(help(&echo("T", &items)), ["write `#[serde_with::skip_serializing_none]`"]);
    let items = items.replace("#[opt]", "#[opt] #[derive(IpcType)] #[ipc(ts = \"X\")]");
    assert_eq!(same(&items), "X");
}

#[test]
fn known_macros_may_have_other_names() {
    let imports = "use serde_with::skip_serializing_none as opt; use serde::{Serialize as Ser, *};
        use serde_repr::{Serialize_repr as SerRepr, Deserialize_repr as DeRepr};";
    let source = format!(
        "{imports} #[opt] #[derive(Debug, Ser, Deserialize)] struct T {{ a: Option<u8>, level: Level }}
         #[derive(SerRepr, Clone, DeRepr)] #[repr(u8)] enum Level {{ Low = 0, High = 5 }}"
    );
    assert_eq!(same(&source), "{ a?: integer, level: Level }");
    let level = schema(&echo("T", &source)).types.remove(0);
    assert_eq!(level.name, "Level");
    assert_eq!(print(level.shapes.output.as_deref().expect("is sent")), "0 | 5");
}

#[test]
fn errors_of_serde_are_reported_in_its_words() {
    assert_eq!(
        problems(&echo("T", &format!("{DERIVE} struct T {{ #[serde(renam = \"b\")] a: u8 }}"))),
        ["serde `renam`: unknown serde field attribute `renam`"]
    );
    assert_eq!(
        refused(&format!("{DERIVE} #[serde(tag = \"t\")] enum T {{ A {{ t: u8 }} }}"))[0]
            .split(' ')
            .next(),
        Some("serde")
    );
    assert_eq!(
        refused(&format!("{DERIVE} union T {{ a: u8 }}"))[0].split(' ').next(),
        Some("serde")
    );
    assert_eq!(
        refused(&format!("{DERIVE} #[serde(rename_all = \"camelCase\")] enum T {{ Über }}")),
        ["serde `Über`"]
    );
    assert_eq!(
        refused(&format!("{DERIVE} #[serde(rename_all = \"camelCase\")] struct T {{ __: u8 }}")),
        ["serde `__`"]
    );
}

#[test]
fn missing_derives_are_reported() {
    assert_eq!(
        problems(&echo("T", "#[derive(Serialize)] struct T;")),
        ["missing-derive `T`: `T` is received from JavaScript, but does not derive `Deserialize`"]
    );
    assert_eq!(
        problems(&echo("T", "#[derive(Deserialize)] struct T;")),
        ["missing-derive `T`: `T` is sent to JavaScript, but does not derive `Serialize`"]
    );
    assert_eq!(refused("struct T;").len(), 2);
    assert_eq!(
        help(&echo("T", "#[derive(Deserialize)] struct T; impl serde::Serialize for T {}")),
        ["derive it instead, or declare the \
             shape: `#[derive(ipc_runtime::IpcType)] #[ipc(as = \"RustType\")]`"]
    );
    // Another crate's trait of the same name is not serde's.
    assert_eq!(
        refused("#[derive(rkyv::Serialize, serde::Deserialize)] struct T;"),
        ["missing-derive `T`"]
    );
    let renamed = "use serde::Serialize as Ser; #[derive(Ser, serde::Deserialize)] struct T;";
    assert_eq!(same(renamed), "null");
}

#[test]
fn only_the_used_direction_is_required() {
    let schema = schema(
        "#[ipc_api] trait A { #[send] fn f(&self, v: In); #[event] fn g(v: Out); }
         #[derive(serde::Deserialize)] struct In(Option<u8>);
         #[derive(serde::Serialize)] struct Out { a: Option<u8> }",
    );
    let [input, output] = schema.types.as_slice() else { panic!("two types") };
    assert!(input.shapes.output.is_none() && input.shapes.input.is_some());
    assert!(output.shapes.output.is_some() && output.shapes.input.is_none());
    assert!(!output.input_differs);
}

#[test]
fn macros_that_leave_a_type_as_it_is_may_stand_above_the_derive() {
    for attribute in ["#[typeshare]", "#[typeshare::typeshare]", "#[derive_where(Clone)]"] {
        let source = format!(
            "#[ipc_api] trait Api {{ #[invoke] fn f(&self) -> Note; }}
             {attribute} #[derive(serde::Serialize)] struct Note {{ text: String }}"
        );
        assert_eq!(schema(&source).types[0].name, "Note", "{attribute}");
    }
}

#[test]
fn adapters_say_how_a_type_crosses() {
    for (adapter, ty, output, input) in [
        ("_", "u8", "integer", "integer"),
        ("DisplayFromStr", "Far", "string", "string"),
        ("serde_with::DisplayFromStr", "Far", "string", "string"),
        ("Option<DisplayFromStr>", "Option<u8>", "string | null", "string | null"),
        ("Vec<_>", "Vec<u8>", "(integer)[]", "(integer)[]"),
        (
            "Vec<(DisplayFromStr, _)>",
            "Vec<(u8, u8)>",
            "([string, integer])[]",
            "([string, integer])[]",
        ),
        (
            "HashMap<DisplayFromStr, _>",
            "HashMap<u8, bool>",
            "Record<string, boolean>",
            "Record<string, boolean>",
        ),
        (
            "Map<_, DisplayFromStr>",
            "Vec<(String, u8)>",
            "Record<string, string>",
            "Record<string, string>",
        ),
        ("Seq<(_, _)>", "HashMap<u8, bool>", "([integer, boolean])[]", "([integer, boolean])[]"),
        ("Box<DisplayFromStr>", "Box<u8>", "string", "string"),
        ("NoneAsEmptyString", "Option<String>", "string", "string | null"),
        ("DefaultOnNull", "u8", "integer", "integer | null"),
        ("DefaultOnNull<DisplayFromStr>", "u8", "string", "string | null"),
        ("DefaultOnError", "u8", "integer", "integer"),
        ("OneOrMany<_>", "Vec<u8>", "integer | (integer)[]", "integer | (integer)[]"),
        ("OneOrMany<_, PreferMany>", "Vec<u8>", "(integer)[]", "integer | (integer)[]"),
        ("PickFirst<(_, DisplayFromStr)>", "u8", "integer", "integer | string"),
        ("Bytes", "Vec<u8>", "bytes", "bytes"),
        ("serde_with::hex::Hex", "Vec<u8>", "string", "string"),
        ("serde_with::base64::Base64<UrlSafe, Unpadded>", "Vec<u8>", "string", "string"),
        ("IfIsHumanReadable<DisplayFromStr>", "u8", "string", "string"),
        ("serde_with::json::JsonString", "u8", "string", "string"),
        ("StringWithSeparator::<CommaSeparator, u8>", "Vec<u8>", "string", "string"),
        ("FromInto<(u8, bool)>", "Far", "[integer, boolean]", "[integer, boolean]"),
        ("TryFromInto<String>", "Far", "string", "string"),
        ("DurationSeconds<u64>", "Duration", "number", "number"),
        ("DurationSecondsWithFrac", "Duration", "float", "float"),
        ("DurationMilliSeconds<String>", "Duration", "string", "string"),
        ("TimestampMicroSeconds", "SystemTime", "bigint", "bigint"),
        ("TimestampSeconds<i64, Flexible>", "SystemTime", "number", "number | bigint | string"),
    ] {
        let items = format!(
            "use std::collections::HashMap; use std::time::{{Duration, SystemTime}}; use serde_with::formats::*;
             use serde_with::{{DisplayFromStr, Map, Seq, NoneAsEmptyString, DefaultOnNull, DefaultOnError, OneOrMany, PickFirst,
                 Bytes, IfIsHumanReadable, StringWithSeparator, FromInto, TryFromInto, DurationSeconds, DurationSecondsWithFrac,
                 DurationMilliSeconds, TimestampMicroSeconds, TimestampSeconds, formats::{{Flexible, PreferMany}}}};
             struct Far;
             #[serde_with::serde_as] #[derive(Serialize, Deserialize)]
             struct T {{ #[serde_as(as = {adapter:?})] a: {ty} }}"
        );
        let mark = if adapter.starts_with("Option") { "?" } else { "" };
        let found = definition(&items);
        assert_eq!(found.0, format!("{{ a: {output} }}"), "{adapter}");
        assert_eq!(found.1, format!("{{ a{mark}: {input} }}"), "{adapter}");
    }
}

#[test]
fn unknown_adapters_are_named() {
    let items = |field: &str| {
        format!(
            "mod own {{ pub struct Adapter; }} #[serde_with::serde_as] #[derive(Serialize, Deserialize)]
             struct T {{ #[serde_as({field})] a: Option<u8> }}"
        )
    };
    for (adapter, name) in [
        ("own::Adapter", "own::Adapter"),
        ("Option<own::Adapter>", "own::Adapter"),
        ("serde_with::NoneAsZero", "serde_with::NoneAsZero"),
        ("serde_with::DurationSeconds<u8>", "serde_with::DurationSeconds"),
        ("Vec<_>", "the adapter of a list"),
    ] {
        let found = problems(&echo("T", &items(&format!("as = {adapter:?}"))));
        let expected = format!("`{name}` on the wire");
        assert!(found.iter().all(|it| it.contains(&expected)), "{adapter}: {found:?}");
    }
    let shapes = definition(&items("serialize_as = \"Option<serde_with::DisplayFromStr>\""));
    assert_eq!(shapes, pair("{ a: string | null }", "{ a?: integer | null }"));
    let shapes = definition(&items("as = \"Option<serde_with::DisplayFromStr>\", no_default"));
    assert_eq!(shapes.1, "{ a: string | null }");
    let direct = "#[derive(Serialize, Deserialize)] struct T {
        #[serde(with = \"serde_with::As::<Vec<serde_with::DisplayFromStr>>\")] a: Vec<u8> }";
    assert_eq!(same(direct), "{ a: (string)[] }");
}

#[test]
fn keys_with_an_inline_default_may_be_left_out() {
    let items = "use serde_inline_default::serde_inline_default;
        #[serde_inline_default] #[derive(Serialize, Deserialize)]
        struct T { #[serde_inline_default(7)] a: u8, b: u8 }";
    assert_eq!(definition(items).1, "{ a?: integer, b: integer }");
}

#[test]
fn derives_of_serde_with_write_and_read_text() {
    let items = |derives: &str| {
        format!(
            "use serde_with::{{DeserializeFromStr, SerializeDisplay}}; #[derive({derives})] struct T {{ a: u8 }}"
        )
    };
    for derives in
        ["SerializeDisplay, DeserializeFromStr", "serde_with::SerializeDisplay, DeserializeFromStr"]
    {
        let found = definition(&items(derives));
        assert_eq!(found, pair("string", "string"), "{derives}");
    }
    assert_eq!(
        definition(&items("Serialize, DeserializeFromStr")),
        pair("{ a: integer }", "string")
    );
    assert_eq!(
        refused(&items("other::SerializeDisplay, DeserializeFromStr")),
        ["missing-derive `T`"]
    );
}

#[test]
fn modules_of_serde_with_have_shapes() {
    for (module, ty, output, input) in [
        ("double_option", "Option<Option<u8>>", "integer | null", "integer | null"),
        ("unwrap_or_skip", "Option<u8>", "integer | null", "integer"),
        (
            "maps_first_key_wins",
            "HashMap<String, u8>",
            "Record<string, integer>",
            "Record<string, integer>",
        ),
    ] {
        let items = format!(
            "use std::collections::HashMap; #[derive(Serialize, Deserialize)]
             struct T {{ #[serde(with = \"::serde_with::rust::{module}\")] a: {ty} }}"
        );
        let expected = pair(&format!("{{ a: {output} }}"), &format!("{{ a: {input} }}"));
        assert_eq!(definition(&items), expected, "{module}");
    }
}
