//! Types and modules that serde writes and reads in place of a type.

use super::support::{DERIVE, definition, pair, refused, same};

#[test]
fn from_and_into_replace_the_shape() {
    let items = "#[derive(Serialize, Deserialize)] struct Pair<X> { x: X, y: Option<X> }";
    for (item, output, input) in [
        (
            "#[serde(from = \"String\", into = \"(u8, Vec<u8>)\")] struct T { a: Hidden }",
            "[integer, (integer)[]]",
            "string",
        ),
        ("#[serde(try_from = \"u8\")] struct T { a: u8 }", "{ a: integer }", "integer"),
        (
            "#[serde(from = \"Pair<bool>\", into = \"inner::Other\")] enum T { A }
             mod inner { #[derive(serde::Serialize)] pub struct Other(u8); }",
            "Other",
            "Pair<boolean>",
        ),
        (
            "struct T { #[serde(flatten)] inner: Pair<Stood>, stood: Stood }
             #[derive(Serialize, Deserialize)] #[serde(from = \"Option<u8>\", into = \"u8\")]
             struct Stood;",
            "{ stood: Stood } & Pair<Stood>",
            "{ stood?: Stood } & Pair<Stood>",
        ),
        (
            "struct T { w: W<Option<u8>>, v: W<u8>, n: N }
             #[derive(Serialize, Deserialize)] #[serde(transparent)] struct W<X> { x: X }
             #[derive(Serialize, Deserialize)] struct N(Option<u8>);",
            "{ w: W<integer | null>, v: W<integer>, n: N }",
            "{ w?: W<integer | null>, v: W<integer>, n: N }",
        ),
    ] {
        assert_eq!(definition(&format!("{DERIVE} {item} {items}")), pair(output, input), "{item}");
    }
    assert_eq!(
        refused(&format!("{DERIVE} #[serde(from = \"Nowhere\")] struct T;")),
        ["unknown-name `\"Nowhere\"`"]
    );
    assert_eq!(
        refused(&format!("{DERIVE} #[serde(from = \"T\", into = \"T\")] struct T;")),
        ["circular-type `T`"]
    );
}

#[test]
fn known_with_modules_have_shapes() {
    for (with, ty, expected) in [
        ("serde_bytes", "Vec<u8>", "bytes"),
        ("serde_bytes", "Option<Vec<u8>>", "bytes | null"),
        ("chrono::serde::ts_seconds", "chrono::DateTime<chrono::Utc>", "number"),
        ("chrono::serde::ts_nanoseconds_option", "Hidden", "bigint | null"),
        ("time::serde::rfc3339", "Hidden", "string"),
        ("time::serde::rfc3339::option", "Hidden", "string | null"),
        ("time::serde::timestamp::milliseconds_i64", "Hidden", "number"),
        ("time::serde::timestamp::nanoseconds", "Hidden", "bigint"),
        ("::humantime_serde", "std::time::Duration", "string"),
    ] {
        let item = format!("{DERIVE} struct T {{ #[serde(with = {with:?})] a: {ty} }}");
        assert_eq!(same(&item), format!("{{ a: {expected} }}"), "{with}");
    }
    assert_eq!(
        definition(&format!(
            "{DERIVE} struct T {{ #[serde(serialize_with = \"serde_bytes::serialize\")] a: Vec<u8> }}"
        )),
        pair("{ a: bytes }", "{ a: (integer)[] }")
    );
    assert_eq!(
        same(&format!(
            "{DERIVE} struct T {{ #[serde(deserialize_with = \"Option::deserialize\")] a: Option<u8> }}"
        )),
        "{ a: integer | null }"
    );
    for attribute in ["with = \"m\"", "serialize_with = \"m::f\"", "deserialize_with = \"f\""] {
        let token = attribute.split_once(" = ").map_or("", |(_, token)| token);
        let item = format!("{DERIVE} struct T {{ #[serde({attribute})] a: u8 }} mod m {{}}");
        assert_eq!(refused(&item), [format!("unmapped-serde-attribute `{token}`")]);
    }
}

#[test]
fn remote_definitions() {
    let items = "#[derive(Serialize, Deserialize)] #[serde(remote = \"far::Remote\")]
        struct Def { #[serde(getter = \"far::Remote::a\", rename = \"b\")] a: u8 }
        #[derive(Serialize, Deserialize)] #[serde(remote = \"far::Generic\")]
        struct GenericDef<X> { x: X }";
    let item = "struct T { #[serde(with = \"Def\")] d: far::Remote,
        #[serde(with = \"GenericDef\")] g: far::Generic<bool> }";
    assert_eq!(same(&format!("{DERIVE} {item} {items}")), "{ d: Def, g: GenericDef<boolean> }");
    // The parameters are those of the remote type, also behind an alias.
    let pair = "#[derive(Serialize, Deserialize)] #[serde(remote = \"far::Pair\")]
        struct PairDef<A, B> { a: A, b: B } type Flip<X, Y> = far::Pair<Y, X>;";
    for with in ["PairDef", "PairDef::<String, bool>"] {
        let item = format!("struct T {{ #[serde(with = \"{with}\")] p: Flip<bool, String> }}");
        assert_eq!(same(&format!("{DERIVE} {item} {pair}")), "{ p: PairDef<string, boolean> }");
    }
    let item = "struct T { #[serde(with = \"PairDef\")] p: far::Pair<u8> }";
    assert_eq!(
        refused(&format!("{DERIVE} {item} {pair}")),
        ["unmapped-serde-attribute `\"PairDef\"`"]
    );
    assert_eq!(
        refused(&format!("{DERIVE} struct T {{ d: Def }} {items}")),
        ["missing-derive `Def`"]
    );
}
