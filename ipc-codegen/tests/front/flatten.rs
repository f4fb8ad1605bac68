//! Tests of `#[serde(flatten)]`.

use super::support::{DERIVE, echo, print, refused, same, schema};

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
        ("X", "{ a: integer } & StringsAsKeys<X>"),
        ("Option<X>", "{ a: integer } & AllOrNone<StringsAsKeys<X>>"),
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
    assert_eq!(same(&closed("X")), "{ a: integer } & StringsAsKeys<X>");
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
    assert_eq!(page.map(print).as_deref(), Some("{ a: integer } & X"));
    for (held, expected) in
        [("X", "{ a: integer } & StringsAsKeys<X>"), ("()", "{ a: integer } & StringsAsKeys<X>")]
    {
        let schema = super::support::schema(&echo("T", &with(held)));
        let page = schema
            .types
            .iter()
            .find(|ty| ty.name == "Page")
            .and_then(|ty| ty.shapes.output.as_deref());
        assert_eq!(page.map(print).as_deref(), Some(expected), "{held}");
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
fn uses_whose_arguments_are_more_than_keys_are_inlined() {
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
fn integers_of_128_bits_cannot_be_buffered() {
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
fn the_number_of_shapes_of_an_object_is_limited() {
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
