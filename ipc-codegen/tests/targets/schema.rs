//! The schema as JSON: written, read again, and described by a JSON Schema.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ipc_codegen::schema::{CodeSource, Docs, ErrorType, Kind, Method, Schema, Type, TypeDef};
use ipc_codegen::targets::{Emit, Options, generate};
use ipc_codegen::{Input, compile, compile_source};
use ipc_syntax::{FNV_1A, fnv_1a};

use crate::build::{
    api, def, field, flat, generic, keyed, list, literal, method, named, nothing, option,
    typescript,
};
use crate::host;
use crate::schemas::{layout, main_peer, tutorial, types};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every schema of a fixture.
pub(crate) fn schemas() -> Vec<(&'static str, Schema)> {
    let compiled = |path: &str| {
        let input = Input { paths: vec![root().join(path)], ..Input::default() };
        compile(&input).unwrap_or_else(|problems| panic!("{path}: {problems:#?}"))
    };
    let serde = compile_source("serde.rs", include_str!("../fixtures/serde.rs"));
    vec![
        ("empty", nothing()),
        ("tutorial", tutorial()),
        ("types", types()),
        ("main peer", main_peer()),
        ("layout", layout()),
        ("host", host()),
        ("serde", serde.expect("compiles")),
        ("open-file", compiled("examples/open-file")),
        ("TypeScript", returning(typescripts())),
        ("docs", documented()),
    ]
}

fn returning(types: Vec<Type>) -> Schema {
    let method = |(index, ty): (usize, Type)| {
        let name = format!("m{index}");
        Method { returns: ty, ..method(ipc_codegen::schema::Kind::Invoke, &name, &name, vec![]) }
    };
    let methods = types.into_iter().enumerate().map(method).collect();
    Schema { apis: vec![api("Api", "api", "", methods)], types: vec![] }
}

/// Types whose notations have to be told from names, and operators from each other.
fn typescripts() -> Vec<Type> {
    [
        "readonly string[]",
        "ReadonlyArray<string>",
        "readonly [A, B]",
        "Readonly<[A, B]>",
        "(readonly string[])[]",
        "readonly string[][]",
        "readonly (A | B)[]",
        "{ [key: string]: readonly A[] }",
        "Record<string, readonly A[]>",
        "A | (B | C)",
        "A & (B & C)",
        "(A & B) | C",
        "A & (B | C)",
        "((A | B) & C)[]",
        "'it\\'s \"quoted\" \\\\'",
        "'\u{301}\u{200b}\u{2028}'",
        "{ 'a-b'?: 1; 0: -2n; c: { d: E<F>[] } }",
    ]
    .map(typescript)
    .into()
}

fn documented() -> Schema {
    let mut schema = tutorial();
    let docs = [
        Docs::new("One line.", None),
        Docs::new("\n  First is empty.\n\n", Some("")),
        Docs::new("", Some("use `b`")),
        Docs::new("\"quoted\" \\ \u{0} \u{2028} 宽", Some("a\nb")),
    ];
    for (method, docs) in schema.apis[0].methods.iter_mut().zip(docs) {
        method.docs = docs;
    }
    schema
}

