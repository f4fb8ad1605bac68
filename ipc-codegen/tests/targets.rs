//! What the targets print for schemas that are built by hand: each fixture has its files in
//! `tests/targets/<fixture>/`, where the TypeScript compiler and prettier check them too.
//! `BLESS=1` writes them anew.

use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use ipc_codegen::compile_source;
use ipc_codegen::report::{Style, render};
use ipc_codegen::schema::{
    Api, Arg, Docs, ErrorCode, ErrorType, Field, Kind, Method, Schema, Shapes, Type, TypeDef,
};
use ipc_codegen::targets::{Doors, Emit, Options, generate};
use ipc_syntax::TypeScript;

fn docs(text: &str) -> Docs {
    Docs::new(text, None)
}

fn api(name: &str, key: &str, text: &str, methods: Vec<Method>) -> Api {
    Api {
        name: name.to_owned(),
        key: key.to_owned(),
        fingerprint: format!("{:016x}", name.len()),
        docs: docs(text),
        methods,
    }
}

fn method(kind: Kind, channel: &str, name: &str, args: Vec<Arg>) -> Method {
    Method {
        kind,
        channel: channel.to_owned(),
        name: name.to_owned(),
        docs: Docs::default(),
        args,
        returns: Type::Unit,
        error: None,
    }
}

trait MethodExt {
    fn returns(self, ty: Type) -> Self;
    fn fails(self, name: &str, code: ErrorCode, ty: Type) -> Self;
    fn docs(self, text: &str) -> Self;
    fn deprecated(self, note: &str) -> Self;
}

impl MethodExt for Method {
    fn returns(self, returns: Type) -> Self {
        Self { returns, ..self }
    }

    fn fails(self, name: &str, code: ErrorCode, ty: Type) -> Self {
        Self { error: Some(ErrorType { name: name.to_owned(), code, ty }), ..self }
    }

    fn docs(self, text: &str) -> Self {
        Self { docs: docs(text), ..self }
    }

    fn deprecated(self, note: &str) -> Self {
        Self { docs: Docs::new("", Some(note)), ..self }
    }
}

fn arg(name: &str, ty: Type) -> Arg {
    Arg { name: name.to_owned(), ty, optional: false }
}

fn optional(name: &str, ty: Type) -> Arg {
    Arg { name: name.to_owned(), ty: option(ty), optional: true }
}

fn option(ty: Type) -> Type {
    Type::Option(Box::new(ty))
}

fn list(ty: Type) -> Type {
    Type::List(Box::new(ty))
}

fn map(ty: Type) -> Type {
    Type::Map { key: Box::new(Type::String), value: Box::new(ty) }
}

fn keyed(key: Type) -> Type {
    Type::Map { key: Box::new(key), value: Box::new(Type::BigInt) }
}

fn typescript(text: &str) -> Type {
    Type::TypeScript(TypeScript::parse(text).expect("is a type"))
}

fn named(name: &str) -> Type {
    Type::Named { name: name.to_owned(), args: Vec::new() }
}

fn generic(name: &str, args: Vec<Type>) -> Type {
    Type::Named { name: name.to_owned(), args }
}

fn literal(value: &str) -> Type {
    Type::Literal(value.to_owned())
}

fn field(name: &str, ty: Type) -> Field {
    Field { name: name.to_owned(), ty, optional: false, docs: Docs::default() }
}

fn maybe(name: &str, ty: Type) -> Field {
    Field { optional: true, ..field(name, ty) }
}

fn flat(fields: Vec<Field>, parts: Vec<Type>) -> Type {
    Type::Flat { fields, parts, rest: None }
}

/// A type that is the same in both directions.
fn shapes(output: Type, input: Type) -> Shapes {
    Shapes { output: Some(Arc::new(output)), input: Some(Arc::new(input)) }
}

fn def(name: &str, ty: Type) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        input_name: name.to_owned(),
        rust: format!("app::{name}"),
        params: Vec::new(),
        docs: docs(&format!("A {name}.")),
        shapes: shapes(ty.clone(), ty),
    }
}

/// The runtime's own contract.
fn host() -> Schema {
    compile_source("host.rs", ipc_runtime::HOST_SOURCE).expect("the contract compiles")
}

