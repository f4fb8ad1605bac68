//! Rules that need all traits and types.

use super::support::{help, marks, problems, schema};

#[test]
fn types_need_different_names() {
    let source = "#[ipc_api] trait Api { #[send] fn f(&self, a: file::Filter, b: text::Filter); }
        mod file { #[derive(serde::Deserialize)] pub struct Filter; }
        mod text { #[derive(serde::Deserialize)] pub struct Filter; }";
    assert_eq!(
        problems(source),
        [
            "duplicate-type `Filter`: `lib.rs::text::Filter` and `lib.rs::file::Filter` would have the \
          same name in TypeScript"
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
fn names_of_globals_are_allowed() {
    for name in
        ["Promise", "Record", "IpcError", "bigint", "string", "delete", "Window", "__", "_1"]
    {
        let ty = schema(&format!(
            "#[ipc_api] trait Api {{ #[send] fn {name}(&self, {name}: {name}); }}
             #[derive(serde::Deserialize)] struct {name};"
        ));
        assert_eq!(ty.types[0].name, name);
        let api = schema(&format!(
            "#[ipc_api(window = \"app\")] trait {name} {{ #[event] fn {name}({name}: u8); }}"
        ));
        assert_eq!(api.apis[0].name, name);
    }
}

#[test]
fn keys_may_share_an_object_if_their_members_differ() {
    let api = |name: &str, key: &str, method: &str| {
        format!("#[ipc_api(window = \"{key}\")] trait {name} {{ #[send] fn {method}(&self); }}\n")
    };
    for keys in
        [["ipc.a", "ipc.b.c", "ipc.b.d"], ["app", "app", "app"], ["ipc", "ipc.b.c", "ipc.b"]]
    {
        let [first, second, third] = keys;
        let apart = api("A", first, "f") + &api("B", second, "g") + &api("C", third, "h");
        assert_eq!(schema(&apart).apis.into_iter().map(|api| api.key).collect::<Vec<_>>(), keys);
    }
    let same = api("A", "app", "f") + &api("B", "app", "f");
    assert_eq!(
        problems(&same),
        ["duplicate-js-name `f`: `window.app.f` is a method of `A` and of `B`"]
    );
    for (first, second, mark) in [("ipc", "ipc.b.c", "`\"ipc.b.c\"`"), ("ipc.b.c", "ipc", "`b`")] {
        let (names, object) =
            if first == "ipc" { (("b", "f"), ("A", "B")) } else { (("f", "b"), ("B", "A")) };
        assert_eq!(
            problems(&(api("A", first, names.0) + &api("B", second, names.1))),
            [format!(
                "duplicate-api-key {mark}: `window.ipc.b` is a method of `{}`, but `{}` is at \
                 `window.ipc.b.c`",
                object.0, object.1
            )]
        );
    }
    for (key, message) in [
        ("ipc.", "`ipc.` has an empty part before or after a dot"),
        ("ipc.a-b", "`a-b` is not a JavaScript identifier"),
        ("location.a", "`window.location` already exists in every page"),
        ("ipc.__proto__", "`__proto__` has a special meaning on JavaScript objects"),
    ] {
        assert_eq!(
            problems(&api("A", key, "f")),
            [format!("reserved-name `\"{key}\"`: {message}")]
        );
    }
}

#[test]
fn apis_need_different_exports_in_the_client() {
    let source = "#[ipc_api(window = \"a\")] trait FooBar { #[send(\"a\")] fn f(&self); }
        #[ipc_api(window = \"b\")] trait Foo_Bar { #[send(\"b\")] fn f(&self); }";
    assert_eq!(
        problems(source),
        ["duplicate-api `Foo_Bar`: another API is also exported as `fooBar` from `client`"]
    );
}

#[test]
fn apis_need_different_names_keys_and_channels() {
    let source = "#[ipc_api(window = \"app\")] trait A { #[send(\"x\")] fn f(&self); }
        #[ipc_api(window = \"app\")] trait B { #[send(\"x\")] fn f(&self); }
        mod m { #[ipc_api(window = \"other\")] trait A { #[send(\"y\")] fn f(&self); } }
        #[ipc_api(peer = \"main\")] trait C { #[send(\"x\")] fn h(&self); }";
    assert_eq!(
        problems(source),
        [
            "duplicate-channel `\"x\"`: `A` already has a channel `x`",
            "duplicate-js-name `f`: `window.app.f` is a method of `A` and of `B`",
            "duplicate-api `A`: there are two APIs named `A`",
            "duplicate-channel `\"x\"`: `A` already has a channel `x`",
        ]
    );
    let directions = "#[ipc_api] trait A { #[send(\"x\")] fn f(&self); #[event(\"x\")] fn g(); }
        #[ipc_api] trait B { #[event(\"x\")] fn f(); }
        #[ipc_api(peer = \"main\")] trait C { #[request(\"x\")] async fn f() -> u8; }";
    assert_eq!(
        problems(directions),
        ["duplicate-channel `\"x\"`: `A` already has a channel `x`"; 2]
    );
    let apart = "#[ipc_api(window = \"app\")] trait A { #[send] fn f(&self); }
        #[ipc_api(peer = \"main\")] trait App { #[event] fn h(); }";
    assert_eq!(schema(apart).apis[1].key, "app");
}

#[test]
fn the_input_differs_where_a_shape_does() {
    let schema = schema(
        "#[ipc_api] trait Api { #[invoke] fn f(&self, v: Outer) -> Outer; #[send] fn g(&self, v: Only); }
        #[derive(serde::Serialize, serde::Deserialize)] struct Outer { inner: Vec<Inner>, page: Page<Inner>, same: Same }
        #[derive(serde::Serialize, serde::Deserialize)] struct Inner { a: Option<u8>, next: Box<Outer> }
        #[derive(serde::Serialize, serde::Deserialize)] struct Page<T> { items: Vec<T> }
        #[derive(serde::Serialize, serde::Deserialize)] struct Same { a: u8, again: Vec<Same> }
        #[derive(serde::Deserialize)] struct Only { a: Option<u8> }",
    );
    let names: Vec<_> =
        schema.types.iter().map(|ty| (ty.name.as_str(), ty.input_differs)).collect();
    assert_eq!(
        names,
        [("Inner", true), ("Only", false), ("Outer", true), ("Page", false), ("Same", false)]
    );
}

#[test]
fn input_names_may_collide() {
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
fn names_of_failures_may_collide() {
    let source = |error: &str, other: &str| {
        format!(
            "#[ipc_api] trait Api {{ #[invoke] fn f(&self, v: {other}) -> Result<u8, {error}>; }}
            #[derive(serde::Serialize)] struct {error};
            impl std::fmt::Display for {error} {{}}
            #[derive(serde::Deserialize)] struct {other};"
        )
    };
    assert_eq!(
        problems(&source("OpenError", "OpenErrorFailure")),
        [
            "duplicate-type `OpenErrorFailure`: `lib.rs::OpenErrorFailure` has the name that TypeScript \
          needs for a call that fails with `OpenError`"
        ]
    );
    assert_eq!(
        problems(&source("IpcError", "Other")),
        [
            "runtime-name `IpcError`: the name `IpcError` is reserved for the failures of the runtime"
        ]
    );
}

#[test]
fn all_problems_are_reported_at_once_in_source_order() {
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
