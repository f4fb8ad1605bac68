//! Structs and enums, as serde's attributes shape them.

use ipc_codegen::schema::{Docs, Type};

use super::support::{definition, echo, help, print, problems, refused, same, schema};

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
            "{ kind?: \"T\", a: integer }",
        ),
        (
            "#[serde(tag = \"kind\", deny_unknown_fields)] struct T { a: u8 }",
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
    assert_eq!(
        definition(&format!("#[derive(Serialize, Deserialize)] {body}")),
        pair(
            "\"Unit\" | { New: integer } | { Tuple: [integer, integer] } | { Struct: { a: integer } }",
            "\"Unit\" | OneOf<{ New: integer, Tuple: [integer, integer], Struct: { a: integer } }>",
        )
    );
    let adjacent = |unit: &str| {
        format!(
            "{unit} | {{ t: \"New\", c: integer }} | {{ t: \"Tuple\", c: [integer, integer] }} \
             | {{ t: \"Struct\", c: {{ a: integer }} }}"
        )
    };
    assert_eq!(
        definition(&format!(
            "#[derive(Serialize, Deserialize)] #[serde(tag = \"t\", content = \"c\")] {body}"
        )),
        pair(&adjacent("{ t: \"Unit\" }"), &adjacent("{ t: \"Unit\", c?: null }"))
    );
    assert_eq!(
        same(&format!("#[derive(Serialize, Deserialize)] #[serde(untagged)] {body}")),
        "null | integer | [integer, integer] | { a: integer }"
    );
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
    assert_eq!(schema.types[0].docs, Docs::new("A type.\n\n  indented", Some("use U")));
    let json = serde_json::to_value(&schema.types[0]).expect("is JSON");
    assert_eq!(json["shape"]["object"][0]["docs"][0], "A field.");
    assert_eq!(json["shape"]["object"][0]["deprecated"], "");
}

#[test]
fn macros_that_rewrite_attributes_are_refused() {
    for name in ["serde_as", "skip_serializing_none"] {
        assert_eq!(
            refused(&format!(
                "#[serde_with::{name}] #[derive(Serialize, Deserialize)] struct T {{ a: u8 }}"
            )),
            [format!("unmapped-serde-attribute `serde_with::{name}`")]
        );
    }
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
    assert!(input.shapes.output.is_none() && input.shapes.input.is_some());
    assert!(output.shapes.output.is_some() && output.shapes.input.is_none());
    assert!(!output.input_differs);
}

#[test]
fn tagged_newtypes_hold_what_has_keys() {
    let items = |held: &str| {
        format!(
            "#[derive(Serialize, Deserialize)] #[serde(tag = \"t\")] enum T {{ A({held}) }}
             #[derive(Serialize, Deserialize)] struct Fine {{ a: u8 }}
             #[derive(Serialize, Deserialize)] struct Empty;
             #[derive(Serialize, Deserialize)] struct Tagged {{ t: u8 }}
             #[derive(Serialize, Deserialize)] enum Plain {{ B, C(u8) }}
             #[derive(Serialize, Deserialize)] #[serde(untagged)] enum Bare {{ D {{ a: u8 }}, E }}"
        )
    };
    for (held, expected) in [
        ("Fine", "{ t: \"A\" } & Fine"),
        ("Empty", "{ t: \"A\" }"),
        ("Plain", "{ t: \"A\" } & Keyed<Plain>"),
        ("std::collections::HashMap<String, u8>", "{ t: \"A\", [key]: integer }"),
    ] {
        assert_eq!(same(&items(held)), expected, "{held}");
    }
    for (held, code) in [
        ("u8", "tagged-newtype"),
        ("Option<Fine>", "tagged-newtype"),
        ("Bare", "tagged-newtype"),
        ("(u8, u8)", "tagged-newtype"),
        ("Tagged", "duplicate-key"),
    ] {
        assert_eq!(refused(&items(held)), [format!("{code} `{held}`")]);
    }
}