fn nothing() -> Schema {
    Schema { pages: vec![], mains: vec![], types: vec![] }
}

/// The tutorial's patterns.
fn tutorial() -> Schema {
    let error = Type::Union(vec![
        literal("Busy"),
        Type::Object(vec![field("Unreadable", Type::Object(vec![field("path", Type::String)]))]),
    ]);
    Schema {
        pages: vec![api(
            "DesktopApi",
            "electronAPI",
            "What the page may ask of the desktop.",
            vec![
                method(Kind::Send, "set-title", "setTitle", vec![arg("title", Type::String)])
                    .docs("Sets the title of the window that asks."),
                method(Kind::Invoke, "dialog:openFile", "openFile", vec![])
                    .returns(option(Type::String))
                    .fails("OpenFileError", ErrorCode::External, named("OpenFileError"))
                    .docs("Shows the native open dialog; `null` if the user cancels."),
                method(
                    Kind::Event,
                    "update-counter",
                    "onUpdateCounter",
                    vec![arg("step", Type::Integer)],
                )
                .docs("The menu asks the page to change its counter."),
                method(
                    Kind::Send,
                    "counter-value",
                    "counterValue",
                    vec![arg("value", Type::BigInt)],
                )
                .docs("The page reports the new value."),
            ],
        )],
        mains: vec![],
        types: vec![def("OpenFileError", error)],
    }
}

/// A type whose two directions differ.
fn two(name: &str, output: Type, input: Type) -> TypeDef {
    TypeDef {
        input_name: format!("{name}Input"),
        shapes: shapes(output, input),
        ..def(name, Type::Unit)
    }
}

