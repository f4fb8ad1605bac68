//! Structs and enums, as serde's attributes shape them.

use super::support::{definition, echo, help, problems, refused, same, schema};

fn pair(output: &str, input: &str) -> (String, String) {
    (output.to_owned(), input.to_owned())
}

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
    let derive = "#[derive(Serialize, Deserialize)]";
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
            "{ a: integer }",
        ),
        ("struct T(u8, #[serde(skip_serializing)] u8);", "[integer]", "[integer, integer]"),
    ] {
        assert_eq!(definition(&format!("{derive} {item}")), pair(output, input), "{item}");
    }
}

#[test]
fn enums_in_four_representations() {
    let body = "enum T { Unit, New(u8), Tuple(u8, u8), Struct { a: u8 } }";
    for (attribute, expected) in [
        (
            "",
            "\"Unit\" | { New: integer } | { Tuple: [integer, integer] } | { Struct: { a: integer } }",
        ),
        (
            "#[serde(tag = \"t\", content = \"c\")]",
            "{ t: \"Unit\" } | { t: \"New\", c: integer } | { t: \"Tuple\", c: [integer, integer] } \
             | { t: \"Struct\", c: { a: integer } }",
        ),
        ("#[serde(untagged)]", "null | integer | [integer, integer] | { a: integer }"),
    ] {
        let source = format!("#[derive(Serialize, Deserialize)] {attribute} {body}");
        assert_eq!(same(&source), expected, "{attribute}");
    }
    let internal = "#[derive(Serialize, Deserialize)] #[serde(tag = \"t\")] \
        enum T { Unit, Nothing(()), Held(Inner), Struct { a: u8 } } \
        #[derive(Serialize, Deserialize)] struct Inner { b: u8 }";
    assert_eq!(
        same(internal),
        "{ t: \"Unit\" } | { t: \"Nothing\" } | { t: \"Held\" } & Inner | { t: \"Struct\", a: integer }"
    );
}

#[test]
fn names_of_variants() {
    let derive = "#[derive(Serialize, Deserialize)]";
    for (item, expected) in [
        ("#[serde(rename_all = \"kebab-case\")] enum T { OneTwo }", "\"one-two\""),
        ("enum T { #[serde(rename = \"1\")] One }", "\"1\""),
        (
            "#[serde(rename_all_fields = \"camelCase\")] enum T { A { b_c: u8 } }",
            "{ A: { bC: integer } }",
        ),
        ("enum T { #[serde(rename_all = \"UPPERCASE\")] A { b: u8 } }", "{ A: { B: integer } }"),
        ("enum T { A, #[serde(skip)] B(Hidden) }", "\"A\""),
        ("enum T { A(#[serde(skip)] Hidden) }", "\"A\""),
        ("enum T {}", "never"),
    ] {
        assert_eq!(same(&format!("{derive} {item}")), expected, "{item}");
    }
    let one_way = format!("{derive} enum T {{ A, #[serde(skip_deserializing)] B }}");
    assert_eq!(definition(&one_way), pair("\"A\" | \"B\"", "\"A\""));
}

#[test]
fn generics_stay_generic() {
    let items = "#[derive(Serialize, Deserialize)] struct T { p: Page<u8>, q: Page<String, bool> }
        #[derive(Serialize, Deserialize)] struct Page<I, X = Vec<I>> { items: Vec<I>, extra: X }";
    assert_eq!(same(items), "{ p: Page<integer, (integer)[]>, q: Page<string, boolean> }");
    let schema = schema(&echo("T", items));
    assert_eq!(schema.types[0].params, ["I", "X"]);
    assert_eq!(schema.types[0].rust, "lib.rs::Page");
}

#[test]
fn a_type_may_contain_itself() {
    let items = "#[derive(Serialize, Deserialize)] struct T { children: Vec<T>, this: Box<Self> }";
    assert_eq!(same(items), "{ children: (T)[], this: T }");
}

