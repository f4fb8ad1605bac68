//! Types of the language and of std.

use ipc_codegen::schema::CodeSource;

use super::support::{both, echo, help, marks, print, problems, refused, same, schema, shape};

const DERIVE: &str = "#[derive(serde::Serialize, serde::Deserialize)]";

#[test]
fn primitives() {
    for (rust, expected) in [
        ("bool", "boolean"),
        ("u8", "integer"),
        ("i32", "integer"),
        ("usize", "number"),
        ("isize", "number"),
        ("u64", "bigint"),
        ("i128", "bigint"),
        ("f32", "float"),
        ("f64", "float"),
        ("char", "string"),
        ("String", "string"),
        ("std::path::PathBuf", "string"),
        ("()", "null"),
        ("core::primitive::u16", "integer"),
    ] {
        assert_eq!(shape(rust, ""), expected, "{rust}");
    }
}

#[test]
fn containers() {
    for (rust, expected) in [
        ("Option<u8>", "integer | null"),
        ("Option<Option<u8>>", "integer | null"),
        ("Vec<String>", "(string)[]"),
        ("Vec<u8>", "(integer)[]"),
        ("std::collections::VecDeque<bool>", "(boolean)[]"),
        ("std::collections::HashSet<bool, Hasher>", "(boolean)[]"),
        ("std::collections::BTreeSet<char>", "(string)[]"),
        ("[f32; 3]", "[float, float, float]"),
        ("[u8; 0]", "[]"),
        ("[u8; 0x11]", "(integer)[]"),
        ("[u8; LENGTH]", "(integer)[]"),
        ("(u8, String)", "[integer, string]"),
        ("(u8,)", "[integer]"),
        ("((u8))", "integer"),
        ("std::collections::HashMap<String, u8>", "Record<string, integer>"),
        ("std::collections::BTreeMap<Box<str>, u8>", "Record<string, integer>"),
        ("std::collections::BTreeMap<i32, bool>", "Record<integer, boolean>"),
        ("std::collections::BTreeMap<u128, bool>", "Record<bigint, boolean>"),
        ("std::collections::BTreeMap<bool, bool>", "Record<boolean, boolean>"),
        ("std::collections::BTreeMap<char, ()>", "Record<string, null>"),
    ] {
        assert_eq!(shape(rust, "pub struct Hasher;"), expected, "{rust}");
    }
}

#[test]
fn map_keys_must_be_possible_in_json() {
    let items = "
        use std::collections::BTreeMap as Map;
        #[derive(Serialize, Deserialize)] pub struct Id<T>(T);
        #[derive(Serialize, Deserialize)] pub enum Side { Left, Right }
        #[derive(Serialize, Deserialize)] pub enum Shape { Point, Circle(u8) }
        #[derive(Serialize, Deserialize)] #[serde(tag = \"is\")] pub enum Tagged { A, B }
        #[derive(Serialize, Deserialize)] #[serde(untagged)] pub enum Word { A(String), B(char) }
        #[derive(Serialize, Deserialize)] #[serde(untagged)] pub enum Mixed { A(u8), B(String) }
        #[derive(Serialize, Deserialize)] pub struct Pair(u8, u8);
        #[derive(Serialize, Deserialize)] pub struct Loop(Box<Loop>);
    ";
    for (key, expected) in [
        ("Id<String>", "Record<Id<string>, boolean>"),
        ("Id<Id<u64>>", "Record<Id<Id<bigint>>, boolean>"),
        ("Side", "Record<Side, boolean>"),
        ("Word", "Record<Word, boolean>"),
    ] {
        assert_eq!(shape(&format!("Map<{key}, bool>"), items), expected, "{key}");
    }
    for key in ["Id<()>", "Id<Id<Pair>>", "Shape", "Tagged", "Mixed", "Pair", "Vec<u8>"] {
        let mark = format!("unmapped-type `{key}`");
        assert_eq!(marks(&echo(&format!("Map<{key}, bool>"), items)), [&*mark, &mark], "{key}");
    }
    assert_eq!(marks(&echo("Map<Loop, bool>", items)), ["circular-type `Loop`"]);
}