/// Every kind of type, in both directions.
#[expect(clippy::too_many_lines, reason = "a list of what there is")]
fn types() -> Schema {
    let send = |name: &str, ty: Type| {
        method(Kind::Send, &format!("types:{name}"), name, vec![arg("value", ty)])
    };
    let invoke = |name: &str, ty: Type| {
        method(Kind::Invoke, &format!("types:{name}"), name, vec![]).returns(ty)
    };
    let tagged = |tag: &str, mut fields: Vec<Field>| {
        fields.insert(0, field("kind", literal(tag)));
        Type::Object(fields)
    };
    let param = || Type::Param("T".to_owned());
    let unreadable = Type::Object(vec![field("Unreadable", named("Entry"))]);
    Schema {
        pages: vec![api(
            "TypesApi",
            "types",
            "Every type.\n\nNot `*/` the end.",
            vec![
                send("bool", Type::Bool),
                send("bytes", Type::Bytes),
                send("entry", named("Entry")),
                send("patch", named("Patch")),
                send("delete", Type::String),
                invoke("await", Type::String),
                send("send", Type::String).docs("Its argument has a name that the preload uses."),
                method(
                    Kind::Invoke,
                    "types:optional",
                    "optional",
                    vec![
                        arg("send", Type::Float),
                        optional("a", Type::Bool),
                        optional("b", map(Type::Integer)),
                    ],
                )
                .returns(option(named("Patch")))
                .deprecated("use `entry`"),
                invoke("nothing", Type::Unit),
                invoke("bigint", Type::BigInt),
                invoke("pair", Type::Tuple(vec![Type::String, option(Type::BigInt), Type::Bool])),
                invoke("counts", map(Type::BigInt)),
                invoke("keys", named("Keys")),
                invoke("said", named("Said")),
                invoke("json", list(Type::Json)),
                invoke("leaves", map(option(named("Leaf")))),
                invoke("number", Type::Number),
                invoke("tree", named("Tree")),
                invoke("menu", list(named("Menu"))),
                invoke("page", generic("Page", vec![Type::BigInt])),
                invoke("names", generic("Page", vec![Type::String])),
                invoke("shape", named("Shape")).fails(
                    "ShapeError",
                    ErrorCode::Tag("kind".to_owned()),
                    named("Shape"),
                ),
                invoke("external", named("External")).fails(
                    "External",
                    ErrorCode::External,
                    named("External"),
                ),
                invoke("untagged", named("Untagged")).fails(
                    "Plain",
                    ErrorCode::Application,
                    Type::String,
                ),
                method(
                    Kind::Event,
                    "types:changed",
                    "onChanged",
                    vec![arg("name", Type::String), arg("entry", named("Entry"))],
                ),
                method(Kind::Event, "types:grown", "onGrown", vec![arg("tree", named("Menu"))]),
                method(Kind::Event, "types:quiet", "onQuiet", vec![]),
            ],
        )],
        mains: vec![],
        types: vec![
            def(
                "Entry",
                Type::Object(vec![
                    field("id", Type::BigInt),
                    Field {
                        docs: Docs::new("Its name, */ and more.", Some("use `id`")),
                        ..field("display-name", Type::String)
                    },
                    maybe("tags", list(option(Type::String))),
                    field("0", Type::Float),
                ]),
            ),
            def("Empty", Type::Object(vec![])),
            def(
                "External",
                Type::Union(vec![
                    literal("Unknown"),
                    unreadable,
                    Type::Object(vec![field("Count", Type::BigInt)]),
                ]),
            ),
            def("Id", Type::BigInt),
            def(
                "Leaf",
                Type::Union(vec![
                    Type::Unit,
                    map(named("Leaf")),
                    Type::Tuple(vec![map(named("Menu"))]),
                ]),
            ),
            def(
                "Keys",
                Type::Object(vec![
                    field("integers", keyed(Type::Integer)),
                    field("bigints", keyed(Type::BigInt)),
                    field("floats", keyed(Type::Float)),
                    field("booleans", keyed(Type::Bool)),
                    field("ids", keyed(named("Id"))),
                    field("sides", keyed(named("Side"))),
                ]),
            ),
            def("Menu", Type::Object(vec![field("items", list(named("Menu")))])),
            TypeDef {
                params: vec!["T".to_owned()],
                ..def(
                    "Page",
                    Type::Object(vec![
                        field("items", list(param())),
                        field("next", option(generic("Page", vec![param()]))),
                    ]),
                )
            },
            two(
                "Patch",
                Type::Object(vec![field("entry", named("Entry")), field("note", Type::String)]),
                Type::Object(vec![field("entry", named("Entry")), maybe("note", Type::String)]),
            ),
            def(
                "Said",
                Type::Object(vec![
                    field("size", Type::SafeInteger),
                    field("since", typescript("Date | null")),
                    field("quotes", typescript("'\"' | \"it's\" | -1 | 2n")),
                    field("words", typescript("readonly ('left'|'right')[]")),
                    field(
                        "far",
                        typescript("{'a-b'?:Map<string,[number,(Entry&Empty)[]]>,c:Intl.Locale}"),
                    ),
                    field(
                        "many",
                        typescript(
                            "| 'a long word' | 'a longer word' | { key: 'the longest word of all' } | false",
                        ),
                    ),
                    field("open", typescript("{ [key: string]: unknown }")),
                ]),
            ),
            def(
                "Shape",
                Type::Union(vec![
                    tagged("circle", vec![field("area", Type::BigInt)]),
                    tagged("point", vec![]),
                    flat(vec![field("kind", literal("entry"))], vec![named("Entry")]),
                ]),
            ),
            def("Side", Type::Union(vec![literal("left"), literal("right")])),
            def(
                "Tree",
                Type::Object(vec![
                    field("value", Type::BigInt),
                    field("children", list(named("Tree"))),
                ]),
            ),
            def(
                "Untagged",
                Type::Union(vec![
                    Type::BigInt,
                    Type::String,
                    Type::Object(vec![field("x", Type::BigInt), maybe("y", Type::BigInt)]),
                    Type::Object(vec![field("x", Type::Integer), field("z", Type::Integer)]),
                ]),
            ),
        ],
    }
}