#[test]
fn docs_and_deprecation_are_carried() {
    let items = "#[derive(Serialize, Deserialize)]
        /// A type.
        ///
        ///   indented
        #[deprecated(since = \"1\", note = \"use U\")] struct T {
            /// A field.
            #[deprecated] a: u8,
        }";
    let schema = schema(&echo("T", items));
    let docs = &schema.types[0].docs;
    assert_eq!(docs.docs, ["A type.", "", "  indented"]);
    assert_eq!(docs.deprecated.as_deref(), Some("use U"));
    let json = serde_json::to_value(&schema.types[0]).expect("is JSON");
    assert_eq!(json["output"]["object"][0]["docs"][0], "A field.");
    assert_eq!(json["output"]["object"][0]["deprecated"], "");
}

#[test]
fn serde_attributes_that_are_not_mapped() {
    let derive = "#[derive(Serialize, Deserialize)]";
    for (item, token) in [
        ("#[serde(from = \"u8\")] struct T(u8);", "from"),
        ("#[serde(try_from = \"u8\")] struct T(u8);", "try_from"),
        ("#[serde(into = \"u8\")] struct T(u8);", "into"),
        ("#[serde(remote = \"U\")] struct T { a: u8 }", "remote"),
        ("struct T { #[serde(flatten)] a: U }", "flatten"),
        ("struct T { #[serde(with = \"m\")] a: u8 }", "with"),
        ("struct T { #[serde(serialize_with = \"m\")] a: u8 }", "serialize_with"),
        ("struct T { #[serde(deserialize_with = \"m\")] a: u8 }", "deserialize_with"),
        ("struct T { #[serde(alias = \"b\")] a: u8 }", "alias"),
        ("enum T { #[serde(alias = \"b\")] A }", "alias"),
        ("#[serde(tag = \"t\")] enum T { A, #[serde(other)] B }", "other"),
        ("enum T { A, #[serde(untagged)] B(u8) }", "untagged"),
    ] {
        let marks = refused(&format!("{derive} {item}"));
        assert_eq!(marks, [format!("unmapped-serde-attribute `{token}`")], "{item}");
    }
    let twice = "struct T { #[serde(rename(deserialize = \"a\", deserialize = \"b\"))] x: u8 }";
    assert_eq!(refused(&format!("{derive} {twice}")), ["unmapped-serde-attribute `x`"]);
    let tuple = "struct T(#[serde(skip_serializing_if = \"f\")] u8, u8);";
    assert!(refused(&format!("{derive} {tuple}"))[0].starts_with("unmapped-serde-attribute"));
    let newtype = "struct T(#[serde(skip)] u8);";
    assert!(refused(&format!("{derive} {newtype}"))[0].starts_with("unmapped-serde-attribute"));
    assert_eq!(
        refused("#[serde_with::serde_as] #[derive(Serialize, Deserialize)] struct T { a: u8 }"),
        ["unmapped-serde-attribute `serde_with::serde_as`"]
    );
}

#[test]
fn what_serde_refuses_is_refused_in_its_words() {
    let derive = "#[derive(Serialize, Deserialize)]";
    assert_eq!(
        problems(&echo("T", &format!("{derive} struct T {{ #[serde(renam = \"b\")] a: u8 }}"))),
        ["serde `renam`: unknown serde field attribute `renam`"]
    );
    assert_eq!(
        refused(&format!("{derive} #[serde(tag = \"t\")] enum T {{ A {{ t: u8 }} }}"))[0]
            .split(' ')
            .next(),
        Some("serde")
    );
    assert_eq!(
        refused(&format!("{derive} union T {{ a: u8 }}"))[0].split(' ').next(),
        Some("serde")
    );
    assert_eq!(
        refused(&format!("{derive} #[serde(rename_all = \"camelCase\")] enum T {{ Über }}")),
        ["serde `Über`"]
    );
    assert_eq!(
        refused(&format!("{derive} #[serde(rename_all = \"camelCase\")] struct T {{ __: u8 }}")),
        ["serde `__`"]
    );
}

#[test]
fn keys_must_differ() {
    let derive = "#[derive(Serialize, Deserialize)]";
    assert_eq!(
        refused(&format!("{derive} struct T {{ a: u8, #[serde(rename = \"a\")] b: u8 }}")),
        ["duplicate-key `b`"]
    );
    assert_eq!(
        refused(&format!("{derive} enum T {{ A, #[serde(rename = \"A\")] B }}")),
        ["duplicate-key `B`"]
    );
}