#[test]
fn every_schema_is_read_again() {
    for (name, schema) in schemas() {
        let text = schema.to_json();
        let read = Schema::from_json(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(read == schema, "{name}");
        assert!(read.to_json() == text, "{name}");
        for ty in &read.types {
            if let (Some(output), Some(input)) = (&ty.shapes.output, &ty.shapes.input) {
                assert_eq!(output == input, Arc::ptr_eq(output, input), "{name}: {}", ty.name);
            }
        }
    }
}

/// The digits in the header of the file are those that the generated files compare.
#[test]
fn the_hash_is_the_one_in_the_header() {
    for (name, schema) in schemas() {
        let Ok(files) = generate(&schema, &host(), &Options::default()) else { continue };
        let text = &files["ipc.schema.json"];
        let hash = format!("{:016x}", fnv_1a(FNV_1A, schema.to_json().as_bytes()));
        assert!(text.contains(&format!("ipc.schema.json; {hash}\",\n")), "{name}");
        for file in ["tables.ts", "preload.js"] {
            assert!(files[file].contains(&format!("schema: \"{hash}\"")), "{name}: {file}");
        }
        assert!(Schema::from_json(text).expect(name) == schema, "{name}");
    }
}

#[test]
fn wrong_texts_say_where_and_what() {
    let text = types().to_json();
    let error = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Schema::from_json(&text.replacen(from, to, 1)).expect_err(to).to_string()
    };
    for (from, to, expected) in [
        (
            "\"version\": 1",
            "\"version\": 2",
            "version 2 of the schema is not known, only 1 at line 2 column 14",
        ),
        (
            "\"peer\": \"page\"",
            "\"peer\": \"renderer\"",
            "invalid value: string \"renderer\", expected one of `page`, `main` at line",
        ),
        (
            "\"kind\": \"send\"",
            "\"kind\": \"tell\"",
            "invalid value: string \"tell\", expected one of `send`, `invoke`, `stream`, `sync`, `event`, `request`, `relay`, `port` at line",
        ),
        (
            "\"rust\": \"bool\"",
            "\"rust\": \"bool\", \"ordinal\": 1",
            "unknown field `ordinal`, expected one of `kind`, `channel`,",
        ),
        (
            "\"type\": \"bool\"",
            "\"type\": \"boolean\"",
            "unknown variant `boolean`, expected one of",
        ),
        (
            "\"type\": \"bool\"",
            "\"type\": { \"list\": \"bool\", \"of\": 1 }",
            "invalid length 2, expected one key at line",
        ),
        (
            "\"named\": { \"name\": \"Entry\"",
            "\"named\": { \"name\": \"Entrance\"",
            "apis[0].methods[2].args[0].type: `Entrance` is not defined",
        ),
        (
            "\"named\": { \"name\": \"Entry\"",
            "\"named\": { \"name\": \"Entry\", \"args\": [\"bool\"]",
            "apis[0].methods[2].args[0].type: `Entry` takes 0 arguments, not 1",
        ),
        (
            "\"params\": [\"T\"]",
            "\"params\": [\"U\"]",
            "types[8].shape.object[0].type.list: `T` is not a parameter",
        ),
        ("\"name\": \"Empty\"", "\"name\": \"Entry\"", "there are two types `Entry`"),
        ("Date | null", "Date | any", "`any` turns type checking off"),
    ] {
        let error = error(from, to);
        assert!(error.contains(expected), "{error}\n{expected}");
    }
    for cut in [0, 1, 20, text.len() / 2, text.len() - 3] {
        assert!(Schema::from_json(&text[..cut]).is_err(), "{cut}");
    }
    assert!(Schema::from_json(&(text + "{}")).is_err());
}

/// A schema in which the type `T` is defined like this, beside a generic `L`, and `Api` returns `returns`.
fn defining(t: Type, l: Type, returns: Type) -> Schema {
    let generic = |name: &str, ty| TypeDef { params: vec!["X".to_owned()], ..def(name, ty) };
    Schema { types: vec![generic("L", l), def("T", t)], ..returning(vec![returns]) }
}

#[test]
fn a_type_without_end_is_refused() {
    let param = || Type::Param("X".to_owned());
    let grown = |inner: Type| Type::Object(vec![field("a", generic("L", vec![inner]))]);
    let in_itself = "`T` is defined only in terms of itself";
    let expansive = "`L` contains itself with ever new arguments";
    for (t, l, expected) in [
        (named("T"), param(), ("types[1]", in_itself)),
        (option(named("T")), param(), ("types[1]", in_itself)),
        (Type::Union(vec![literal("a"), named("T")]), param(), ("types[1]", in_itself)),
        (flat(vec![], vec![named("T")]), param(), ("types[1]", in_itself)),
        (generic("L", vec![named("T")]), option(param()), ("types[1]", in_itself)),
        (
            Type::Bool,
            generic("L", vec![list(param())]),
            ("types[0]", "`L` is defined only in terms of itself"),
        ),
        (
            list(generic("L", vec![Type::Bool])),
            grown(generic("L", vec![param()])),
            ("types[1].shape.list", expansive),
        ),
        (generic("L", vec![Type::Bool]), grown(list(param())), ("types[1].shape", expansive)),
        (
            keyed(Type::Json),
            param(),
            (
                "types[1].shape",
                "the keys of a map must be text, numbers, booleans or the names of variants",
            ),
        ),
        (
            generic("L", vec![Type::Json]),
            Type::Map { key: Box::new(param()), value: Box::new(Type::Bool) },
            (
                "types[1].shape",
                "the keys of a map must be text, numbers, booleans or the names of variants",
            ),
        ),
    ] {
        let schema = defining(t, l, named("T"));
        let expected = format!("{}: {}", expected.0, expected.1);
        let error = Schema::from_json(&schema.to_json()).expect_err(&expected).to_string();
        assert_eq!(error, expected);
        let problems = generate(&schema, &nothing(), &Options::default()).expect_err(&expected);
        assert_eq!(problems[0].message, expected);
        let problems = generate(&nothing(), &schema, &Options::default()).expect_err(&expected);
        assert_eq!(problems[0].message, expected);
    }
}

#[test]
fn a_type_that_ends_is_read() {
    let param = || Type::Param("X".to_owned());
    for (t, l) in [
        (list(named("T")), param()),
        (generic("L", vec![named("T")]), Type::Object(vec![field("a", param())])),
        (generic("L", vec![generic("L", vec![Type::Bool])]), option(param())),
        (
            generic("L", vec![Type::Bool]),
            Type::Object(vec![field("a", option(generic("L", vec![param()])))]),
        ),
    ] {
        let schema = defining(t, l, named("T"));
        assert!(Schema::from_json(&schema.to_json()).expect("is read") == schema);
        assert!(generate(&schema, &nothing(), &Options::default()).is_ok());
    }
}

