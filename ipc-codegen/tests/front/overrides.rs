//! Shapes and names that `#[ipc(…)]` says.

use super::support::{both, definition, echo, marks, problems, same, schema};

const DERIVE: &str = "#[derive(Serialize, Deserialize, IpcType)]";

#[test]
fn fields_have_the_shape_that_is_said() {
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
fn directions_are_said_apart() {
    let items = "struct T { #[ipc(ts(output = \"Date\"), as(input = \"String\"))] a: foreign::Time,
        #[ipc(as(output = \"bool\"))] b: u8 }";
    assert_eq!(
        definition(&format!("{DERIVE} {items}")),
        ("{ a: Date, b: boolean }".to_owned(), "{ a: string, b: integer }".to_owned())
    );
}

#[test]
fn a_key_may_be_missing_if_its_own_type_is_an_option() {
    let items = "struct T { #[ipc(as = \"Option<String>\")] a: foreign::Time,
        #[ipc(as = \"Option<String>\")] b: Option<foreign::Time>, #[ipc(ts = \"1\")] c: Option<u8> }";
    assert_eq!(
        definition(&format!("{DERIVE} {items}")).1,
        "{ a: string | null, b?: string | null, c?: 1 }"
    );
}

#[test]
fn types_have_the_shape_that_is_said_whatever_they_derive() {
    let items = "#[derive(IpcType)] #[ipc(as = \"String\")] struct T(foreign::Time);
        impl Serialize for T {} impl<'de> Deserialize<'de> for T {}";
    assert_eq!(same(items), "string");
    let one = "#[derive(Serialize, IpcType)] #[ipc(ts(input = \"Date\"))] struct T(u8);";
    assert_eq!(definition(one), ("integer".to_owned(), "Date".to_owned()));
    let generic = format!("{DERIVE} #[ipc(ts = \"T[]\")] struct Few<T>(foreign::Few<T>);");
    assert_eq!(both("Few<u8>", &generic).0, "Few<integer>");
}

#[test]
fn integers_are_numbers_where_that_is_said() {
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
fn what_is_said_is_looked_up_where_it_stands() {
    let items = "mod m { use serde::*; #[derive(Serialize, Deserialize)] pub struct Inner;
        #[derive(Serialize, Deserialize)] pub struct T(#[ipc(as = \"Inner\")] u8); } use m::T;";
    assert_eq!(same(items), "Inner");
    let items = format!("{DERIVE} struct T(#[ipc(as = \"Vec<Nowhere>\")] u8);");
    assert_eq!(marks(&echo("T", &items)), ["unknown-name `\"Vec<Nowhere>\"`"]);
}

#[test]
fn what_is_said_wrongly_is_reported_once_where_it_is_reached() {
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
fn conditions_of_what_is_said_must_be_decided() {
    let items = format!("{DERIVE} struct T(#[cfg_attr(unix, ipc(ts = \"Date\"))] u8);");
    assert_eq!(marks(&echo("T", &items))[0], "unresolved-cfg `cfg_attr(unix, ipc(ts = \"Date\"))`");
}

#[test]
fn types_are_named_as_is_said() {
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
