//! Structs: objects, tuples and the names of fields.

use super::support::{DERIVE, definition, pair, refused, same};

#[test]
fn structs() {
    let cases = [
        ("struct T { a: u8, b_c: String }", "{ a: integer, b_c: string }"),
        ("struct T(u8);", "integer"),
        ("struct T(u8, String);", "[integer, string]"),
        ("struct T;", "null"),
        ("struct T {}", "{  }"),
        ("struct T { r#type: u8 }", "{ type: integer }"),
        ("#[serde(rename_all = \"camelCase\")] struct T { b_c: u8 }", "{ bC: integer }"),
        ("struct T { #[serde(rename = \"x y\")] a: u8 }", "{ x y: integer }"),
        ("struct T { #[serde(skip)] a: Hidden, b: u8 }", "{ b: integer }"),
        ("#[serde(transparent)] struct T { a: u8 }", "integer"),
        ("#[serde(deny_unknown_fields)] struct T { a: u8 }", "{ a: integer }"),
    ];
    for (item, expected) in cases {
        assert_eq!(same(&format!("#[derive(Serialize, Deserialize)] {item}")), expected, "{item}");
    }
}

#[test]
fn directions_of_fields() {
    for (item, output, input) in [
        ("struct T { a: Option<u8> }", "{ a: integer | null }", "{ a?: integer | null }"),
        ("struct T { a: Box<Option<u8>> }", "{ a: integer | null }", "{ a?: integer | null }"),
        ("struct T { #[serde(default)] a: u8 }", "{ a: integer }", "{ a?: integer }"),
        ("#[serde(default)] struct T { a: u8 }", "{ a: integer }", "{ a?: integer }"),
        (
            "struct T { #[serde(skip_serializing_if = \"skip\")] a: u8 }",
            "{ a?: integer }",
            "{ a: integer }",
        ),
        ("struct T { #[serde(skip_serializing)] a: u8 }", "{  }", "{ a: integer }"),
        ("struct T { #[serde(skip_deserializing)] a: u8 }", "{ a: integer }", "{  }"),
        (
            "struct T { #[serde(rename(serialize = \"out\", deserialize = \"in\"))] a: u8 }",
            "{ out: integer }",
            "{ in: integer }",
        ),
        (
            "#[serde(rename_all(serialize = \"UPPERCASE\"))] struct T { a: u8 }",
            "{ A: integer }",
            "{ a: integer }",
        ),
        (
            "#[serde(tag = \"kind\")] struct T { a: u8 }",
            "{ kind: \"T\", a: integer }",
            "{ kind?: \"T\", a: integer }",
        ),
        (
            "#[serde(tag = \"kind\", deny_unknown_fields)] struct T { a: u8 }",
            "{ kind: \"T\", a: integer }",
            "{ a: integer }",
        ),
        ("struct T(u8, #[serde(skip_serializing)] u8);", "[integer]", "[integer, integer]"),
    ] {
        assert_eq!(definition(&format!("{DERIVE} {item}")), pair(output, input), "{item}");
    }
}

#[test]
fn tuples_with_optional_elements() {
    for (item, output, input) in [
        (
            "struct T(u8, #[serde(default)] String, #[serde(default)] bool);",
            "[integer, string, boolean]",
            "[integer] | [integer, string] | [integer, string, boolean]",
        ),
        (
            "#[serde(default)] struct T(u8, String);",
            "[integer, string]",
            "[] | [integer] | [integer, string]",
        ),
        (
            "enum T { A(u8, #[serde(default)] u8) }",
            "{ A: [integer, integer] }",
            "{ A: [integer] | [integer, integer] }",
        ),
        (
            "struct T(u8, #[serde(skip_serializing_if = \"f\")] String, u8);",
            "[integer, integer] | [integer, string, integer]",
            "[integer, string, integer]",
        ),
        (
            "struct T(u8, #[serde(skip)] Hidden, #[serde(skip_deserializing)] bool);",
            "[integer, boolean]",
            "[integer]",
        ),
        ("struct T(#[serde(skip)] u8);", "integer", "integer"),
        ("enum T { A(#[serde(skip)] Hidden, #[serde(skip)] Hidden) }", "{ A: [] }", "{ A: [] }"),
    ] {
        assert_eq!(definition(&format!("{DERIVE} {item}")), pair(output, input), "{item}");
    }
}

