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

use std::borrow::Cow;

use ipc_syntax::Errors;

use self::language::{JS, Language, Languages, TS};
use super::target::{Format, Options, Run, Target};
use crate::files::Files;
use crate::header;
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
        check::check_doors(schema, locations, options.doors, errors);
    }

    /// The types, and the files that are made of names alone.
    fn files(&self, schema: &Schema, run: &Run<'_>) -> Files {
        let languages = Languages::of(run.options);
        let doors = run.options.doors;
        let mut files = Files::new();
        add(&mut files, ".prettierrc", PRETTIER);
        add(&mut files, "types.ts", types::print(schema));
        let window = window::Window::new(schema, doors);
        add(&mut files, "window.d.ts", templates::render("window.d.ts", &window));
        for (path, text) in runtime::files(languages) {
            add(&mut files, &path, text);
        }
        let connect = connect::Connect::new(schema);
        let errors = errors::Errors::new(schema);
        let client = |language| client::Client::new(schema, language);
        // Without an API for pages, a page has nothing to import.
        let has_client = doors.fast && schema.pages().next().is_some();
        if languages.ts {
            add(&mut files, "errors.ts", templates::render("errors.ts", &errors));
            add(&mut files, "connect.ts", templates::render("connect.ts", &connect));
            if has_client {
                add(&mut files, "client.ts", templates::render("client.ts", &client(Language::Ts)));
            }
        }
        if languages.js {
            add(&mut files, "errors.js", templates::render("errors.js", &errors));
            add(&mut files, "errors.d.ts", templates::render("errors.d.ts", &errors));
            // Functions of the main process call Rust, too.
            if schema.mains().next().is_some() {
                add(&mut files, "errors.cjs", templates::render("errors.cjs", &errors));
                add(&mut files, "errors.d.cts", templates::render("errors.d.cts", &errors));
            }
            add(&mut files, "connect.cjs", templates::render("connect.cjs", &connect));
            add(&mut files, "connect.d.cts", templates::render("connect.d.cts", &connect));
            if has_client {
                let declared = client::Client::declared(schema);
                add(&mut files, "client.js", templates::render("client.js", &client(Language::Js)));
                add(&mut files, "client.d.ts", templates::render("client.d.ts", &declared));
            }
        }
        files
    }

    /// The tables and the preload, which the runtime compares.
    fn files_with_hash(&self, schema: &Schema, hash: &str, run: &Run<'_>) -> Files {
        let Languages { ts, js } = Languages::of(run.options);
        let tables = tables::print(schema, run.host, hash);
        let preload = |language| preload::Preload::new(schema, hash, run.options.doors, language);
        let mut files = Files::new();
        if ts {
            add(&mut files, "tables.ts", tables::typescript(&tables));
            add(&mut files, "preload.ts", templates::render("preload.ts", &preload(Language::Ts)));
        }
        if js {
            add(&mut files, "tables.js", tables::javascript(&tables));
            add(&mut files, "tables.cjs", tables::common_js(&tables));
            // Both have one text: a preload is CommonJS in every package.
            let preload = templates::render("preload.js", &preload(Language::Js));
            add(&mut files, "preload.js", &preload);
            add(&mut files, "preload.cjs", preload);
        }
        files
    }
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

/// Adds a file, with its header.
fn add<'b>(files: &mut Files, name: &str, body: impl Into<Cow<'b, str>>) {
    files.insert(name.to_owned(), header::stamp(name, body));
}