#[test]
fn both_traits_must_be_derived_where_both_are_used() {
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
        ["what a hand-written implementation does cannot be read: derive it instead, or say what \
             it does: `#[derive(ipc_runtime::IpcType)] #[ipc(as = \"RustType\")]`"]
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
fn only_one_direction_is_asked_for_where_only_one_is_used() {
    let schema = schema(
        "#[ipc_api] trait A { #[send] fn f(&self, v: In); #[event] fn g(v: Out); }
         #[derive(serde::Deserialize)] struct In(Option<u8>);
         #[derive(serde::Serialize)] struct Out { a: Option<u8> }",
    );
    let [input, output] = schema.types.as_slice() else { panic!("two types") };
    assert!(input.output.is_none() && input.input.is_some());
    assert!(output.output.is_some() && output.input.is_none());
    assert_eq!(output.input_name, "Out");
}

#[test]
fn tagged_newtypes_hold_objects() {
    let tagged = |held: &str| {
        refused(&format!(
            "#[derive(Serialize, Deserialize)] #[serde(tag = \"t\")] enum T {{ A({held}) }}
             #[derive(Serialize, Deserialize)] struct Fine {{ a: u8 }}
             #[derive(Serialize, Deserialize)] struct Tagged {{ t: u8 }}
             #[derive(Serialize, Deserialize)] enum Plain {{ A }}"
        ))
    };
    assert_eq!(tagged("u8"), ["tagged-newtype `u8`"]);
    assert_eq!(tagged("Option<Fine>"), ["tagged-newtype `Option<Fine>`"]);
    assert_eq!(tagged("Tagged"), ["tagged-newtype `Tagged`"]);
    assert_eq!(tagged("Plain"), ["tagged-newtype `Plain`"]);
    assert_eq!(
        tagged("std::collections::HashMap<String, u8>"),
        ["tagged-newtype `std::collections::HashMap<String, u8>`"]
    );
}

#[test]
fn wide_integers_stay_out_of_untagged_enums() {
    let derive = "#[derive(Serialize, Deserialize)]";
    let untagged = "#[derive(Serialize, Deserialize)] #[serde(untagged)] enum";
    assert_eq!(
        refused(&format!("{untagged} T {{ N(u64), S(String) }}")),
        ["untagged-bigint `u64`"]
    );
    assert_eq!(
        refused(&format!("{untagged} T {{ N(Deep) }} {derive} struct Deep {{ a: Vec<u64> }}")),
        ["untagged-bigint `Deep`"]
    );
    assert_eq!(
        refused(&format!(
            "{derive} struct T {{ a: Outer<u64> }} {derive} struct Outer<X> {{ e: Either<X> }}
             {untagged} Either<X> {{ X(X), S(String) }}"
        )),
        ["untagged-bigint `Outer<u64>`"]
    );
    assert_eq!(same(&format!("{untagged} T {{ N(u32), S(String) }}")), "integer | string");
}

#[test]
fn a_type_needs_more_than_itself() {
    let derive = "#[derive(Serialize, Deserialize)]";
    assert_eq!(refused(&format!("{derive} struct T(Option<Box<T>>);")), ["circular-type `T`"]);
    assert_eq!(
        refused(&format!("{derive} struct T(std::collections::HashMap<String, T>);")),
        ["circular-type `T`"]
    );
    assert_eq!(
        refused(&format!("{derive} struct T(L<T>); {derive} struct L<X>(Vec<X>);")),
        ["circular-type `T`"]
    );
    assert_eq!(same(&format!("{derive} struct T(Vec<T>);")), "(T)[]");
    let wrapped =
        "struct T(Option<P<T>>); #[derive(Serialize, Deserialize)] struct P<X> { v: Vec<X> }";
    assert_eq!(same(&format!("{derive} {wrapped}")), "P<T> | null");
    assert_eq!(refused("type T = Option<U>; type U = Vec<T>;"), ["circular-type `T`"]);
}