#[test]
fn wide_integers_are_told_from_other_numbers() {
    let derive = "#[derive(Serialize, Deserialize)]";
    let untagged = "#[derive(Serialize, Deserialize)] #[serde(untagged)] enum";
    let deep = "#[derive(Serialize, Deserialize)] struct Deep { a: Vec<u64> }";
    for fine in [
        "N(u64), S(String)",
        "N(u64), B(bool), U, L(Vec<u64>), M { n: u64 }",
        "N(Deep), S(Vec<f64>)",
        "A { a: u64 }, B { a: u8, b: u8 }",
        "A { a: u64, k: String }, B { a: u8, k: bool }",
        "A((u64, String)), B((f64, bool))",
        "A(Vec<(u64, String)>), B(Vec<(f64, bool)>)",
        "A((u64, u8)), B((f64, u8, u8))",
    ] {
        same(&format!("{untagged} T {{ {fine} }} {deep}"));
    }
    for (wrong, token) in [
        ("N(u64), F(f64)", "u64"),
        ("F(f64), N(u64)", "u64"),
        ("A(Vec<u64>), B(Vec<u8>)", "Vec<u64>"),
        ("A { a: u64 }, B { a: u8 }", "u64"),
        ("A(Deep), B { a: Vec<u8> }", "Deep"),
        ("A(u64), B(usize)", "u64"),
    ] {
        let marks = refused(&format!("{untagged} T {{ {wrong} }} {deep}"));
        assert_eq!(marks[0], format!("untagged-bigint `{token}`"), "{wrong}");
    }
    let items = |held: &str| {
        format!(
            "{derive} struct T {{ a: Outer<u64> }} {derive} struct Outer<X> {{ e: Either<X> }}
             {untagged} Either<X> {{ X(X), O({held}) }}"
        )
    };
    assert_eq!(refused(&items("f32")), ["untagged-bigint `Outer<u64>`"]);
    assert_eq!(same(&items("String")), "{ a: Outer<bigint> }");
}

