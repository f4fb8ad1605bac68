//! Shapes and names from `#[ipc(…)]`.

use super::support::{both, definition, echo, marks, problems, same, schema};

const DERIVE: &str = "#[derive(Serialize, Deserialize, IpcType)]";

#[test]
fn fields_may_override_their_shape() {
    for (item, expected) in [
        ("struct T { #[ipc(ts = \"Date|null\")] a: foreign::Time }", "{ a: Date | null }"),
        ("struct T { #[ipc(as = \"Vec<String>\")] a: foreign::Tags }", "{ a: (string)[] }"),
        ("struct T(#[ipc(as = \"m::Id\")] u8); mod m { pub type Id = u32; }", "integer"),
        ("struct T(u8, #[ipc(ts = \"1\")] u8);", "[integer, 1]"),
        ("#[serde(transparent)] struct T { #[ipc(ts = \"1 | 2\")] a: u8 }", "1 | 2"),
        ("enum T { A(#[ipc(as = \"bool\")] u8) }", "{ A: boolean }"),
        ("enum T { #[ipc(ts = \"Date\")] A(foreign::Time) }", "{ A: Date }"),
        (
            "#[serde(tag = \"t\")] enum T { A(#[ipc(ts = \"Point\")] foreign::Point) }",
            "{ t: \"A\" } & Point",
        ),
        (
            "#[serde(tag = \"t\")] enum T { #[ipc(ts = \"Point\")] A { x: foreign::X } }",
            "{ t: \"A\" } & Point",
        ),
    ] {
        assert_eq!(same(&format!("{DERIVE} {item}")), expected, "{item}");
    }
}

#[test]
fn directions_may_have_different_overrides() {
    let items = "struct T { #[ipc(ts(output = \"Date\"), as(input = \"String\"))] a: foreign::Time,
        #[ipc(as(output = \"bool\"))] b: u8 }";
    assert_eq!(
        definition(&format!("{DERIVE} {items}")),
        ("{ a: Date, b: boolean }".to_owned(), "{ a: string, b: integer }".to_owned())
    );
}

#[test]
fn the_type_itself_decides_whether_a_key_is_optional() {
    let items = "struct T { #[ipc(as = \"Option<String>\")] a: foreign::Time,
        #[ipc(as = \"Option<String>\")] b: Option<foreign::Time>, #[ipc(ts = \"1\")] c: Option<u8> }";
    assert_eq!(
        definition(&format!("{DERIVE} {items}")).1,
        "{ a: string | null, b?: string | null, c?: 1 }"
    );
}

#[test]
fn types_with_overrides_need_no_derives() {
    let items = "#[derive(IpcType)] #[ipc(as = \"String\")] struct T(foreign::Time);
        impl Serialize for T {} impl<'de> Deserialize<'de> for T {}";
    assert_eq!(same(items), "string");
    let one = "#[derive(Serialize, IpcType)] #[ipc(ts(input = \"Date\"))] struct T(u8);";
    assert_eq!(definition(one), ("integer".to_owned(), "Date".to_owned()));
    let generic = format!("{DERIVE} #[ipc(ts = \"T[]\")] struct Few<T>(foreign::Few<T>);");
    assert_eq!(both("Few<u8>", &generic).0, "Few<integer>");
}

#[test]
fn integers_may_be_numbers() {
    for (ty, expected) in [
        ("u64", "number"),
        ("Option<i128>", "number | null"),
        ("[u64; 2]", "[number, number]"),
        ("std::collections::HashMap<String, Id>", "Record<string, number>"),
    ] {
        let item = format!("{DERIVE} struct T(#[ipc(as = \"number\")] {ty}); type Id = u64;");
        assert_eq!(same(&item), expected, "{ty}");
    }
    let untagged = format!(
        "{DERIVE} #[serde(untagged)] enum T {{ A(#[ipc(as = \"number\")] u64), B(String) }}"
    );
    assert_eq!(same(&untagged), "number | string");
}

#[test]
fn numbers_need_an_integer() {
    for ty in ["String", "u32", "Held", "(u64, String)"] {
        let items =
            format!("{DERIVE} struct T(#[ipc(as = \"number\")] {ty}); {DERIVE} struct Held(u64);");
        assert_eq!(marks(&echo("T", &items)), ["not-an-integer `\"number\"`"], "{ty}");
    }
}

#[test]
fn names_in_overrides_are_resolved_in_their_scope() {
    let items = "mod m { use serde::*; #[derive(Serialize, Deserialize)] pub struct Inner;
        #[derive(Serialize, Deserialize)] pub struct T(#[ipc(as = \"Inner\")] u8); } use m::T;";
    assert_eq!(same(items), "Inner");
    let items = format!("{DERIVE} struct T(#[ipc(as = \"Vec<Nowhere>\")] u8);");
    assert_eq!(marks(&echo("T", &items)), ["unknown-name `\"Vec<Nowhere>\"`"]);
}

#[test]
fn invalid_overrides_are_reported_once_if_reached() {
    let items = format!("{DERIVE} struct T(#[ipc(ts = \"<\")] u8);");
    assert_eq!(
        problems(&echo("T", &items)),
        [
            "invalid-typescript `\"<\"`: this TypeScript type cannot be read: expected a type, found `<`"
        ]
    );
    assert!(schema(&echo("u8", &items)).types.is_empty());
}

#[test]
fn unresolved_conditions_of_overrides_are_refused() {
    let items = format!("{DERIVE} struct T(#[cfg_attr(unix, ipc(ts = \"Date\"))] u8);");
    assert_eq!(marks(&echo("T", &items))[0], "unresolved-cfg `cfg_attr(unix, ipc(ts = \"Date\"))`");
}

#[test]
fn types_may_override_their_name() {
    let source = echo(
        "(file::Filter, text::Filter)",
        "mod file { #[derive(serde::Serialize, serde::Deserialize)] pub struct Filter; }
         mod text { #[derive(serde::Serialize, serde::Deserialize, ipc_runtime::IpcType)]
            #[ipc(name = \"TextFilter\")] pub struct Filter; }",
    );
    let types: Vec<_> = schema(&source).types.into_iter().map(|ty| (ty.name, ty.rust)).collect();
    let names = [("Filter", "lib.rs::file::Filter"), ("TextFilter", "lib.rs::text::Filter")];
    assert_eq!(types, names.map(|(name, rust)| (name.to_owned(), rust.to_owned())));
}