/// APIs with the main process, in both directions.
fn main_peer() -> Schema {
    let event = |name: &str, args| method(Kind::Event, &format!("workspace:{name}"), name, args);
    let request =
        |name: &str, args| method(Kind::Request, &format!("workspace:{name}"), name, args);
    Schema {
        pages: vec![],
        mains: vec![
            api(
                "Audit",
                "audit",
                "Called alone.",
                vec![method(Kind::Send, "audit:record", "record", vec![arg("what", Type::String)])],
            ),
            api(
                "Updater",
                "updater",
                "Implemented alone.",
                vec![method(
                    Kind::Event,
                    "updater:progress",
                    "progress",
                    vec![arg("done", Type::BigInt)],
                )],
            ),
            api(
                "Workspace",
                "workspace",
                "Both.\n\nOne calls the other.",
                vec![
                    event("opened", vec![arg("path", Type::String)]).docs("A folder was opened."),
                    request("confirmQuit", vec![optional("reason", Type::String)])
                        .returns(Type::Bool),
                    request("save", vec![]).returns(Type::Unit),
                    request("settings", vec![]).returns(Type::Json),
                    method(
                        Kind::Invoke,
                        "workspace:find",
                        "find",
                        vec![arg("query", Type::String)],
                    )
                    .returns(list(Type::BigInt))
                    .fails("FindError", ErrorCode::Application, Type::String),
                    method(Kind::Send, "workspace:reload", "reload", vec![]),
                ],
            ),
        ],
        types: vec![],
    }
}

/// What does not fit on a line.
fn layout() -> Schema {
    let long = |name: &str, length: usize| format!("{name}{}", "Long".repeat(length));
    let names = |count: usize| (0..count).map(|at| long("name", at)).collect::<Vec<_>>();
    let words = |count: usize| Type::Union(names(count).iter().map(|name| literal(name)).collect());
    let args =
        |count: usize| names(count).iter().map(|name| arg(name, Type::String)).collect::<Vec<_>>();
    let wide_fields = || names(6).iter().map(|name| field(name, Type::BigInt)).collect::<Vec<_>>();
    let wide = || Type::Object(wide_fields());
    let mut methods = Vec::new();
    let mut types = Vec::new();
    for length in 0..8 {
        let kinds = [(Kind::Send, "send"), (Kind::Invoke, "invoke"), (Kind::Event, "onEvent")];
        for (kind, prefix) in kinds {
            let name = long(prefix, 2 * length);
            methods.push(
                method(kind, &format!("layout:{name}"), &name, args(length))
                    .returns(option(named("Wide1"))),
            );
        }
        let name = long("answer", length);
        let returns = match length % 4 {
            0 => Type::Union(vec![named("Wide1"), named("Wide2"), list(words(3))]),
            1 => list(Type::Tuple(vec![words(2), words(3), Type::BigInt])),
            2 => map(generic(&long("Generic", 4), vec![named(&long("Wide", 10)), words(2)])),
            _ => option(Type::Object(vec![field("only", words(3))])),
        };
        methods.push(
            method(Kind::Invoke, &format!("layout:{name}"), &name, args(length / 3))
                .returns(returns),
        );
        let name = long("only", length);
        let pair = Type::Object(vec![field("start", Type::Float), field("end", Type::Float)]);
        methods.push(
            method(Kind::Invoke, &format!("layout:{name}"), &name, vec![arg("pair", pair)])
                .returns(list(Type::Tuple(vec![named("Wide1"), named("Wide2")]))),
        );
        types.push(def(&long("Words", length), words(length + 2)));
        types.push(def(&format!("Wide{length}"), wide()));
        types.push(def(
            &long("Variants", length),
            Type::Union(
                (0..=length)
                    .map(|at| Type::Object(vec![field(&long("Variant", at), named("Wide1"))]))
                    .collect(),
            ),
        ));
        types.push(def(
            &long("Flat", length),
            Type::Flat {
                fields: wide_fields(),
                parts: vec![named("Wide1"), named("Wide2")],
                rest: None,
            },
        ));
        types.push(def(&long("Tuple", 3 * length), Type::Tuple(vec![list(words(length + 1)); 2])));
        types.push(def(&long("Alias", 3 * length), named(&long("Wide", 10))));
    }
    types.push(def(&long("Wide", 10), wide()));
    types.push(TypeDef {
        params: vec!["T".to_owned(), "U".to_owned()],
        ..def(
            &long("Generic", 4),
            Type::Object(vec![
                field("t", Type::Param("T".to_owned())),
                field("u", Type::Param("U".to_owned())),
            ]),
        )
    });
    Schema {
        pages: vec![api(&long("Layout", 8), "layout", "Long names.", methods)],
        mains: vec![],
        types,
    }
}