#[test]
fn fields_that_are_skipped_if_none_have_no_null() {
    let skip = "skip_serializing_if = \"Option::is_none\"";
    for (field, output, input) in [
        ("a: Option<u8>", "{ a?: integer }", "{ a?: integer }"),
        ("a: Box<Option<u8>>", "{ a?: integer }", "{ a?: integer }"),
        ("a: Maybe<u8>", "{ a?: integer }", "{ a?: integer }"),
        ("a: Option<()>", "{ a?: null }", "{ a?: null }"),
        ("a: Option<Option<u8>>", "{ a?: integer | null }", "{ a?: integer | null }"),
        ("#[serde(default)] a: Option<u8>", "{ a?: integer }", "{ a?: integer }"),
        ("#[serde(default = \"some\")] a: Option<u8>", "{ a?: integer }", "{ a?: integer | null }"),
        ("#[ipc(as = \"number\")] a: Option<u64>", "{ a?: number }", "{ a?: number }"),
        (
            "#[ipc(as = \"Option<u8>\")] a: Option<u64>",
            "{ a?: integer | null }",
            "{ a?: integer | null }",
        ),
    ] {
        let item = format!(
            "type Maybe<T> = Option<T>; #[derive(Serialize, Deserialize, IpcType)]
            struct T {{ #[serde({skip})] {field} }}"
        );
        assert_eq!(definition(&item), pair(output, input), "{field}");
    }
    for (item, output, input) in [
        (
            "#[serde(default)] struct T { #[serde(skip_serializing_if = \"Option::is_none\")] a: Option<u8> }",
            "{ a?: integer }",
            "{ a?: integer | null }",
        ),
        (
            "struct T { #[serde(skip_serializing_if = \"<Option<_>>::is_none\")] a: Option<u8> }",
            "{ a?: integer | null }",
            "{ a?: integer | null }",
        ),
        (
            "struct T { #[serde(skip_serializing_if = \"m::Option::is_none\")] a: Option<u8> }
            mod m { pub struct Option; }",
            "{ a?: integer | null }",
            "{ a?: integer | null }",
        ),
        (
            "struct T(u8, #[serde(skip_serializing_if = \"Option::is_none\")] Option<u8>);",
            "[integer] | [integer, integer]",
            "[integer, integer | null]",
        ),
        (
            "struct T(#[serde(skip_serializing_if = \"Option::is_none\")] Option<u8>);",
            "integer | null",
            "integer | null",
        ),
    ] {
        assert_eq!(definition(&format!("{DERIVE} {item}")), pair(output, input), "{item}");
    }
}

#[test]
fn aliases_are_accepted() {
    for (item, output, input) in [
        (
            "struct T { #[serde(alias = \"b\", alias = \"c\")] a: u8, d: u8 }",
            "{ a|b|c: integer, d: integer }",
            "{ a|b|c: integer, d: integer }",
        ),
        (
            "struct T { #[serde(default, alias = \"b\")] a: u8 }",
            "{ a: integer }",
            "{ a|b?: integer }",
        ),
        (
            "struct T { #[serde(rename = \"x\", alias = \"b\")] a: u8, #[serde(alias = \"d\")] c: u8 }",
            "{ x|b: integer, c|d: integer }",
            "{ x|b: integer, c|d: integer }",
        ),
        (
            "struct T { #[serde(rename(deserialize = \"b\", deserialize = \"c\"))] a: u8 }",
            "{ a: integer }",
            "{ b|c: integer }",
        ),
        ("enum T { #[serde(alias = \"b\")] A }", "\"A\"", "\"A\" | \"b\""),
        (
            "enum T { #[serde(alias = \"b\")] A(u8) }",
            "{ A: integer }",
            "OneOf<{ A: integer, b: integer }>",
        ),
        (
            "#[serde(tag = \"t\")] enum T { #[serde(alias = \"b\")] A { #[serde(alias = \"y\")] x: u8 } }",
            "{ t: \"A\", x: integer }",
            "{ t: \"A\" | \"b\", x|y: integer }",
        ),
    ] {
        assert_eq!(definition(&format!("{DERIVE} {item}")), pair(output, input), "{item}");
    }
    assert_eq!(
        refused(&format!("{DERIVE} struct T {{ a: u8, #[serde(alias = \"a\")] b: u8 }}")),
        ["duplicate-key `b`"]
    );
}

#[test]
fn duplicate_keys_are_refused() {
    assert_eq!(
        refused(&format!("{DERIVE} struct T {{ a: u8, #[serde(rename = \"a\")] b: u8 }}")),
        ["duplicate-key `b`"]
    );
    assert_eq!(
        refused(&format!("{DERIVE} enum T {{ A, #[serde(rename = \"A\")] B }}")),
        ["duplicate-key `B`"]
    );
}

#[test]
fn names_that_the_wire_reserves_are_refused() {
    for item in [
        "struct T { #[serde(rename = \"\\0a\")] a: u8 }",
        "enum T { #[serde(rename = \"\\0a\")] A }",
        "#[serde(tag = \"\\0a\")] enum T { A }",
    ] {
        let marks = refused(&format!("{DERIVE} {item}"));
        assert!(marks[0].starts_with("unmapped-serde-attribute"), "{item}: {marks:?}");
    }
}

#[test]
fn conditional_attributes_are_applied() {
    for (item, expected) in [
        ("struct T { #[cfg_attr(not(test), serde(rename = \"b\"))] a: u8 }", "{ b: integer }"),
        ("struct T { #[cfg_attr(test, serde(rename = \"b\"))] a: u8 }", "{ a: integer }"),
        ("struct T { #[cfg(test)] a: Hidden, b: u8 }", "{ b: integer }"),
        ("enum T { #[cfg(test)] A(Hidden), B }", "\"B\""),
        (
            "#[cfg_attr(all(), serde(rename_all = \"UPPERCASE\", deny_unknown_fields))] struct T { a: u8 }",
            "{ A: integer }",
        ),
    ] {
        assert_eq!(same(&format!("{DERIVE} {item}")), expected, "{item}");
    }
}
