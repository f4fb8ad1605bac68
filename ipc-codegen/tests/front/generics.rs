//! Generic and recursive definitions.

use super::support::{DERIVE, echo, print, refused, same, schema};

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
fn a_type_that_is_only_itself_is_refused() {
    assert_eq!(refused(&format!("{DERIVE} struct T(Option<Box<T>>);")), ["circular-type `T`"]);
    assert_eq!(
        refused(&format!("{DERIVE} struct T(std::collections::HashMap<u8, T>);")),
        ["circular-type `T`"]
    );
    assert_eq!(
        same(&format!("{DERIVE} struct T(std::collections::HashMap<String, T>);")),
        "Record<string, T>"
    );
    assert_eq!(
        refused(&format!("{DERIVE} struct T(L<T>); {DERIVE} struct L<X>(Vec<X>);")),
        ["circular-type `T`"]
    );
    assert_eq!(same(&format!("{DERIVE} struct T(Vec<T>);")), "(T)[]");
    let wrapped =
        "struct T(Option<P<T>>); #[derive(Serialize, Deserialize)] struct P<X> { v: Vec<X> }";
    assert_eq!(same(&format!("{DERIVE} {wrapped}")), "P<T> | null");
    assert_eq!(refused("type T = Option<U>; type U = Vec<T>;"), ["circular-type `T`"]);
    // Each cycle is followed once, so the time does not grow exponentially.
    assert_eq!(
        refused(&format!(
            "{DERIVE} #[serde(tag = \"t\")] enum T {{ A(Box<T>), B(Box<T>), C(Box<T>), D {{}} }}"
        )),
        ["circular-type `T`"]
    );
}

#[test]
fn an_optional_argument_makes_a_key_optional() {
    let items =
        "#[derive(Serialize, Deserialize)] struct G<X> { x: X, y: Vec<X>, #[serde(default)] z: X }
        #[derive(Serialize, Deserialize)] #[serde(tag = \"t\", content = \"c\")] enum A<X> { N(X) }
        #[derive(Serialize, Deserialize)] enum E<X> { N(X) }";
    let inputs = |held: &str| {
        let source = echo(&format!("(G<{held}>, A<{held}>, E<{held}>)"), items);
        let types = schema(&source).types;
        let inputs = types.iter().filter_map(|ty| ty.shapes.input.as_deref());
        inputs.map(print).collect::<Vec<_>>()
    };
    assert_eq!(
        inputs("Option<u8>"),
        [
            "{ t: \"N\" } & MissingAsNull<{ c: X }>",
            "{ N: X }",
            "{ y: (X)[], z?: X } & MissingAsNull<{ x: X }>",
        ]
    );
    assert_eq!(inputs("u8"), ["{ t: \"N\", c: X }", "{ N: X }", "{ x: X, y: (X)[], z?: X }"]);
}

#[test]
fn parameters_that_do_not_cross_are_omitted() {
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
fn parameters_with_overridden_shapes_are_omitted() {
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
fn arguments_that_grow_without_end_are_refused() {
    for part in ["P<(U, U)>", "P<Vec<U>>"] {
        let items = format!("type T = P<u8>; {DERIVE} struct P<U> {{ v: U, n: Vec<{part}> }}");
        assert_eq!(refused(&items), ["circular-type `P<u8>`"], "{part}");
    }
    let chain = (1..1200).map(|at| (at, (at + 1) % 1200));
    let chain: Vec<_> = chain
        .map(|(at, next)| format!("{DERIVE} struct C{at}<U> {{ v: U, n: Vec<C{next}<U>> }}"))
        .collect();
    let items = format!("type T = C1<u8>; {DERIVE} struct C0<U>(U); {}", chain.concat());
    assert_eq!(schema(&echo("T", &items)).types.len(), 1200);
}