/// What there is for every schema with an API for pages, besides the runtime.
const ALL: [&str; 15] = [
    ".prettierrc",
    "client.d.ts",
    "client.js",
    "client.ts",
    "connect.cjs",
    "connect.d.cts",
    "connect.ts",
    "ipc.schema.json",
    "preload.cjs",
    "preload.js",
    "preload.ts",
    "tables.cjs",
    "tables.js",
    "tables.ts",
    "types.ts",
];

/// Where what is the same for every application begins in a preload of one file.
const RUNTIME: &str = "\n// What follows is the same for every application";

/// Compares the files of these names with the fixture's.
fn check(fixture: &str, schema: &Schema, names: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets").join(fixture);
    let bless = std::env::var_os("BLESS").is_some();
    if bless {
        fs::create_dir_all(&folder).unwrap();
    }
    // The tables of the runtime's own contract are the same in all of them.
    let host = if fixture == "main-peer" { host() } else { nothing() };
    let files = generate(schema, &host, Options::default()).unwrap();
    for name in names {
        // Its runtime changes with the runtime alone, and so do the digits of its header.
        let text = files[*name].split(RUNTIME).next().unwrap_or_default();
        let (path, text) = (folder.join(name), settled(text));
        if bless {
            fs::write(&path, &*text).unwrap();
        } else {
            let golden = fs::read_to_string(&path).unwrap_or_default();
            assert!(golden == text, "{} is not what is generated", path.display());
        }
    }
}

/// The text of a preload whose runtime is cut off, with zeros for the digits that depend on it.
fn settled(text: &str) -> Cow<'_, str> {
    let digits = text.find("; ").map(|at| at + 2..at + 18);
    match digits {
        Some(digits) if text.contains("$runtime(") => {
            Cow::Owned(text[..digits.start].to_owned() + &"0".repeat(16) + &text[digits.end..])
        }
        _ => Cow::Borrowed(text),
    }
}

#[test]
fn the_tutorial() {
    let names = ALL.iter().filter(|name| **name != "preload.cjs").copied().collect::<Vec<_>>();
    check("tutorial", &tutorial(), &[&names[..], &["window.d.ts"]].concat());
}

#[test]
fn every_type() {
    check("types", &types(), &["ipc.schema.json", "tables.ts", "types.ts"]);
}

#[test]
fn the_main_process_as_the_peer() {
    check("main-peer", &main_peer(), &["connect.d.cts", "connect.ts", "tables.ts", "types.ts"]);
}

#[test]
fn what_does_not_fit_on_a_line() {
    check("layout", &layout(), &["client.ts", "preload.ts", "tables.ts", "types.ts"]);
}

#[test]
fn keys_that_nest() {
    let get =
        |channel: &str| vec![method(Kind::Invoke, channel, "get", vec![]).returns(Type::String)];
    let schema = Schema {
        pages: vec![
            api("About", "about", "", get("about")),
            api("Files", "ipc.files", "The files.", get("files")),
            api("Platform", "ipc.platform.info", "The platform.", get("platform")),
        ],
        mains: vec![],
        types: vec![],
    };
    check("nested", &schema, &["preload.js", "preload.ts", "types.ts", "window.d.ts"]);
}

#[test]
fn no_api_at_all() {
    check(
        "empty",
        &nothing(),
        &["connect.ts", "preload.ts", "tables.ts", "types.ts", "window.d.ts"],
    );
}