#[test]
fn map_keys_may_be_parameters() {
    let items = "
        use std::collections::BTreeMap as Map;
        #[derive(Serialize, Deserialize)] pub struct Table<K> { rows: Map<K, u8> }
        #[derive(Serialize, Deserialize)] pub struct Both<K> { a: Table<K>, b: Map<Id<K>, K> }
        #[derive(Serialize, Deserialize)] pub struct Id<T>(T);
        #[derive(Serialize, Deserialize)] pub struct Ids<T>(Id<T>);
        #[derive(Serialize, Deserialize)] pub struct Of<T> { of: Map<Ids<T>, u8> }
        #[derive(Serialize, Deserialize)] pub enum Side { Left, Right }
        #[derive(Serialize, Deserialize)] #[serde(untagged)] pub enum Any<K> { A(Map<K, u8>) }
        #[derive(Serialize, Deserialize)] pub struct Pair(u8, u8);";
    for (used, expected) in [
        ("Table<String>", "Table<string>"),
        ("Table<bool>", "Table<boolean>"),
        ("Table<Id<u64>>", "Table<Id<bigint>>"),
        ("Both<Side>", "Both<Side>"),
        ("Of<u8>", "Of<integer>"),
        ("Any<String>", "Any<string>"),
    ] {
        assert_eq!(shape(used, items), expected, "{used}");
    }
    for used in ["Table<Pair>", "Both<Vec<u8>>", "Of<()>", "Table<Option<String>>"] {
        let mark = format!("unmapped-type `{used}`");
        assert_eq!(marks(&echo(used, items)), [&*mark, &mark], "{used}");
    }
    // serde buffers the keys as text, and reads no numbers from it.
    assert_eq!(marks(&echo("Any<u8>", items)), ["unmapped-type `Any<u8>`"]);
}