#[test]
fn a_type_needs_more_than_itself() {
    let derive = "#[derive(Serialize, Deserialize)]";
    assert_eq!(refused(&format!("{derive} struct T(Option<Box<T>>);")), ["circular-type `T`"]);
    assert_eq!(
        refused(&format!("{derive} struct T(std::collections::HashMap<u8, T>);")),
        ["circular-type `T`"]
    );
    assert_eq!(
        same(&format!("{derive} struct T(std::collections::HashMap<String, T>);")),
        "Record<string, T>"
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
    // Each way into itself once, and not all ways through all others.
    assert_eq!(
        refused(&format!(
            "{derive} #[serde(tag = \"t\")] enum T {{ A(Box<T>), B(Box<T>), C(Box<T>), D {{}} }}"
        )),
        ["circular-type `T`"]
    );
}

const DERIVE: &str = "#[derive(Serialize, Deserialize)]";

#[test]
fn names_that_are_accepted_too() {
    for (item, output, input) in [
        (
            "struct T { #[serde(alias = \"b\", alias = \"c\")] a: u8, d: u8 }",
            "{ a: integer, d: integer }",
            "{ d: integer } & OneOf<{ a: integer, b: integer, c: integer }>",
        ),
        (
            "struct T { #[serde(default, alias = \"b\")] a: u8 }",
            "{ a: integer }",
            "OneOf<{ a?: integer, b?: integer }>",
        ),
        (
            "struct T { #[serde(rename = \"x\", alias = \"b\")] a: u8, #[serde(alias = \"d\")] c: u8 }",
            "{ x: integer, c: integer }",
            "OneOf<{ x: integer, b: integer }> & OneOf<{ c: integer, d: integer }>",
        ),
        (
            "struct T { #[serde(rename(deserialize = \"b\", deserialize = \"c\"))] a: u8 }",
            "{ a: integer }",
            "OneOf<{ b: integer, c: integer }>",
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
            "{ t: \"A\" | \"b\" } & OneOf<{ x: integer, y: integer }>",
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
fn a_variant_for_every_other_name() {
    for (item, output, input) in [
        ("enum T { A, #[serde(other)] B }", "\"A\" | \"B\"", "\"A\" | string"),
        (
            "#[serde(tag = \"t\")] enum T { A { x: u8 }, #[serde(other)] B }",
            "{ t: \"A\", x: integer } | { t: \"B\" }",
            "{ t: \"A\", x: integer } | { t: string }",
        ),
        (
            "#[serde(tag = \"t\", content = \"c\")] enum T { A(u8), #[serde(other)] B }",
            "{ t: \"A\", c: integer } | { t: \"B\" }",
            "{ t: \"A\", c: integer } | { t: string, c?: null }",
        ),
    ] {
        assert_eq!(definition(&format!("{DERIVE} {item}")), pair(output, input), "{item}");
    }
}

#[test]
fn variants_without_the_tag_of_the_others() {
    for (attribute, tagged) in [
        ("", "{ A: integer }"),
        ("#[serde(tag = \"t\", content = \"c\")]", "{ t: \"A\", c: integer }"),
    ] {
        let item = "enum T { A(u8), #[serde(untagged)] N(u8), #[serde(untagged)] S { s: u8 }, \
            #[serde(untagged)] U }";
        assert_eq!(
            same(&format!("{DERIVE} {attribute} {item}")),
            format!("{tagged} | integer | {{ s: integer }} | null")
        );
    }
    let wide = "enum T { A(u64), #[serde(untagged)] N(u64), #[serde(untagged)] F(f64) }";
    assert_eq!(refused(&format!("{DERIVE} {wide}")), ["untagged-bigint `u64`"]);
}

#[test]
fn types_that_stand_in() {
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
fn tuples_that_are_shorter_at_times() {
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
fn names_of_fields_and_variants_alone() {
    for (item, expected) in [
        (
            "#[serde(field_identifier, rename_all = \"snake_case\")] enum T { OneTwo, B }",
            "\"one_two\" | \"B\"",
        ),
        ("#[serde(field_identifier)] enum T { A, #[serde(other)] B }", "\"A\" | string"),
        ("#[serde(field_identifier)] enum T { A, B(String) }", "\"A\" | string"),
        (
            "#[serde(variant_identifier)] enum T { A, #[serde(alias = \"c\")] B }",
            "\"A\" | \"B\" | \"c\"",
        ),
    ] {
        let source = format!(
            "use serde::Deserialize; #[ipc_api] trait A {{ #[send] fn f(&self, v: T); }}
             #[derive(Deserialize)] {item}"
        );
        let schema = schema(&source);
        let input = schema.types[0].shapes.input.as_deref().map(super::support::print);
        let expected =
            expected.replace("\"B\"", if item.contains("snake") { "\"b\"" } else { "\"B\"" });
        assert_eq!(input.as_deref(), Some(&*expected), "{item}");
    }
}

#[test]
fn structs_are_flattened() {
    let items = "#[derive(Serialize, Deserialize)] struct S { x: u8, #[serde(default)] y: u8 }
        #[derive(Serialize, Deserialize)] struct N(S);
        #[derive(Serialize, Deserialize)] struct Empty;
        #[derive(Serialize, Deserialize)] struct Nested { n: u8, #[serde(flatten)] s: S }
        #[derive(Serialize, Deserialize)] struct P<X> { p: X }";
    for (fields, expected) in [
        ("a: u8, #[serde(flatten)] s: S", "{ a: integer } & S"),
        ("a: u8, #[serde(flatten)] s: Box<N>", "{ a: integer } & N"),
        ("a: u8, #[serde(flatten)] s: Nested", "{ a: integer } & Nested"),
        ("a: u8, #[serde(flatten)] s: P<u8>", "{ a: integer } & P<integer>"),
        ("a: u8, #[serde(flatten)] s: Option<S>", "{ a: integer } & AllOrNone<S>"),
        ("a: u8, #[serde(flatten)] e: Empty, #[serde(flatten)] u: ()", "{ a: integer }"),
        ("#[serde(flatten)] s: S", "S"),
        ("#[serde(flatten)] s: S, #[serde(flatten)] p: P<u8>", "S & P<integer>"),
        ("a: u8, #[serde(flatten, skip)] s: S", "{ a: integer }"),
    ] {
        assert_eq!(
            same(&format!("{DERIVE} struct T {{ {fields} }} {items}")),
            expected,
            "{fields}"
        );
    }
    for (fields, mark) in [
        ("x: u8, #[serde(flatten)] s: S", "duplicate-key `S`"),
        ("#[serde(flatten)] s: S, #[serde(flatten)] n: N", "duplicate-key `N`"),
        ("#[serde(flatten)] s: S, #[serde(alias = \"y\")] a: u8", "duplicate-key `S`"),
        ("#[serde(flatten)] s: u8", "flattened-type `u8`"),
        ("#[serde(flatten)] s: Vec<u8>", "flattened-type `Vec<u8>`"),
        ("#[serde(flatten)] s: (u8, u8)", "flattened-type `(u8, u8)`"),
        ("a: u8, #[serde(flatten)] s: Box<T>", "circular-type `T`"),
    ] {
        let marks = refused(&format!("{DERIVE} struct T {{ {fields} }} {items}"));
        assert!(marks.contains(&mark.to_owned()), "{fields}: {marks:?}");
    }
}

#[test]
fn enums_are_flattened() {
    let items = "#[derive(Serialize, Deserialize)] enum X { U, N(u8) }
        #[derive(Serialize, Deserialize)] enum O { N(u8) }
        #[derive(Serialize, Deserialize)] #[serde(tag = \"t\")] enum I { U, S { c: u8 } }
        #[derive(Serialize, Deserialize)] #[serde(tag = \"t\", content = \"c\")] enum A { U, N(u8) }
        #[derive(Serialize, Deserialize)] #[serde(untagged)] enum B { S { c: u8 }, R { d: u8 } }
        #[derive(Serialize, Deserialize)] #[serde(untagged)] enum W { S { c: u8 }, U }
        #[derive(Serialize, Deserialize)] #[serde(untagged)] enum V { S { c: u8 }, N(u8) }";
    for (held, expected) in [
        ("X", "{ a: integer } & Keyed<X>"),
        ("Option<X>", "{ a: integer } & AllOrNone<Keyed<X>>"),
        ("O", "{ a: integer } & O"),
        ("I", "{ a: integer } & I"),
        ("A", "{ a: integer } & A"),
        ("B", "{ a: integer } & B"),
    ] {
        let source = format!("{DERIVE} struct T {{ a: u8, #[serde(flatten)] e: {held} }} {items}");
        assert_eq!(same(&source), expected, "{held}");
        let variant =
            format!("{DERIVE} enum T {{ V {{ a: u8, #[serde(flatten)] e: {held} }} }} {items}");
        assert_eq!(same(&variant), format!("{{ V: {expected} }}"), "{held}");
    }
    for held in ["W", "V"] {
        let source = format!("{DERIVE} struct T {{ a: u8, #[serde(flatten)] e: {held} }} {items}");
        assert_eq!(refused(&source), [format!("flattened-type `{held}`")]);
    }
    let closed = |held: &str| {
        format!(
            "{DERIVE} #[serde(deny_unknown_fields)]
             struct T {{ a: u8, #[serde(flatten)] e: {held} }} {items}"
        )
    };
    assert_eq!(same(&closed("X")), "{ a: integer } & Keyed<X>");
    assert_eq!(same(&closed("A")), "{ a: integer } & A");
    for held in ["I", "B", "std::collections::HashMap<String, u8>"] {
        assert_eq!(refused(&closed(held)), [format!("flattened-type `{held}`")]);
    }
}

#[test]
fn maps_are_flattened() {
    let items = "use std::collections::*;
        #[derive(Serialize, Deserialize)] struct S { x: u8 }
        #[derive(Serialize, Deserialize)] #[serde(tag = \"t\")] enum I { S { c: u8 } }
        #[derive(Serialize, Deserialize)] struct M(BTreeMap<String, u8>);
        #[derive(Serialize, Deserialize, PartialEq, Eq, Hash)] enum K { L, R }";
    for (fields, expected) in [
        ("a: u8, #[serde(flatten)] m: HashMap<String, bool>", "{ a: integer, [key]: boolean }"),
        ("a: u8, #[serde(flatten)] m: Option<M>", "{ a: integer, [key]: integer }"),
        ("#[serde(flatten)] m: HashMap<String, bool>", "Record<string, boolean>"),
        (
            "#[serde(flatten)] s: S, #[serde(flatten)] m: HashMap<String, bool>",
            "{ [key]: boolean } & S",
        ),
        (
            "#[serde(flatten)] m: HashMap<String, u8>, #[serde(flatten)] n: BTreeMap<String, u8>",
            "Record<string, integer>",
        ),
        (
            "#[serde(flatten)] m: HashMap<String, u8>, #[serde(flatten)] s: S",
            "{ [key]: integer } & S",
        ),
        ("a: u8, #[serde(flatten)] m: HashMap<K, u8>", "{ a: integer } & Record<K, integer>"),
        ("a: u64, #[serde(flatten)] m: serde_json::Value", "{ a: bigint, [key]: json }"),
        (
            "#[serde(flatten)] i: I, #[serde(flatten)] m: HashMap<String, serde_json::Value>",
            "{ [key]: json } & I",
        ),
    ] {
        assert_eq!(
            same(&format!("{DERIVE} struct T {{ {fields} }} {items}")),
            expected,
            "{fields}"
        );
    }
    for (fields, mark) in [
        (
            "#[serde(flatten)] m: HashMap<String, bool>, #[serde(flatten)] s: S",
            "flattened-type `HashMap<String, bool>`",
        ),
        (
            "#[serde(flatten)] i: I, #[serde(flatten)] m: HashMap<String, u8>",
            "flattened-type `HashMap<String, u8>`",
        ),
    ] {
        assert_eq!(
            refused(&format!("{DERIVE} struct T {{ {fields} }} {items}")),
            [mark],
            "{fields}"
        );
    }
}

#[test]
fn parameters_are_flattened() {
    let items = "#[derive(Serialize, Deserialize)] struct Page<X> { a: u8, #[serde(flatten)] x: X }
        #[derive(Serialize, Deserialize)] struct Outer<X> { o: u8, #[serde(flatten)] p: Page<X> }
        #[derive(Serialize, Deserialize)] struct S { x: u8 }
        #[derive(Serialize, Deserialize)] enum X { U }";
    let with = |held: &str| format!("{DERIVE} struct T {{ p: Outer<{held}> }} {items}");
    let schema = schema(&echo("T", &with("S")));
    let page =
        schema.types.iter().find(|ty| ty.name == "Page").and_then(|ty| ty.shapes.output.as_deref());
    assert_eq!(page.map(super::support::print).as_deref(), Some("{ a: integer } & X"));
    for (held, expected) in
        [("X", "{ a: integer } & Keyed<X>"), ("()", "{ a: integer } & Keyed<X>")]
    {
        let schema = super::support::schema(&echo("T", &with(held)));
        let page = schema
            .types
            .iter()
            .find(|ty| ty.name == "Page")
            .and_then(|ty| ty.shapes.output.as_deref());
        assert_eq!(page.map(super::support::print).as_deref(), Some(expected), "{held}");
    }
    assert_eq!(refused(&with("u8")), ["flattened-type `Outer<u8>`"]);
    let taken =
        "struct T { p: Page<Taken> } #[derive(Serialize, Deserialize)] struct Taken { a: u8 }";
    assert_eq!(refused(&format!("{DERIVE} {taken} {items}")), ["duplicate-key `Page<Taken>`"]);
    let wide =
        "struct T { p: Page<Wide> } #[derive(Serialize, Deserialize)] struct Wide { w: u128 }";
    assert_eq!(refused(&format!("{DERIVE} {wide} {items}")), ["unmapped-type `Page<Wide>`"]);
    let maybe =
        "#[derive(Serialize, Deserialize)] struct W<X> { a: u8, #[serde(flatten)] x: Option<X> }
        #[derive(Serialize, Deserialize)] struct Only<X> { #[serde(flatten)] x: X }
        #[derive(Serialize, Deserialize)] struct S { x: u8 }";
    let item = "struct T { w: W<S>, m: Only<std::collections::HashMap<String, u8>> }";
    assert_eq!(
        same(&format!("{DERIVE} {item} {maybe}")),
        "{ w: W<S>, m: Only<Record<string, integer>> }"
    );
}

#[test]
fn what_parameters_bring_besides_keys_is_written_out() {
    let items = "use std::collections::{BTreeMap, HashMap};
        #[derive(Serialize, Deserialize)] struct Page<X> { a: u8, #[serde(flatten)] x: X }
        #[derive(Serialize, Deserialize)] struct Outer<X> { p: Page<X>, list: Vec<X> }
        #[derive(Serialize, Deserialize)] struct Flat<X> { o: bool, #[serde(flatten)] p: Page<X> }
        #[derive(Serialize, Deserialize)] enum E<X> { A { #[serde(flatten)] x: X, b: u8 }, B(X) }
        #[derive(Serialize, Deserialize)] struct Node<X> { #[serde(flatten)] x: X, next: Option<Box<Node<X>>> }
        #[derive(Serialize, Deserialize)] struct Names<X>(HashMap<String, X>);
        #[derive(Serialize, Deserialize)] struct S { x: u8 }";
    for (used, expected) in [
        ("Page<HashMap<String, bool>>", "{ a: integer, [key]: boolean }"),
        ("Page<Names<bool>>", "{ a: integer, [key]: boolean }"),
        ("Page<serde_json::Value>", "{ a: integer, [key]: json }"),
        ("Page<Option<S>>", "{ a: integer } & AllOrNone<S>"),
        ("Page<S>", "Page<S>"),
        ("Outer<Option<S>>", "{ p: { a: integer } & AllOrNone<S>, list: (S | null)[] }"),
        ("Outer<S>", "Outer<S>"),
        ("Flat<BTreeMap<String, u8>>", "{ o: boolean, a: integer, [key]: integer }"),
        ("E<Option<S>>", "{ A: { b: integer } & AllOrNone<S> } | { B: S | null }"),
        ("Vec<Page<HashMap<String, Page<S>>>>", "({ a: integer, [key]: Page<S> })[]"),
        (
            "Page<HashMap<String, Page<Option<S>>>>",
            "{ a: integer, [key]: { a: integer } & AllOrNone<S> }",
        ),
        ("Node<S>", "Node<S>"),
    ] {
        let item = format!("#[derive(Serialize)] struct T {{ t: {used} }} {items}");
        let item = item.replace("use std", "use serde::*; use std");
        let source = format!("#[ipc_api] trait A {{ #[event] fn f(t: T, u: {used}); }} {item}");
        let schema = schema(&source);
        let t = schema
            .types
            .iter()
            .find(|ty| ty.name == "T")
            .and_then(|ty| ty.shapes.output.as_deref());
        assert_eq!(t.map(print), Some(format!("{{ t: {expected} }}")), "{used}");
        assert_eq!(print(&schema.apis[0].methods[0].args[1].ty), expected, "{used}");
        let is_kept = schema.types.iter().any(|ty| ty.name == "Page");
        assert_eq!(is_kept, expected.contains("Page") || used.starts_with("Outer<S"), "{used}");
    }
    for held in ["Option<S>", "HashMap<String, u8>"] {
        let item = format!("{DERIVE} struct T {{ n: Node<{held}> }} {items}");
        assert_eq!(refused(&item), [format!("flattened-type `Node<{held}>`")]);
    }
}

#[test]
fn serde_keeps_no_integers_of_128_bits_whatever_they_are_here() {
    let milliseconds = "#[serde(with = \"time::serde::timestamp::milliseconds\")] at: Hidden";
    let number = "#[ipc(as = \"number\")] at: u128";
    for (field, of) in [(milliseconds, "Hidden"), (number, "u128")] {
        assert_eq!(same(&format!("{DERIVE} struct T {{ {field} }}")), "{ at: number }");
        let inner = format!("{DERIVE} struct Inner {{ {field} }}");
        for (item, mark) in [
            ("struct T { a: u8, #[serde(flatten)] inner: Inner }".to_owned(), "Inner"),
            ("#[serde(tag = \"t\")] enum T { A(Inner) }".to_owned(), "Inner"),
            (format!("#[serde(tag = \"t\")] enum T {{ A {{ {field} }} }}"), of),
            ("#[serde(untagged)] enum T { A(Vec<Inner>) }".to_owned(), "Vec<Inner>"),
        ] {
            let refused = refused(&format!("{DERIVE} {item} {inner}"));
            assert_eq!(refused, [format!("unmapped-type `{mark}`")], "{item}");
        }
        let narrow = field.replace("milliseconds", "milliseconds_i64").replace("u128", "u64");
        let item = format!("#[serde(tag = \"t\")] enum T {{ A {{ {narrow} }} }}");
        assert_eq!(same(&format!("{DERIVE} {item}")), "{ t: \"A\", at: number }");
    }
}

#[test]
fn modules_that_write_and_read() {
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
fn types_that_stand_for_remote_ones() {
    let items = "#[derive(Serialize, Deserialize)] #[serde(remote = \"far::Remote\")]
        struct Def { #[serde(getter = \"far::Remote::a\", rename = \"b\")] a: u8 }
        #[derive(Serialize, Deserialize)] #[serde(remote = \"far::Generic\")]
        struct GenericDef<X> { x: X }";
    let item = "struct T { #[serde(with = \"Def\")] d: far::Remote,
        #[serde(with = \"GenericDef\")] g: far::Generic<bool> }";
    assert_eq!(same(&format!("{DERIVE} {item} {items}")), "{ d: Def, g: GenericDef<boolean> }");
    // The parameters are those of the remote type, however it is named here.
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

#[test]
fn names_that_the_wire_keeps_for_itself() {
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
fn conditions_around_attributes() {
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

#[test]
fn a_parameter_may_be_an_option() {
    let items =
        "#[derive(Serialize, Deserialize)] struct G<X> { x: X, y: Vec<X>, #[serde(default)] z: X }
        #[derive(Serialize, Deserialize)] #[serde(tag = \"t\", content = \"c\")] enum A<X> { N(X) }
        #[derive(Serialize, Deserialize)] enum E<X> { N(X) }";
    let inputs = |held: &str| {
        let source = echo(&format!("(G<{held}>, A<{held}>, E<{held}>)"), items);
        let types = schema(&source).types;
        let inputs = types.iter().filter_map(|ty| ty.shapes.input.as_deref());
        inputs.map(super::support::print).collect::<Vec<_>>()
    };
    assert_eq!(
        inputs("Option<u8>"),
        ["{ t: \"N\" } & Lenient<{ c: X }>", "{ N: X }", "{ y: (X)[], z?: X } & Lenient<{ x: X }>",]
    );
    assert_eq!(inputs("u8"), ["{ t: \"N\", c: X }", "{ N: X }", "{ x: X, y: (X)[], z?: X }"]);
}

#[test]
fn an_object_has_only_so_many_looks() {
    let parts = |count: usize| {
        let structs = (0..count).map(|at| format!("{DERIVE} struct P{at} {{ x{at}: u64 }} "));
        let fields = (0..count).map(|at| format!("#[serde(flatten)] p{at}: Option<P{at}>, "));
        let (structs, fields): (String, String) = (structs.collect(), fields.collect());
        format!("{structs} {DERIVE} struct T {{ {fields} }}")
    };
    assert_eq!(same(&parts(3)).matches("AllOrNone").count(), 3);
    let refused = refused(&parts(10));
    assert_eq!(refused, ["flattened-type `Option<P9>`"]);
}

#[test]
fn parameters_that_do_not_cross_are_left_out() {
    let items = "
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Id<T> { id: u32, of: std::marker::PhantomData<T> }
        #[derive(serde::Serialize, serde::Deserialize)]
        enum Skipped<T, U> { A(#[serde(skip)] T), #[serde(skip)] B(U), C(U) }
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Held { id: Id<NotSerde>, list: Vec<Skipped<dyn Send, u8>> }
        struct NotSerde;";
    let schema = schema(&echo("Held", items));
    let types: Vec<_> =
        schema.types.iter().map(|ty| format!("{}<{}>", ty.name, ty.params.join(", "))).collect();
    assert_eq!(types, ["Held<>", "Id<>", "Skipped<U>"]);
    assert_eq!(
        print(schema.types[0].shapes.input.as_deref().unwrap()),
        "{ id: Id, list: (Skipped<integer>)[] }"
    );
}

#[test]
fn parameters_that_cross_as_something_else_are_left_out() {
    let items = "
        #[derive(Serialize, Deserialize)]
        struct T { a: Written<NotSerde>, b: Said<NotSerde, u8>, c: Held<NotSerde>, d: By<NotSerde> }
        #[derive(Serialize, Deserialize)] struct Written<T> { #[serde(with = \"hex\")] bytes: T }
        #[derive(Serialize, Deserialize, IpcType)]
        struct Said<T, U> { #[ipc(as = \"u8\")] a: T, #[ipc(ts = \"U[]\")] b: Vec<T> }
        #[derive(Serialize, Deserialize)] struct Held<T> { id: Id<T>, written: Box<Written<T>> }
        #[derive(Serialize, Deserialize)] #[serde(from = \"u8\", into = \"u8\")] struct By<T>(T);
        #[derive(Serialize, Deserialize)] struct Id<T> { of: std::marker::PhantomData<T> }
        struct NotSerde;";
    assert_eq!(same(items), "{ a: Written, b: Said<integer>, c: Held, d: By }");
}

#[test]
fn arguments_that_grow_without_end_are_refused_and_many_definitions_are_not() {
    let derive = "#[derive(serde::Serialize, serde::Deserialize)]";
    for part in ["P<(U, U)>", "P<Vec<U>>"] {
        let items = format!("type T = P<u8>; {derive} struct P<U> {{ v: U, n: Vec<{part}> }}");
        assert_eq!(refused(&items), ["circular-type `P<u8>`"], "{part}");
    }
    let chain = (1..1200).map(|at| (at, (at + 1) % 1200));
    let chain: Vec<_> = chain
        .map(|(at, next)| format!("{derive} struct C{at}<U> {{ v: U, n: Vec<C{next}<U>> }}"))
        .collect();
    let items = format!("type T = C1<u8>; {derive} struct C0<U>(U); {}", chain.concat());
    assert_eq!(schema(&echo("T", &items)).types.len(), 1200);
}

#[test]
fn the_docs_of_a_variant_stand_at_the_key_that_names_it() {
    for (attribute, key) in [
        ("", "One"),
        ("#[serde(tag = \"kind\")]", "kind"),
        ("#[serde(tag = \"kind\", content = \"content\")]", "kind"),
    ] {
        let items = format!(
            "#[derive(serde::Serialize, serde::Deserialize)] {attribute} enum E {{
                /// The first.
                #[deprecated(note = \"use none\")] #[serde(alias = \"Un\")]
                One {{ a: u8 }} }}"
        );
        let schema = schema(&echo("E", &items));
        for shape in [&schema.types[0].shapes.output, &schema.types[0].shapes.input] {
            let shape = shape.as_deref();
            let Some(Type::Union(members)) = shape else { panic!("{shape:?} is no union") };
            let [Type::Object(fields) | Type::OneOf(fields)] = members.as_slice() else {
                panic!("{members:?} is no object");
            };
            assert_eq!(fields[0].name, key);
            assert_eq!(fields[0].docs, Docs::new("The first.", Some("use none")));
            assert!(fields[1..].iter().all(|field| field.docs == Docs::default()));
        }
    }
}
