//! Enums: how variants are tagged and named.

use ipc_codegen::schema::{Docs, Type};

use super::support::{DERIVE, definition, echo, pair, print, refused, same, schema};

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
        assert_eq!(same(&format!("{DERIVE} {item}")), expected, "{item}");
    }
    let one_way = format!("{DERIVE} enum T {{ A, #[serde(skip_deserializing)] B }}");
    assert_eq!(definition(&one_way), pair("\"A\" | \"B\"", "\"A\""));
}

#[test]
fn other_variants_accept_any_name() {
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
fn variants_may_be_untagged() {
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
    assert_eq!(same(&format!("{DERIVE} {wide}")), "{ A: bigint } | number | bigint");
}

#[test]
fn field_and_variant_identifiers() {
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
        let input = schema.types[0].shapes.input.as_deref().map(print);
        let expected =
            expected.replace("\"B\"", if item.contains("snake") { "\"b\"" } else { "\"B\"" });
        assert_eq!(input.as_deref(), Some(&*expected), "{item}");
    }
}

#[test]
fn internally_tagged_newtypes_need_keys() {
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
        ("Plain", "{ t: \"A\" } & StringsAsKeys<Plain>"),
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
fn wide_integers_must_be_distinguishable_in_untagged_enums() {
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
    for (numbers, expected) in [
        ("N(u64), F(f64)", "number | bigint"),
        ("S(String), N(i64), F(Float)", "string | number | bigint"),
        ("S(u8), N(Wide), U", "number | bigint | null"),
        ("A(u64), B(usize)", "number | bigint"),
        ("A(u64), B(i64)", "bigint | bigint"),
        ("N(Vec<u64>), S(u8)", "(bigint)[] | integer"),
    ] {
        let named = "#[derive(Serialize, Deserialize)] struct Wide(i64);
            #[derive(Serialize, Deserialize)] struct Float(f64);";
        assert_eq!(same(&format!("{untagged} T {{ {numbers} }} {named}")), expected, "{numbers}");
    }
    for (wrong, token) in [
        ("F(f64), N(u64)", "u64"),
        ("S(u8), F(f32), T(String), N(u64)", "u64"),
        ("N(Option<u64>), F(f64)", "Option<u64>"),
        ("A(Vec<u64>), B(Vec<u8>)", "Vec<u64>"),
        ("A { a: u64 }, B { a: u8 }", "u64"),
        ("A(Deep), B { a: Vec<u8> }", "Deep"),
    ] {
        let marks = refused(&format!("{untagged} T {{ {wrong} }} {deep}"));
        assert_eq!(marks[0], format!("untagged-bigint `{token}`"), "{wrong}");
    }
    let items = |held: &str| {
        format!(
            "{DERIVE} struct T {{ a: Outer<u64> }} {DERIVE} struct Outer<X> {{ e: Either<X> }}
             {untagged} Either<X> {{ X(X), O({held}) }}"
        )
    };
    assert_eq!(refused(&items("Vec<u8>), P(Vec<X>")), ["untagged-bigint `Outer<u64>`"]);
    assert_eq!(same(&items("f32")), "{ a: Outer<bigint> }");
    assert_eq!(same(&items("String")), "{ a: Outer<bigint> }");
}

#[test]
fn docs_of_a_variant_are_at_the_key_that_names_it() {
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

#[test]
fn numbers_stand_for_variants_with_serde_repr() {
    let derive = "use serde_repr::{Serialize_repr, Deserialize_repr};
        #[derive(Serialize_repr, Deserialize_repr)]";
    assert_eq!(
        same(&format!("{derive} #[repr(u8)] enum T {{ Low, High = 5, Higher }}")),
        "0 | 5 | 6"
    );
    assert_eq!(same(&format!("{derive} #[repr(i64)] enum T {{ A = -1 }}")), "-1");
    assert_eq!(
        definition(&format!("{derive} #[repr(i16)] enum T {{ A = 1, #[serde(other)] B }}")),
        pair("1 | 2", "integer")
    );
    let documented = "#[repr(u8)] enum T { A, #[serde(rename = \"another\")] B }";
    assert_eq!(
        same(&format!("{derive} {documented}")),
        "0 | 1",
        "only `other` reads other numbers"
    );
    let largest = "#[repr(i64)] enum T { A = 9007199254740991 }";
    assert_eq!(same(&format!("{derive} {largest}")), "9007199254740991");
    // A number that JavaScript has only as a `bigint`, whether it is written or follows from the one before.
    for items in [
        "#[repr(u8)] enum T { A = B }",
        "#[repr(u8)] enum T { A(u8) }",
        "#[repr(i64)] enum T { A = 9007199254740992 }",
        "#[repr(i64)] enum T { A = 9007199254740991, B }",
        "#[repr(i64)] enum T { A = -9007199254740992 }",
    ] {
        assert_eq!(refused(&format!("{derive} {items}"))[0], "missing-derive `T`", "{items}");
    }
    let unknown = "use other::Serialize_repr; #[derive(Serialize_repr)] #[repr(u8)] enum T { A }";
    assert_eq!(refused(unknown)[0], "missing-derive `T`");
}