/// What is asked for is there, and nothing else.
#[test]
fn languages_and_doors() {
    let names = |plain, fast, ts, js| {
        let options = Options { doors: Doors { plain, fast }, emit: Emit { ts, js } };
        let files = generate(&tutorial(), &host(), options).unwrap();
        let names = files.keys().filter(|name| !name.starts_with("runtime/")).cloned();
        (names.collect::<Vec<_>>().join(" "), files)
    };
    let (all, _) = names(true, true, true, true);
    assert_eq!(all, [&ALL[..], &["window.d.ts"]].concat().join(" "));
    let (ts, files) = names(true, true, true, false);
    assert_eq!(
        ts,
        ".prettierrc client.ts connect.ts ipc.schema.json preload.ts tables.ts types.ts window.d.ts"
    );
    assert!(files.keys().all(|name| !name.ends_with("js") && !name.ends_with(".d.cts")));
    assert!(files.contains_key("runtime/types.ts") && files.contains_key("runtime/client.ts"));
    let (js, files) = names(true, true, false, true);
    assert_eq!(
        js,
        ".prettierrc client.d.ts client.js connect.cjs connect.d.cts ipc.schema.json preload.cjs \
         preload.js tables.cjs tables.js types.ts window.d.ts"
    );
    let mut runtime = files.keys().filter(|name| name.starts_with("runtime/"));
    assert!(runtime.by_ref().any(|name| name == "runtime/types.ts"));
    assert!(files.keys().all(|name| !name.contains("runtime/wire")));

    let (plain, files) = names(true, false, true, false);
    assert!(!plain.contains("client.ts"));
    assert!(
        files["preload.ts"].contains("fast: false") && files["window.d.ts"].contains("readonly")
    );
    let (fast, files) = names(false, true, true, false);
    assert!(fast.contains("client.ts"));
    assert!(!files["preload.ts"].contains("expose") && files["window.d.ts"].contains("export {}"));
}

/// The compiler has in itself what the folder has.
#[test]
fn the_runtime_is_copied_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let files = generate(&tutorial(), &host(), Options::default()).unwrap();
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("runtime/")) {
        let path = name.trim_start_matches("runtime/");
        let source =
            ["ts", "js"].map(|language| fs::read_to_string(root.join(language).join(path)));
        let source = source.into_iter().find_map(Result::ok).expect("one of them has it");
        assert!(text.ends_with(&source), "{name}");
    }
    for name in ["preload.js", "preload.cjs"] {
        let body = fs::read_to_string(root.join("js/preload.js")).unwrap();
        assert!(files[name].ends_with(&format!("\nfunction $runtime(electron) {{\n{body}}}\n")));
    }
}

/// JavaScript has its types in files beside it, and compiles where it is type-checked too.
#[test]
fn only_javascript_is_not_type_checked() {
    let files = generate(&tutorial(), &host(), Options::default()).unwrap();
    for (name, text) in &files {
        let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
        let is_javascript = matches!(extension, Some("js" | "cjs"));
        assert_eq!(text.contains("@ts-nocheck"), is_javascript, "{name}");
        let header = text.lines().take(2).collect::<String>();
        assert!(header.contains(&format!(": {name}; ")), "{name}");
    }
}

/// A notation means what it means in TypeScript, whatever the user's types are called; a name that
/// the user writes may be that of such a type.
#[test]
fn a_notation_names_a_global_that_no_type_hides() {
    let source = "#[ipc_api] trait Api { #[invoke] fn f(&self) -> Said; }
        #[derive(serde::Serialize, ipc_runtime::IpcType)] struct Said {
            #[ipc(ts = \"readonly string[]\")] list: (),
            #[ipc(ts = \"readonly [string, 1]\")] pair: (),
            #[ipc(ts = \"{ [key: string]: readonly 1[] }\")] map: (),
            #[ipc(ts = \"Record<string, 1>\")] named: (),
            DECLARED
        }";
    let types = |declared: &str, more: &str| {
        let source = source.replace("DECLARED", declared) + more;
        let schema = compile_source("lib.rs", &source)
            .unwrap_or_else(|problems| panic!("{}", render(&problems, Style::Plain)));
        generate(&schema, &nothing(), Options::default()).unwrap()["types.ts"].clone()
    };
    let plain = types("", "");
    for line in [
        "list: ReadonlyArray<string>;",
        "pair: Readonly<[string, 1]>;",
        "map: Record<string, ReadonlyArray<1>>;",
        "named: Record<string, 1>;",
    ] {
        assert!(plain.contains(line), "{plain}");
    }
    let hidden = types(
        "a: ReadonlyArray, b: Readonly, c: Record",
        "#[derive(serde::Serialize)] struct ReadonlyArray { a: u8 }
        #[derive(serde::Serialize)] struct Readonly { a: u8 }
        #[derive(serde::Serialize)] struct Record { a: u8 }",
    );
    for line in [
        "list: globalThis.ReadonlyArray<string>;",
        "pair: globalThis.Readonly<[string, 1]>;",
        "map: globalThis.Record<string, globalThis.ReadonlyArray<1>>;",
        "named: Record<string, 1>;",
    ] {
        assert!(hidden.contains(line), "{hidden}");
    }
}