/// The error of a method is what the compiler follows to find its codes.
#[test]
fn an_error_that_is_only_itself_is_refused() {
    let mut schema = defining(Type::Union(vec![named("T")]), Type::Bool, Type::Unit);
    schema.apis[0].methods[0].error =
        Some(ErrorType { name: "T".to_owned(), code: CodeSource::External, ty: named("T") });
    let problems = generate(&schema, &nothing(), &Options::default()).expect_err("is refused");
    assert_eq!(problems[0].code, "invalid-schema");
}

#[test]
fn names_that_collide_are_refused() {
    let named = |name: &str, key: &str, channel: &str, member: &str| {
        api(name, key, "", vec![method(Kind::Send, channel, member, vec![])])
    };
    let api = |name: &str, key: &str, channel: &str| named(name, key, channel, "send");
    let read = |apis, types| Schema::from_json(&Schema { apis, types }.to_json());
    assert!(read(vec![api("A", "a.b", "x"), api("B", "a.c", "y")], vec![]).is_ok());
    assert!(read(vec![api("A", "a.b", "x"), named("B", "a.b", "y", "c")], vec![]).is_ok());
    for (second, expected) in [
        (api("A", "b", "y"), "apis[1]: there are two APIs named `A`"),
        (
            api("B", "a.b", "y"),
            "apis[1].methods[0]: `window.a.b.send` is a method of `A` and of `B`",
        ),
        (
            named("B", "a", "y", "b"),
            "apis[1].methods[0]: `window.a.b` is a method of `B`, but `A` is at `window.a.b`",
        ),
        (api("B", "b", "x"), "apis[1].methods[0]: `A` already has a channel `x`"),
        (api("T", "b", "y"), "apis[1]: there is a type `T`, too"),
    ] {
        let types = vec![def("T", Type::Bool)];
        let error = read(vec![api("A", "a.b", "x"), second], types).expect_err(expected);
        assert_eq!(error.to_string(), expected);
    }
}

/// `Record` is an alias, too, which only TypeScript minds.
#[test]
fn an_alias_that_typescript_refuses_is_read() {
    let schema = defining(
        Type::Map { key: Box::new(Type::Integer), value: Box::new(named("T")) },
        Type::Bool,
        named("T"),
    );
    assert!(Schema::from_json(&schema.to_json()).is_ok());
    let problems = generate(&schema, &nothing(), &Options::default()).expect_err("is refused");
    assert_eq!(problems[0].code, "circular-type");
    let markdown = Options { emit: Emit::only(["docs"]), ..Options::default() };
    assert!(generate(&schema, &nothing(), &markdown).is_ok());
}

/// Aliases nest types deeper than a source may.
#[test]
fn a_deep_type_is_read_again() {
    let level = |at: usize, inner: &str| {
        format!("type T{at} = {}{inner}{};\n", "(u8, ".repeat(20), ")".repeat(20))
    };
    let mut source = String::from("type T0 = u8;\n");
    for at in 1..=50 {
        source += &level(at, &format!("T{}", at - 1));
    }
    source += "#[ipc_api] trait Api { #[invoke] fn f(&self) -> T50; }";
    let schema = compile_source("deep.rs", &source).expect("compiles");
    assert!(Schema::from_json(&schema.to_json()).expect("is read") == schema);
    assert!(!generate(&schema, &nothing(), &Options::default()).unwrap().is_empty());
}

#[test]
fn a_text_that_is_nested_without_end_is_refused() {
    for open in ["[", "{\"list\":", "{\"version\":1,\"apis\":[{\"x\":"] {
        let error = Schema::from_json(&open.repeat(200_000)).expect_err("is too deep").to_string();
        assert_eq!(error, "more than 12352 brackets are nested");
    }
    let depth = 3000;
    let text = returning(vec![option(list(named("T")))]).to_json();
    let deep = format!("{}\"bool\"{}", "{\"list\":".repeat(depth), "}".repeat(depth));
    let text = text.replacen("{ \"named\": { \"name\": \"T\" } }", &deep, 1);
    assert!(Schema::from_json(&text).is_ok());
}

/// A caller's stack may be small.
#[test]
fn a_deep_type_is_written() {
    let deep = |depth| (0..depth).fold(Type::Bool, |inner, _| list(inner));
    let schema = returning(vec![deep(4095)]);
    let text = schema.to_json();
    assert!(Schema::from_json(&text).expect("is read").to_json() == text);
    let schema = returning(vec![deep(4096)]);
    let error = Schema::from_json(&schema.to_json()).expect_err("is too deep").to_string();
    assert_eq!(error, "apis[0].methods[0].returns: more than 4096 types are nested");
    let problems = generate(&schema, &nothing(), &Options::default()).expect_err("is too deep");
    assert_eq!(problems[0].message, error);
}
