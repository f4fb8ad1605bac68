//! TypeScript and JavaScript: types, preload, main side, page client, and the runtime that they
//! share. Other targets may print signatures and types with `kinds`, `failures` and `print`.

mod check;
mod client;
mod codecs;
mod connect;
mod errors;
pub(crate) mod failures;
mod keys;
pub(crate) mod kinds;
mod language;
mod preload;
pub(crate) mod print;
mod runtime;
mod tables;
mod templates;
mod types;
mod window;

use std::sync::{Arc, LazyLock};

use ipc_syntax::Errors;
use serde::Serialize;

use self::client::Client;
use self::connect::Connect;
use self::language::{JS, Language, Languages, TS};
use self::preload::Preload;
use self::window::Window;
use super::target::{Format, Options, Run, Target};
use crate::files::{File, Files};
use crate::locations::Locations;
use crate::report::Problem;
use crate::schema::Schema;

pub(crate) struct TypeScript;

impl Target for TypeScript {
    fn formats(&self) -> &'static [Format] {
        &[TS, JS]
    }

    fn check(
        &self,
        schema: &Schema,
        locations: &Locations,
        options: &Options,
        errors: &mut Errors<Problem>,
    ) {
        check::check_names(schema, locations, errors);
        check::check_aliases(schema, locations, errors);
        check::check_doors(schema, locations, options.doors, errors);
    }

    fn files<'a>(&self, run: &'a Run<'a>) -> Files<'a> {
        let schema = run.schema;
        let Languages { ts, js } = Languages::of(run.options);
        let doors = run.options.doors;
        let mut files = types_with_runtime(schema, Languages { ts, js });
        files.push(rendered("window.d.ts", move || Window::new(schema, doors)));
        let connect = |name| rendered(name, || Connect::new(schema));
        let errors = |name| rendered(name, || errors::Errors::new(schema));
        let client = |name, language| rendered(name, move || Client::new(schema, language));
        // Without an API for pages, a page has nothing to import.
        let has_client = doors.fast && schema.pages().next().is_some();
        if ts {
            files.extend([errors("errors.ts"), connect("connect.ts")]);
        }
        if ts && has_client {
            files.push(client("client.ts", Language::Ts));
        }
        if js {
            files.extend(["errors.js", "errors.d.ts"].map(errors));
            // Functions of the main process call Rust, too.
            if schema.mains().next().is_some() {
                files.extend(["errors.cjs", "errors.d.cts"].map(errors));
            }
            files.extend(["connect.cjs", "connect.d.cts"].map(connect));
        }
        if js && has_client {
            files.push(client("client.js", Language::Js));
            files.push(rendered("client.d.ts", || Client::declared(schema)));
        }

        // The runtime compares the hash in the tables with the one in the preload.
        let hash = || run.schema_file.hash();
        let tables = Arc::new(LazyLock::new(move || tables::print(schema, run.host, &hash())));
        let tables = |name, print: fn(&str) -> String| {
            let tables = Arc::clone(&tables);
            short(name, move || print(&tables))
        };
        let preload = move |language| Preload::new(schema, &hash(), doors, language);
        if ts {
            files.push(tables("tables.ts", tables::typescript));
            files.push(rendered("preload.ts", move || preload(Language::Ts)));
        }
        if js {
            files.push(tables("tables.js", tables::javascript));
            files.push(tables("tables.cjs", tables::common_js));
            // Both have one text: a preload is CommonJS in every package.
            files.extend(["preload.js", "preload.cjs"].map(|name| {
                short(name, move || templates::render("preload.js", &preload(Language::Js)))
            }));
        }
        files
    }
}

/// `types.ts` and what it needs, for another target, unless this one writes them.
pub(crate) fn types_alone<'a>(run: &'a Run<'a>) -> Files<'a> {
    match Languages::of(run.options) {
        none @ Languages { ts: false, js: false } => types_with_runtime(run.schema, none),
        _ => Vec::new(),
    }
}

/// `types.ts`, the runtime for these languages, and the options of prettier.
fn types_with_runtime(schema: &Schema, languages: Languages) -> Files<'_> {
    let mut files = vec![
        File::new("types.ts", |stamper| types::print(schema, |piece| stamper.push(piece))),
        short(".prettierrc", || PRETTIER),
    ];
    files.extend(runtime::files(languages).map(|(path, text)| short(path, move || text)));
    files
}

/// Makes prettier skip the folder: it formats only files that begin with a pragma, and no file here
/// does. JSON has no pragma, so the options that matter for it are fixed.
const PRETTIER: &str = "\
requirePragma: true
printWidth: 80
tabWidth: 2
useTabs: false
endOfLine: lf
";

/// A file that is printed in one piece.
fn short<'a, T: AsRef<str>>(
    name: impl Into<String>,
    print: impl Fn() -> T + Send + Sync + 'a,
) -> File<'a> {
    File::new(name, move |stamper| stamper.push(print().as_ref()))
}

/// A file that is printed with the template of its name.
fn rendered<'a, T: Serialize>(
    name: &'static str,
    nodes: impl Fn() -> T + Send + Sync + 'a,
) -> File<'a> {
    short(name, move || templates::render(name, &nodes()))
}