#[test]
fn attributes_of_serde() {
    let source = include_str!("fixtures/serde.rs");
    let schema = compile_source("serde.rs", source)
        .unwrap_or_else(|problems| panic!("{}", render(&problems, Style::Plain)));
    check("serde", &schema, &["tables.ts", "types.ts"]);
}

/// Whoever followed every path through these would not see the end of it.
#[test]
fn types_that_share_their_parts_are_looked_into_once() {
    let top = "#[ipc_api] trait SharedApi { #[invoke] fn top(&self) -> Shared60; }\n\
               #[derive(serde::Serialize)] struct Shared0 { id: u64 }\n";
    let shared = (1..=60).map(|number| {
        let part = number - 1;
        format!("#[derive(serde::Serialize)] struct Shared{number}(Shared{part}, Shared{part});\n")
    });
    let source = top.to_owned() + &shared.collect::<String>();
    let schema = compile_source("shared.rs", &source).expect("compiles");
    let files = generate(&schema, &host(), Options::default()).unwrap();
    assert!(files["types.ts"].contains("export type Shared60 = "));
}

/// serde cannot keep an integer of 128 bits, whatever it is here, until it has seen the tag.
#[test]
fn a_tag_comes_first_where_what_is_beside_it_cannot_be_kept() {
    let orders = |field: &str| {
        let source = format!(
            "#[derive(serde::Deserialize, ipc_runtime::IpcType)] struct Held {{ {field} }}
            #[derive(serde::Deserialize)] #[serde(tag = \"t\", content = \"c\")]
            enum Beside {{ A(Held), B(u8) }}
            #[ipc_api] trait Api {{ #[invoke] fn f(&self, it: Beside); }}"
        );
        let schema = compile_source("lib.rs", &source).expect("compiles");
        generate(&schema, &host(), Options::default()).unwrap()["tables.js"].contains("Order")
    };
    assert!(orders("at: u128") && orders("#[ipc(as = \"number\")] at: u128"));
    assert!(!orders("at: u64") && !orders("#[ipc(as = \"number\")] at: u64"));
}

/// A chain that is longer than what is followed, which ends without an integer of 64 bits.
#[test]
fn every_codec_that_is_named_is_there() {
    let link = |at: usize| format!("#[derive(Serialize)] struct T{at} {{ next: T{} }}\n", at + 1);
    let chain: String = (0..600).map(link).collect();
    let source = format!(
        "use serde::Serialize; {chain} #[derive(Serialize)] struct T600 {{ a: u32 }}
        #[derive(Serialize)] struct Pair {{ a: T80, b: T80, c: T0 }}
        #[ipc_api] trait Api {{ #[invoke] fn f(&self) -> Pair; }}"
    );
    let schema = compile_source("lib.rs", &source).expect("compiles");
    let tables = &generate(&schema, &host(), Options::default()).unwrap()["tables.ts"];
    let references: Vec<_> = tables.split("{ ref: \"").skip(1).collect();
    assert!(references.len() > 80);
    for reference in references {
        let (name, _) = reference.split_once('"').unwrap();
        assert!(tables.contains(&format!("\n    {name}: {{")), "{name}");
    }
}

/// Each level doubles the ways to the last one.
#[test]
fn untagged_enums_of_untagged_enums_take_no_time() {
    let level = |at: usize| {
        format!("#[derive(Serialize)] #[serde(untagged)] enum T{at} {{ A(T{0}), B(T{0}) }}", at + 1)
    };
    let levels: String = (0..40).map(level).collect();
    let source = format!(
        "use serde::Serialize; {levels} #[derive(Serialize)] struct T40 {{ a: u64 }}
        #[ipc_api] trait Api {{ #[invoke] fn f(&self) -> HashMap<String, T0>; }}
        use std::collections::HashMap;"
    );
    let schema = compile_source("lib.rs", &source).expect("compiles");
    assert!(!generate(&schema, &host(), Options::default()).unwrap().is_empty());
}
