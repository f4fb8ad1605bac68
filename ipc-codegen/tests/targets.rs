//! What the targets print for schemas that are built by hand: each fixture has its files in
//! `tests/targets/<fixture>/`, where the TypeScript compiler and prettier check them too.
//! `BLESS=1` writes them anew.

use std::fs;
use std::path::Path;

use ipc_codegen::schema::{
    Api, Arg, Docs, ErrorCode, ErrorType, Field, Kind, Method, Schema, Type, TypeDef,
};
use ipc_codegen::targets::generate;

fn docs(text: &str) -> Docs {
    Docs { docs: text.lines().map(str::to_owned).collect(), deprecated: None }
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

    fn docs(mut self, text: &str) -> Self {
        self.docs.docs = docs(text).docs;
        self
    }

    fn deprecated(mut self, note: &str) -> Self {
        self.docs.deprecated = Some(note.to_owned());
        self
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
    Type::Map(Box::new(ty))
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

fn literals(values: &[&str]) -> Type {
    Type::Union(values.iter().map(|value| literal(value)).collect())
}

fn field(name: &str, ty: Type) -> Field {
    Field { name: name.to_owned(), ty, optional: false, docs: Docs::default() }
}

fn maybe(name: &str, ty: Type) -> Field {
    Field { optional: true, ..field(name, ty) }
}

/// A type that is the same in both directions.
fn def(name: &str, ty: Type) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        input_name: name.to_owned(),
        rust: format!("app::{name}"),
        params: Vec::new(),
        docs: docs(&format!("A {name}.")),
        output: Some(ty.clone()),
        input: Some(ty),
    }
}

/// The schema of `ipc_runtime::host`.
fn host() -> Schema {
    let window = || arg("window", Type::Integer);
    let parent = || arg("window", option(Type::Integer));
    let event = |name: &str, args| method(Kind::Event, &format!("host:{name}"), name, args);
    let request = |name: &str, args| method(Kind::Request, &format!("host:{name}"), name, args);
    let dialog = |mut fields: Vec<Field>| {
        let mut all = vec![maybe("title", Type::String), maybe("defaultPath", Type::String)];
        all.push(field("filters", list(named("FileFilter"))));
        all.append(&mut fields);
        Type::Object(all)
    };
    let item = |tag: &str, mut fields: Vec<Field>| {
        fields.insert(0, field("type", literal(tag)));
        Type::Object(fields)
    };
    let methods = vec![
        event("setTitle", vec![window(), arg("title", Type::String)]),
        event("show", vec![window()]),
        event("hide", vec![window()]),
        event("close", vec![window()]),
        event("minimize", vec![window()]),
        event("maximize", vec![window()]),
        event("restore", vec![window()]),
        event("focus", vec![window()]),
        event("setFullScreen", vec![window(), arg("on", Type::Bool)]),
        event("setSize", vec![window(), arg("width", Type::Integer), arg("height", Type::Integer)]),
        event("setApplicationMenu", vec![arg("items", list(named("MenuItem")))]),
        event("quit", vec![]),
        request("appName", vec![]).returns(Type::String),
        request("showOpenDialog", vec![parent(), arg("options", named("OpenDialogOptions"))])
            .returns(list(Type::String)),
        request("showSaveDialog", vec![parent(), arg("options", named("SaveDialogOptions"))])
            .returns(option(Type::String)),
        request("showMessageBox", vec![parent(), arg("options", named("MessageBoxOptions"))])
            .returns(named("MessageBoxAnswer")),
        method(
            Kind::Send,
            "host:menuClicked",
            "menuClicked",
            vec![arg("item", Type::Integer), optional("window", Type::Integer)],
        ),
    ];
    Schema {
        pages: vec![],
        mains: vec![api(
            "Host",
            "host",
            "Windows, dialogs, the menu and the application.",
            methods,
        )],
        types: vec![
            def(
                "FileFilter",
                Type::Object(vec![
                    field("name", Type::String),
                    field("extensions", list(Type::String)),
                ]),
            ),
            def(
                "MenuItem",
                Type::Union(vec![
                    item(
                        "normal",
                        vec![
                            field("id", Type::Integer),
                            field("label", Type::String),
                            maybe("accelerator", Type::String),
                        ],
                    ),
                    item("separator", vec![]),
                    item(
                        "submenu",
                        vec![
                            field("label", Type::String),
                            field("submenu", list(named("MenuItem"))),
                        ],
                    ),
                    item("role", vec![field("role", named("MenuRole"))]),
                ]),
            ),
            def(
                "MenuRole",
                literals(&[
                    "about",
                    "close",
                    "copy",
                    "cut",
                    "hide",
                    "minimize",
                    "paste",
                    "quit",
                    "redo",
                    "reload",
                    "selectAll",
                    "toggleDevTools",
                    "togglefullscreen",
                    "undo",
                ]),
            ),
            def("MessageBoxAnswer", Type::Object(vec![field("response", Type::Integer)])),
            def(
                "MessageBoxOptions",
                Type::Object(vec![
                    field("type", named("MessageLevel")),
                    field("message", Type::String),
                    maybe("detail", Type::String),
                    maybe("title", Type::String),
                    field("buttons", list(Type::String)),
                ]),
            ),
            def("MessageLevel", literals(&["none", "info", "error", "question", "warning"])),
            def(
                "OpenDialogOptions",
                dialog(vec![field("properties", list(named("OpenDialogProperty")))]),
            ),
            def(
                "OpenDialogProperty",
                literals(&["openFile", "openDirectory", "multiSelections", "showHiddenFiles"]),
            ),
            def("SaveDialogOptions", dialog(vec![])),
        ],
    }
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

fn check(fixture: &str, schema: &Schema) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets").join(fixture);
    let bless = std::env::var_os("BLESS").is_some();
    if bless {
        fs::create_dir_all(&folder).unwrap();
    }
    for (name, text) in generate(schema, &host()) {
        let path = folder.join(&name);
        if bless {
            fs::write(&path, text).unwrap();
        } else {
            let golden = fs::read_to_string(&path).unwrap_or_default();
            assert!(golden == text, "{} is not what is generated", path.display());
        }
    }
}

#[test]
fn the_tutorial() {
    check("tutorial", &tutorial());
}
