//! What only all traits and types together show.

use super::support::{help, marks, problems, schema};

#[test]
fn types_of_one_name() {
    let source = "#[ipc_api] trait Api { #[send] fn f(&self, a: file::Filter, b: text::Filter); }
        mod file { #[derive(serde::Deserialize)] pub struct Filter; }
        mod text { #[derive(serde::Deserialize)] pub struct Filter; }";
    assert_eq!(
        problems(source),
        [
            "duplicate-type `Filter`: `lib.rs::text::Filter` and `lib.rs::file::Filter` would have one \
          name in TypeScript"
        ]
    );
    assert_eq!(
        help(source),
        ["give one of them another name in TypeScript: `#[derive(ipc_runtime::IpcType)] \
          #[ipc(name = \"TextFilter\")]`"]
    );
    let api = "#[ipc_api] trait Api { #[send] fn f(&self, a: m::Api); }
        mod m { #[derive(serde::Deserialize)] pub struct Api; }";
    assert_eq!(marks(api), ["duplicate-type `Api`"]);
}

#[test]
fn names_that_mean_something_already() {
    let source = |name| {
        format!(
            "#[ipc_api] trait Api {{ #[send] fn f(&self, a: {name}); }}
             #[derive(serde::Deserialize)] struct {name};"
        )
    };
    for name in ["Promise", "Record", "Partial", "Uint8Array", "IpcError", "IpcErrorCode", "bigint"]
    {
        assert_eq!(marks(&source(name)), [format!("reserved-type-name `{name}`")], "{name}");
    }
    for name in ["Map", "Error", "Date", "Event", "File", "Location", "Window"] {
        schema(&source(name));
    }
    let source = "#[ipc_api(window = \"app\")] trait Promise { #[send] fn f(&self); }";
    assert_eq!(
        problems(source),
        [
            "reserved-type-name `Promise`: the API `Promise` has the name of a type of TypeScript that \
          the generated `types.ts` uses"
        ]
    );
    assert_eq!(help(source), ["rename it, for example to `AppPromise`"]);
}

#[test]
fn apis_share_nothing() {
    let source = "#[ipc_api(window = \"app\")] trait A { #[send(\"x\")] fn f(&self); }
        #[ipc_api(window = \"app\")] trait B { #[send(\"x\")] fn g(&self); }
        mod m { #[ipc_api(window = \"other\")] trait A { #[send(\"y\")] fn f(&self); } }
        #[ipc_api(peer = \"main\")] trait C { #[event(\"x\")] fn h(); }";
    assert_eq!(
        problems(source),
        [
            "duplicate-api-key `\"app\"`: `window.app` is taken by another API",
            "duplicate-channel `\"x\"`: `A` has a channel `x` already",
            "duplicate-api `A`: there are two APIs named `A`",
            "duplicate-channel `\"x\"`: `A` has a channel `x` already",
        ]
    );
    let apart = "#[ipc_api(window = \"app\")] trait A { #[send] fn f(&self); }
        #[ipc_api(peer = \"main\")] trait App { #[event] fn h(); }";
    assert_eq!(schema(apart).mains[0].key, "app");
}

#[test]
fn input_names_appear_where_shapes_differ() {
    let schema = schema(
        "#[ipc_api] trait Api { #[invoke] fn f(&self, v: Outer) -> Outer; #[send] fn g(&self, v: Only); }
        #[derive(serde::Serialize, serde::Deserialize)] struct Outer { inner: Vec<Inner>, page: Page<Inner>, same: Same }
        #[derive(serde::Serialize, serde::Deserialize)] struct Inner { a: Option<u8>, next: Box<Outer> }
        #[derive(serde::Serialize, serde::Deserialize)] struct Page<T> { items: Vec<T> }
        #[derive(serde::Serialize, serde::Deserialize)] struct Same { a: u8, again: Vec<Same> }
        #[derive(serde::Deserialize)] struct Only { a: Option<u8> }",
    );
    let names: Vec<_> =
        schema.types.iter().map(|ty| (ty.name.as_str(), ty.input_name.as_str())).collect();
    assert_eq!(
        names,
        [
            ("Inner", "InnerInput"),
            ("Only", "Only"),
            ("Outer", "OuterInput"),
            ("Page", "Page"),
            ("Same", "Same")
        ]
    );
}

#[test]
fn an_input_name_may_be_taken() {
    let source = "#[ipc_api] trait Api { #[invoke] fn f(&self, v: Foo, w: FooInput) -> Foo; }
        #[derive(serde::Serialize, serde::Deserialize)] struct Foo { a: Option<u8> }
        #[derive(serde::Deserialize)] struct FooInput;";
    assert_eq!(
        problems(source),
        [
            "duplicate-type `FooInput`: `lib.rs::FooInput` has the name that TypeScript needs for what \
          Rust accepts as `Foo`"
        ]
    );
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_source() {
    let source = "#[ipc_api] trait Api { #[send] fn f(&self, a: Alpha, b: Beta) -> u8; }
        #[ipc_api] trait Other { #[send] fn f(&self, a: Gamma, b: Delta); }
        #[ipc_api] trait Last { #[send] fn f(&self, a: Alpha2, b: Fine); }
        #[derive(serde::Deserialize)] struct Fine { #[serde(with = \"m\")] a: u8, b: &'static str }";
    let codes: Vec<_> = marks(source);
    assert_eq!(codes[0].split(' ').next(), Some("send-returns-value"));
    assert_eq!(
        codes[1..4],
        ["unknown-name `Gamma`", "unknown-name `Delta`", "unknown-name `Alpha2`"]
    );
    assert_eq!(codes[4], "unmapped-serde-attribute `\"m\"`");
}
