//! The files of each fixture, compared with those in `tests/targets/<fixture>/`, which the TypeScript
//! compiler and prettier check too. `BLESS=1` writes them.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use ipc_codegen::compile_source;
use ipc_codegen::report::{Style, render};
use ipc_codegen::schema::{Kind, Schema, Type};
use ipc_codegen::targets::{Emit, Options, formats, generate};

use crate::build::{MethodExt as _, api, method, nothing};
use crate::host;
use crate::schemas::{kinds, layout, main_peer, tutorial, types};

/// What there is for every schema with an API for pages, besides the runtime.
pub(crate) const ALL: [&str; 18] = [
    ".prettierrc",
    "client.d.ts",
    "client.js",
    "client.ts",
    "connect.cjs",
    "connect.d.cts",
    "connect.ts",
    "errors.d.ts",
    "errors.js",
    "errors.ts",
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
    let emit = Emit::only(formats().map(|format| format.name));
    let files = generate(schema, &host, &Options { emit, ..Options::default() }).unwrap();
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
    let others = ["ipc.api.md", "json-schema.json", "schemas.ts", "window.d.ts"];
    check("tutorial", &tutorial(), &[&names[..], &others].concat());
}

#[test]
fn every_kind() {
    let names = ["client.d.ts", "client.js", "client.ts", "ipc.api.md", "preload.ts", "tables.ts"];
    let others = ["json-schema.json", "schemas.ts", "types.ts", "window.d.ts"];
    check("kinds", &kinds(), &[&names[..], &others].concat());
}

#[test]
fn every_type() {
    check(
        "types",
        &types(),
        &[
            "errors.ts",
            "ipc.api.md",
            "ipc.schema.json",
            "json-schema.json",
            "schemas.ts",
            "tables.ts",
            "types.ts",
        ],
    );
}

#[test]
fn the_main_process_as_the_peer() {
    check(
        "main-peer",
        &main_peer(),
        &[
            "connect.d.cts",
            "connect.ts",
            "errors.cjs",
            "errors.d.cts",
            "errors.ts",
            "ipc.api.md",
            "tables.ts",
            "types.ts",
        ],
    );
}

#[test]
fn what_does_not_fit_on_a_line() {
    let names = ["client.ts", "preload.ts", "schemas.ts", "tables.ts", "types.ts"];
    check("layout", &layout(), &names);
}

#[test]
fn keys_that_nest() {
    let get =
        |channel: &str| vec![method(Kind::Invoke, channel, "get", vec![]).returns(Type::String)];
    let schema = Schema {
        apis: vec![
            api("About", "about", "", get("about")),
            api("Files", "ipc.files", "The files.", get("files")),
            api("Platform", "ipc.platform.info", "The platform.", get("platform")),
        ],
        types: vec![],
    };
    check("nested", &schema, &["preload.js", "preload.ts", "types.ts", "window.d.ts"]);
}

#[test]
fn apis_that_share_an_object() {
    let methods = |name: &str| vec![method(Kind::Send, name, name, vec![])];
    let schema = Schema {
        apis: vec![
            api("Clipboard", "app", "The clipboard.", methods("copy")),
            api("ConfigurationOfTheWorkspace", "app.settings", "", methods("configure")),
            api("Dialogs", "app", "", methods("open")),
            api("DiagnosticsOfTheLanguageServer", "app.settings", "", methods("diagnose")),
            api("ExtensionsOfTheWorkspace", "app.settings", "", methods("extend")),
            api("Files", "files", "The files.", methods("read")),
            api("FileWatcher", "files.watcher", "The watcher.", methods("watch")),
            api("Menus", "desktop", "", methods("popup")),
            api("Shell", "desktop", "", methods("beep")),
        ],
        types: vec![],
    };
    let names = ["client.ts", "preload.ts", "tables.ts", "types.ts", "window.d.ts"];
    check("shared", &schema, &names);
}

#[test]
fn no_api_at_all() {
    check(
        "empty",
        &nothing(),
        &[
            "connect.ts",
            "json-schema.json",
            "preload.ts",
            "schemas.ts",
            "tables.ts",
            "types.ts",
            "window.d.ts",
        ],
    );
}

#[test]
fn attributes_of_serde() {
    let source = include_str!("../fixtures/serde.rs");
    let schema = compile_source("serde.rs", source)
        .unwrap_or_else(|problems| panic!("{}", render(&problems, Style::Plain)));
    check("serde", &schema, &["json-schema.json", "schemas.ts", "tables.ts", "types.ts"]);
}