#[test]
fn parameters_that_hide_types_must_not_be_mentioned() {
    for item in [
        "#[derive(IpcType)] pub struct T<Inner> { #[ipc(ts = \"Inner[]\")] a: Inner, b: inner::Inner }",
        "#[derive(IpcType)] pub struct T<InnerInput> { #[ipc(ts = \"`${InnerInput}`\")] a: InnerInput, b: inner::Inner }",
    ] {
        let items = format!(
            "#[derive(Serialize, Deserialize)] {item}
             mod inner {{ #[derive(serde::Serialize, serde::Deserialize)]
                pub struct Inner {{ #[serde(default)] a: u8 }} }}"
        );
        assert_eq!(marks(&echo("T<u8>", &items)), ["hidden-type `T`"], "{item}");
    }
    let items =
        "#[derive(Serialize, Deserialize)] pub struct T<Inner> { a: Inner, b: inner::Inner }
        mod inner { #[derive(serde::Serialize, serde::Deserialize)] pub struct Inner; }";
    assert_eq!(shape("T<u8>", items), "T<integer>");
    let items = "#[derive(Serialize, Deserialize)] pub struct T<Inner> { a: Inner }
        #[derive(Serialize, Deserialize)] pub struct Inner;";
    assert_eq!(shape("T<Inner>", items), "T<Inner>");
}

#[test]
fn pointers_are_transparent() {
    for (rust, expected) in [
        ("Box<u8>", "integer"),
        ("std::sync::Arc<str>", "string"),
        ("std::rc::Rc<String>", "string"),
        ("std::borrow::Cow<'static, str>", "string"),
        ("Box<[u8]>", "(integer)[]"),
        ("Box<std::path::Path>", "string"),
        ("Box<Option<Box<u8>>>", "integer | null"),
    ] {
        assert_eq!(shape(rust, ""), expected, "{rust}");
    }
}

#[test]
fn bytes_of_three_crates() {
    for rust in ["ipc_runtime::Bytes", "bytes::Bytes", "serde_bytes::ByteBuf"] {
        assert_eq!(shape(rust, ""), "bytes", "{rust}");
    }
}

#[test]
fn static_references_can_only_be_sent() {
    let items = "#[derive(Serialize)] pub struct Word { text: &'static str, of: &'static [u8] }";
    let source = format!("{items} #[ipc_api] trait A {{ #[event] fn f(v: Word); }}")
        .replace("Serialize", "serde::Serialize");
    let schema = schema(&source);
    let shape = schema.types[0].shapes.output.as_deref().map(print);
    assert_eq!(shape.as_deref(), Some("{ text: string, of: (integer)[] }"));
}

#[test]
fn arrays_whose_lengths_are_parameters_are_parameters() {
    let items = "
        #[derive(Serialize, Deserialize)] pub struct Grid<T, const W: usize, const H: usize = 2> {
            cells: [[T; W]; H], first: Option<T>,
        }
        #[derive(Serialize, Deserialize)] pub struct Row<const N: usize, const M: usize = N> {
            twice: [u8; N * 2], names: Box<[Option<String>; M]>,
        }
        #[derive(Serialize, Deserialize)] pub struct Rows<const N: usize> { row: Row<N>, more: Row<3, N> }
        #[derive(Serialize, Deserialize)] pub struct Long<const N: usize> {
            #[serde(with = \"serde_big_array::BigArray\")] bytes: [u8; N],
            #[serde(with = \"serde_big_array::BigArray\")] pair: [u8; 2],
            #[serde(with = \"serde_big_array::BigArray\")] many: [u8; 64],
        }
        type Pairs<V, const N: usize = 2> = [(String, V); N];
        pub const SIDE: usize = 3;
        type Square<const N: usize, T = u8> = Grid<T, N, N>;
    ";
    for (rust, expected) in [
        ("Grid<u8, 1>", "Grid<integer, [[integer], [integer]]>"),
        ("Grid<String, SIDE, { SIDE - 2 }>", "Grid<string, [[string, string, string]]>"),
        ("Square<1>", "Grid<integer, [[integer]]>"),
        ("Grid<u8, 1, UNKNOWN>", "Grid<integer, ([integer])[]>"),
        ("arrayvec::ArrayVec<Grid<u8, 1, 1>, SIDE>", "(Grid<integer, [[integer]]>)[]"),
        ("Pairs<bool>", "[[string, boolean], [string, boolean]]"),
        ("Pairs<bool, 1>", "[[string, boolean]]"),
        ("Pairs<bool, 17>", "([string, boolean])[]"),
        ("Row<1>", "Row<[string | null], [integer, integer]>"),
        (
            "Row<9>",
            "Row<[string | null, string | null, string | null, string | null, string | null, \
         string | null, string | null, string | null, string | null], (integer)[]>",
        ),
        ("Long<2>", "Long<[integer, integer]>"),
        ("Long<64>", "Long<(integer)[]>"),
    ] {
        assert_eq!(shape(rust, items), expected, "{rust}");
    }
    for (rust, name, params, expected) in [
        ("Grid<u8, 3>", "Grid", &["T", "TWH"][..], "{ cells: TWH, first?: T | null }"),
        ("Row<3>", "Row", &["M", "N"], "{ twice: N, names: M }"),
        (
            "Rows<1>",
            "Rows",
            &["N", "N_"],
            "{ row: Row<N_, N>, more: Row<N_, [integer, integer, integer, integer, integer, integer]> }",
        ),
        ("Long<2>", "Long", &["N"], "{ bytes: N, pair: [integer, integer], many: (integer)[] }"),
    ] {
        let schema = schema(&echo(rust, items));
        let found = schema.types.iter().find(|ty| ty.name == name).expect("is reached");
        let shape = found.shapes.input.as_deref().map(print);
        assert_eq!(shape.as_deref(), Some(expected), "{rust}");
        assert_eq!(found.params, params, "{rust}");
    }
}

#[test]
fn aliases_are_followed_with_their_parameters() {
    let aliases = "type Pair<T, U = T> = (T, U); type Text = String; type Pairs<T> = Vec<Pair<T>>;";
    assert_eq!(shape("Pair<u8>", aliases), "[integer, integer]");
    assert_eq!(shape("Pair<u8, Text>", aliases), "[integer, string]");
    assert_eq!(shape("Pairs<Text>", aliases), "([string, string])[]");
}

#[test]
fn types_without_a_shape_are_refused_at_their_tokens() {
    for (rust, mark) in [
        ("Box<dyn Fn()>", "unmapped-type `dyn Fn()`"),
        ("Vec<*const u8>", "unmapped-type `*const u8`"),
        ("Option<fn()>", "unmapped-type `fn()`"),
        ("Vec<str>", "unmapped-type `str`"),
        ("Option<[u8]>", "unmapped-type `[u8]`"),
        ("Option<!>", "unmapped-type `!`"),
        ("Vec<name!()>", "unmapped-type `name!()`"),
        ("Option<[u8; 33]>", "unmapped-type `[u8; 33]`"),
        ("Option<std::time::Instant>", "unmapped-type `std::time::Instant`"),
        ("std::ffi::OsString", "unmapped-type `std::ffi::OsString`"),
        ("std::fmt::Arguments<'static>", "unmapped-type `std::fmt::Arguments<'static>`"),
        ("Vec<time::OffsetDateTime>", "unmapped-type `time::OffsetDateTime`"),
        ("Vec<image::Frame>", "unmapped-type `image::Frame`"),
        ("&'static str", "borrowed-type `&'static str`"),
        ("std::collections::HashMap<[u8; 2], u8>", "unmapped-type `[u8; 2]`"),
        ("std::collections::HashMap<Option<String>, u8>", "unmapped-type `Option<String>`"),
        ("Vec<<u8 as Tr>::A>", "unknown-name `Tr`"),
        ("Vec", "type-arguments `Vec`"),
        ("Option<&str>", "borrowed-type `&str`"),
    ] {
        let source =
            format!("#[ipc_api] trait A {{ #[send] fn f(&self, v: Held); }} type Held = {rust};");
        assert_eq!(marks(&source), [mark], "{rust}");
    }
}

#[test]
fn a_refused_type_says_what_to_use() {
    assert_eq!(help(&echo("std::ffi::OsString", ""))[0], "use `String` or `PathBuf`");
    assert_eq!(
        help("#[ipc_api] trait A { #[send] fn f(&self, v: image::Frame); }"),
        [
            "the source of `image` is not read: convert it into a struct or enum of your own",
            "or declare its shape on a field: `#[ipc(as = \"RustType\")]` or `#[ipc(ts = \"…\")]` under \
             `#[derive(ipc_runtime::IpcType)]`",
            "or declare what serde makes of the whole type, in `ipc.toml` under `[types]`: \
             `\"image::Frame\" = \"String\"` if it is text, `\"serde_json::Value\"` for any JSON, another \
             Rust type of the same shape, or `{ ts = \"…\" }`",
        ]
    );
    let field = |ty: &str| help(&echo("T", &format!("{DERIVE} struct T {{ a: {ty} }}")))[0].clone();
    assert_eq!(field("&[u8]"), "use `ipc_runtime::Bytes`: a `Uint8Array` in JavaScript");
    for ty in ["Box<dyn Fn(u8)>", "std::sync::Arc<dyn FnMut() + Send>", "fn(u8)"] {
        assert_eq!(
            field(ty),
            "declare a method for what Rust tells the page, an `#[event]`, or asks it, a `#[request]`"
        );
    }
}

#[test]
fn unsized_types_are_refused_with_advice() {
    for (ty, of_its_own) in [
        ("serde_json::value::RawValue", "use `Box<RawValue>`"),
        ("str", "use `String`, `PathBuf` or a `Vec`"),
    ] {
        assert_eq!(help(&echo(ty, "")), [of_its_own; 2], "{ty}");
    }
}

#[test]
fn tuples_are_limited_as_in_serde() {
    let tuple = |length: usize| format!("({})", "u8,".repeat(length));
    assert_eq!(both(&tuple(16), "").0.matches("integer").count(), 16);
    let alias = format!("type Long = {};", tuple(17));
    assert!(marks(&echo("Long", &alias))[0].starts_with("unmapped-type `(u8,"));
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let nested = |open: &str, depth: usize, close: &str| {
        format!("{}u8{}", open.repeat(depth), close.repeat(depth))
    };
    // The trait, its method and the item around the type count as levels.
    assert!(shape(&nested("Vec<", 120, ">"), "").starts_with("(((("));
    for (open, close) in
        [("Vec<", ">"), ("(", ",)"), ("[", "; 1]"), ("&'static ", ""), ("fn(", ")")]
    {
        for depth in [200, 20_000] {
            let deep = nested(open, depth, close);
            let texts = [
                echo(&deep, ""),
                echo("T", &format!("type T = {deep};")),
                echo("T", &format!("{DERIVE} struct T {{ a: {deep} }}")),
                echo("T", &format!("{DERIVE} #[serde(from = {deep:?})] struct T;")),
                echo("T", &format!("{DERIVE} #[ipc(as = {deep:?})] struct T;")),
                echo("T", &format!("impl Tr for {deep} {{ type A = u8; }} {DERIVE} struct T;")),
                echo("T", &format!("fn f(a: {deep}) {{}} {DERIVE} struct T;")),
            ];
            for text in texts {
                let marks = marks(&text);
                assert!(marks.iter().all(|mark| mark.starts_with("too-deep `")), "{marks:?}");
            }
            // Text that is not parsed may be of any depth.
            let items =
                format!("fn f() {{ let a: {deep} = 1; }} impl A {{ const A: {deep} = 1; }}");
            assert_eq!(shape("u8", &items), "integer");
            let of_macro = format!(
                "macro_rules! m {{ ($n:ident $t:ty) => {{ {DERIVE} pub struct $n($t); }} }} m!(T {deep});"
            );
            let marks = marks(&echo("T", &of_macro));
            assert!(
                matches!(&*marks[0], "macro-generated `T`") || marks[0].starts_with("too-deep"),
                "{marks:?}"
            );
        }
    }
    for deep in [
        format!("const A: u8 = {};", nested("(", 20_000, ")")),
        format!("const A: u8 = {}1;", "-".repeat(20_000)),
        format!("#[serde({})] struct A;", nested("a(", 20_000, ")")),
        format!("m! {{ {} }}", nested("(", 20_000, ")")),
        "mod a { ".repeat(20_000) + &"}".repeat(20_000),
    ] {
        let marks = marks(&echo("u8", &deep));
        assert!(marks.len() == 1 && marks[0].starts_with("too-deep `"), "{marks:?}");
    }
    let writes = "macro_rules! m { ($t:ty) => { m!(Vec<Vec<Vec<$t>>>); } } m!(u8); struct T;";
    assert_eq!(marks(&echo("U", writes)), ["unknown-name `U`"]);
}

#[test]
fn produced_values_may_be_borrowed() {
    let source = "
        #[ipc_api] trait A { #[event] fn f(v: Held<'static>); #[invoke] fn g(&self) -> &'static str; }
        #[derive(serde::Serialize)] struct Held<'a> { text: &'a str, list: &'a [Inner<'a>] }
        #[derive(serde::Serialize)] struct Inner<'a>(Option<&'a u8>);";
    let schema = schema(source);
    assert_eq!(
        print(schema.types[0].shapes.output.as_deref().unwrap()),
        "{ text: string, list: (Inner)[] }"
    );
    assert_eq!(print(&schema.apis[0].methods[1].returns), "string");
    let accepted = source.replace("#[event] fn f(", "#[send] fn f(&self, ");
    let accepted = accepted.replace("serde::Serialize", "serde::Deserialize");
    let marks = marks(&accepted);
    assert_eq!(marks, ["borrowed-type `&'a str`", "borrowed-type `&'a [Inner<'a>]`"]);
}

#[test]
fn array_lengths_may_be_constants() {
    let items = "
        const N: usize = (2);
        pub mod sizes {
            pub const FAR: usize = 2; const HIDDEN: usize = 2; pub type Pair = [u8; FAR];
            pub mod inner { pub const DEEP: usize = super::FAR; pub const OTHER: usize = 3; pub const VIA: usize = 2; }
            pub use inner::DEEP as AGAIN;
        }
        pub mod all { pub use super::sizes::inner::*; const OTHER: usize = 1; }
        use sizes::{FAR as NEAR, AGAIN}; use all::*;
        #[cfg(windows)] const SYSTEM: usize = 2;
        #[cfg(windows)] use sizes::FAR as OF_SYSTEM;
        const SUM: usize = 1 + 1;
        const SELF: usize = SELF + 1;
        macro_rules! no { (a) => {} } no! { const DEEP: usize = 5; }
        impl Holder { const INNER: usize = 2; }
        type Row<const N: usize> = [u8; N];
        #[derive(serde::Serialize, serde::Deserialize)] pub struct Holder;
        #[derive(serde::Serialize, serde::Deserialize)] pub struct Open<const N: usize> { row: [u8; N + 1] }";
    for rust in [
        "[u8; N]",
        "sizes::Pair",
        "[u8; SUM]",
        "[u8; sizes::FAR]",
        "[u8; crate::sizes::FAR]",
        "[u8; self::sizes::inner::DEEP]",
        "[u8; NEAR]",
        "[u8; AGAIN]",
        "[u8; 3 * N - SUM * 2]",
        "[u8; { N }]",
        "[u8; VIA]",
        "Row<2>",
    ] {
        assert_eq!(shape(rust, items), "[integer, integer]", "{rust}");
    }
    for rust in [
        "Row<17>",
        "[u8; SYSTEM]",
        "[u8; OF_SYSTEM]",
        "[u8; SELF]",
        "[u8; sizes::HIDDEN]",
        "[u8; DEEP]",
        "[u8; OTHER]",
        "[u8; usize::MAX]",
        "[u8; Holder::INNER]",
        "[u8; N - 3]",
        "[u8; N / 1]",
        "[u8; gone::N]",
        "[u8; libc::N]",
    ] {
        assert_eq!(shape(rust, items), "(integer)[]", "{rust}");
    }
    let marks = marks(&echo("[u8; 20 * N]", items));
    assert_eq!(marks, ["unmapped-type `[u8; 20 * N]`", "unmapped-type `[u8; 20 * N]`"]);
    let schema = schema(&echo("Open<2>", items));
    assert_eq!(schema.types[0].shapes.output.as_deref().map(print).as_deref(), Some("{ row: N }"));
}
#[test]
fn errors_without_a_shape_cross_as_their_message() {
    let error = |ty: &str| {
        let source = format!(
            "use std::error::Error; use std::error as errors; use std::error::Error as StdError;
             #[ipc_api] pub trait Files {{ #[invoke] fn open(&self) -> {ty}; }}
             type Shared<T> = Result<T, std::sync::Arc<dyn StdError + Send + Sync>>;"
        );
        let schema = schema(&source);
        let error = schema.apis[0].methods[0].error.clone().expect("the method can fail");
        assert_eq!((&*error.name, &error.code), ("Error", &CodeSource::Application), "{ty}");
        print(&error.ty)
    };
    for ty in [
        "Result<u8, Box<dyn Error>>",
        "Result<u8, Box<dyn errors::Error + Send + Sync + 'static>>",
        "Result<u8, Box<dyn Send + core::error::Error>>",
        "Result<u8, &'static dyn Error>",
        "Shared<u8>",
        "Result<u8, anyhow::Error>",
        "anyhow::Result<u8>",
        "anyhow::Result<u8, Box<dyn Error>>",
        "Result<u8, eyre::Report>",
        "eyre::Result<u8>",
    ] {
        assert_eq!(error(ty), "null", "{ty}");
    }
    assert_eq!(error("anyhow::Result<u8, String>"), "string");
    assert_eq!(error("eyre::Result<u8, u32>"), "integer");
}

#[test]
fn errors_without_a_shape_are_no_data() {
    let source = |ty: &str| {
        format!(
            "#[ipc_api] pub trait Files {{ #[invoke] fn open(&self) -> Result<{ty}, String>; }}
             trait Failing: std::error::Error {{}}"
        )
    };
    for ty in ["anyhow::Error", "eyre::Report", "anyhow::Result<u8>", "Vec<anyhow::Error>"] {
        let [problem] = &*problems(&source(ty)) else { panic!("{ty}") };
        assert!(problem.contains("cannot be data"), "{problem}");
    }
    assert_eq!(
        problems(&source("Box<dyn std::error::Error>")),
        [
            "unmapped-type `dyn std::error::Error`: `dyn Error` cannot be data: it crosses only as the error of a method"
        ]
    );
    let failing = "#[ipc_api] pub trait Files { #[invoke] fn open(&self) -> Result<u8, Box<dyn FailingError>>; }
        trait FailingError: std::error::Error {}";
    assert_eq!(
        problems(failing),
        ["unmapped-type `dyn FailingError`: a trait object has no shape in JavaScript"]
    );
    assert_eq!(
        problems("#[ipc_api] pub trait Files { #[invoke] fn open(&self) -> std::io::Result<u8>; }"),
        ["unmapped-type `std::io::Result<u8>`: `std::io::Error` is not mapped to TypeScript"]
    );
}

#[test]
fn a_received_type_owns_its_fields() {
    for field in [
        "#[serde(borrow)] text: std::borrow::Cow<'a, str>",
        "text: &'a str",
        "bytes: &'a [u8]",
        "#[serde(borrow)] inner: Inner<'a>",
    ] {
        let items = format!(
            "{DERIVE} struct T<'a> {{ {field} }} {DERIVE} struct Inner<'a> {{ t: std::borrow::Cow<'a, str> }}"
        );
        let (attribute, ty) = field.split_once(": ").expect("is a field");
        assert_eq!(refused(&items), [format!("borrowed-type `{ty}`")], "{attribute}");
        let sent = format!("#[ipc_api] trait A {{ #[invoke] fn f(&self) -> T<'static>; }} {items}");
        schema(&format!("use serde::{{Serialize, Deserialize}}; {sent}"));
    }
    let owned = format!(
        "{DERIVE} struct T<'a> {{ text: std::borrow::Cow<'a, str>, #[serde(skip)] s: &'a str }}"
    );
    assert_eq!(same(&owned), "{ text: string }");
}
