//! Schemas that are built by hand: what a compiler would make of no one source.

use ipc_codegen::schema::{
    Api, CodeSource, Docs, Field, Kind, Literal, Method, Schema, Type, TypeDef,
};

use crate::build::*;

/// The tutorial's patterns.
pub(crate) fn tutorial() -> Schema {
    let error = Type::Union(vec![
        literal("Busy"),
        Type::Object(vec![field("Unreadable", Type::Object(vec![field("path", Type::String)]))]),
    ]);
    Schema {
        apis: vec![api(
            "DesktopApi",
            "electronAPI",
            "What the page may ask of the desktop.",
            vec![
                method(Kind::Send, "set-title", "setTitle", vec![arg("title", Type::String)])
                    .docs("Sets the title of the window that asks."),
                method(Kind::Invoke, "dialog:openFile", "openFile", vec![])
                    .returns(option(Type::String))
                    .fails("OpenFileError", CodeSource::External, named("OpenFileError"))
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
        types: vec![def("OpenFileError", error)],
    }
}

/// Listeners that answer through their event.
fn counter() -> Api {
    Api {
        event_argument: true,
        ..api(
            "CounterApi",
            "ipc.counter",
            "A counter whose listeners answer as in Electron's tutorial.",
            vec![
                method(
                    Kind::Event,
                    "update-counter",
                    "onUpdateCounter",
                    vec![arg("step", Type::Integer)],
                ),
                method(
                    Kind::Event,
                    "counter:say",
                    "onSay",
                    vec![arg("event", Type::String), arg("error", named("SettingError"))],
                ),
                method(
                    Kind::Send,
                    "counter-value",
                    "counterValue",
                    vec![arg("value", Type::Integer)],
                ),
                method(
                    Kind::Send,
                    "remark",
                    "remark",
                    vec![arg("text", Type::String), optional("delete", Type::BigInt)],
                ),
                method(Kind::Send, "new", "renew", vec![]),
                method(Kind::Invoke, "counter:get", "get", vec![]).returns(Type::Integer),
            ],
        )
    }
}

/// Listeners whose event has no channel.
fn observer() -> Api {
    Api {
        event_argument: true,
        ..api(
            "ObserverApi",
            "observer",
            "",
            vec![method(Kind::Event, "observed", "onObserved", vec![])],
        )
    }
}

/// Functions that block the page alone.
fn legacy() -> Api {
    api(
        "LegacyApi",
        "ipc.legacy",
        "",
        ["Directories", "Environment", "Permissions"]
            .map(|name| {
                let name = format!("readApplication{name}");
                method(Kind::Sync, &name, &name, vec![]).returns(list(Type::String))
            })
            .into(),
    )
}

fn numbers<const N: usize>(values: [u32; N]) -> Literal {
    Literal::List(values.map(|value| Literal::Number(value.to_string())).into())
}

/// A method of each kind for pages.
#[expect(clippy::too_many_lines, reason = "a list of what there is")]
pub(crate) fn kinds() -> Schema {
    let error = Type::Union(vec![literal("Missing"), literal("Locked")]);

    let constants = vec![
        constant("VERSION", "The version of the API.", Literal::String("1.0".to_owned())),
        constant("LARGEST", "", Literal::BigInt("-18446744073709551616".to_owned())),
        constant("STEP", "", Literal::Number("-1e-7".to_owned())),
        constant("isBeta", "Whether it may change.", Literal::Bool(true)),
        constant("SIZES", "The sizes of icons.", numbers([16, 32, 64])),
        constant(
            "PRIMES",
            "",
            numbers([
                2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73,
            ]),
        ),
        constant("RATIO", "", Literal::List(vec![Literal::Number("-0.5".to_owned())])),
        constant("NONE", "", Literal::List(vec![])),
        constant(
            "FORMATS",
            "",
            Literal::List(
                [("image/png", 1), ("image/jpeg", 2)]
                    .map(|(name, level)| {
                        let name = Literal::String(name.to_owned());
                        Literal::List(vec![name, Literal::BigInt(level.to_string())])
                    })
                    .into(),
            ),
        ),
        constant(
            "LANGUAGES",
            "",
            Literal::List(
                ["Deutsch", "English", "Español", "Français", "Italiano", "Português", "日本語"]
                    .map(|name| Literal::String(name.to_owned()))
                    .into(),
            ),
        ),
        constant(
            "TERMS_OF_USE",
            "",
            Literal::String(
                "Whoever uses this application accepts that it comes as it is.".to_owned(),
            ),
        ),
    ];
    Schema {
        apis: vec![
            Api {
                constants,
                ..api(
                    "DesktopApi",
                    "electronAPI",
                    "What the page may ask of the desktop.",
                    vec![
                        method(Kind::Send, "log", "log", vec![arg("line", Type::String)]),
                        Method {
                            timeout_ms: Some(90_000),
                            max_bytes: Some(1 << 20),
                            ..method(Kind::Invoke, "open", "open", vec![arg("title", Type::String)])
                                .returns(option(Type::String))
                        },
                        method(
                            Kind::Sync,
                            "synchronous-message",
                            "version",
                            vec![arg("part", Type::Integer)],
                        )
                        .returns(Type::String)
                        .docs("The version of the application."),
                        method(Kind::Sync, "setting", "setting", vec![arg("name", Type::String)])
                            .returns(Type::BigInt)
                            .fails("SettingError", CodeSource::External, named("SettingError"))
                            .docs("A setting."),
                        method(Kind::Sync, "flush", "flush", vec![]),
                        method(Kind::Event, "tick", "onTick", vec![arg("count", Type::Integer)]),
                        method(
                            Kind::Stream,
                            "log:lines",
                            "logLines",
                            vec![arg("since", Type::BigInt)],
                        )
                        .returns(named("LogLine"))
                        .fails("SettingError", CodeSource::External, named("SettingError"))
                        .docs("The lines of the log as they are written."),
                        method(Kind::Stream, "ticks", "ticks", vec![]).returns(Type::Unit),
                        method(
                            Kind::Invoke,
                            "upload",
                            "upload",
                            vec![
                                arg("name", Type::String),
                                stream("chunks", Type::Bytes),
                                stream("notes", Type::Json),
                            ],
                        )
                        .returns(Type::BigInt),
                        method(
                            Kind::Request,
                            "agent:confirm",
                            "handleConfirm",
                            vec![arg("process", Type::String), arg("id", Type::BigInt)],
                        )
                        .returns(Type::Bool)
                        .fails(
                            "SettingError",
                            CodeSource::External,
                            named("SettingError"),
                        ),
                        method(Kind::Request, "agent:pick", "handlePick", vec![])
                            .returns(Type::Json),
                        method(
                            Kind::Request,
                            "agent:context",
                            "handleContext",
                            vec![arg("context", Type::String)],
                        ),
                        Method {
                            max_bytes: Some(1 << 20),
                            ..method(
                                Kind::Relay,
                                "log:shared",
                                "share",
                                vec![arg("line", named("LogLine")), arg("note", Type::Json)],
                            )
                            .docs("Shows a line to the other pages.")
                        },
                        method(
                            Kind::Event,
                            "log:shared",
                            "onShare",
                            vec![arg("line", named("LogLine")), arg("note", Type::Json)],
                        )
                        .docs("Shows a line to the other pages."),
                        method(
                            Kind::Port,
                            "log:peer",
                            "onPeer",
                            vec![arg("line", named("LogLine")), optional("note", Type::Json)],
                        )
                        .docs("A line to another page."),
                        method(Kind::Port, "log:signal", "onSignal", vec![]),
                    ],
                )
            },
            counter(),
            observer(),
            legacy(),
        ],
        types: vec![
            def(
                "LogLine",
                Type::Object(vec![field("at", Type::BigInt), field("text", Type::String)]),
            ),
            def("SettingError", error),
        ],
    }
}

/// Every kind of type, in both directions.
#[expect(clippy::too_many_lines, reason = "a list of what there is")]
pub(crate) fn types() -> Schema {
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
        apis: vec![api(
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
                    CodeSource::Tag("kind".to_owned()),
                    named("Shape"),
                ),
                invoke("external", named("External")).fails(
                    "External",
                    CodeSource::External,
                    named("External"),
                ),
                invoke("untagged", named("Untagged")).fails(
                    "Plain",
                    CodeSource::Application,
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
                    field("open", keyed(named("OpenSide"))),
                ]),
            ),
            def("Menu", Type::Object(vec![field("items", list(named("Menu")))])),
            def("OpenSide", Type::Union(vec![literal("left"), Type::String])),
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
                    field("color", typescript("`#${string}` | null")),
                    field("size-of", typescript("`${number}${'px'|'em'}`[]")),
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
pub(crate) fn main_peer() -> Schema {
    let event = |name: &str, args| method(Kind::Event, &format!("workspace:{name}"), name, args);
    let request =
        |name: &str, args| method(Kind::Request, &format!("workspace:{name}"), name, args);
    Schema {
        apis: vec![
            main_api(
                "Audit",
                "audit",
                "Called alone.",
                vec![method(Kind::Send, "audit:record", "record", vec![arg("what", Type::String)])],
            ),
            main_api(
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
            main_api(
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
                    .fails("FindError", CodeSource::Application, Type::String),
                    method(Kind::Send, "workspace:reload", "reload", vec![]),
                ],
            ),
        ],
        types: vec![],
    }
}

/// What does not fit on a line.
pub(crate) fn layout() -> Schema {
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
    Schema { apis: vec![api(&long("Layout", 8), "layout", "Long names.", methods)], types }
}
