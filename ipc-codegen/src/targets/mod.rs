//! From the schema to files, in memory. No schema can fail here: what could not be written was
//! refused by the checks.

mod client;
mod codecs;
mod connect;
mod keys;
mod preload;
mod runtime;
mod schema_json;
mod tables;
mod templates;
mod types;
mod window;

use std::borrow::Cow;

use crate::deep_stack::on_deep_stacks;
use crate::files::Files;
use crate::header;
use crate::report::Problem;
use crate::schema::Schema;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The doors of the preload.
    pub doors: Doors,
    /// The languages of the files.
    pub emit: Emit,
}

/// The ways from a page to Rust that a preload opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doors {
    /// One channel a method, as functions on `window`.
    pub plain: bool,
    /// One port for all, through the page's client.
    pub fast: bool,
}

impl Default for Doors {
    /// Both.
    fn default() -> Self {
        Self { plain: true, fast: true }
    }
}

/// The languages that files are written in. Types are TypeScript in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emit {
    /// TypeScript, for a bundler or a compiler.
    pub ts: bool,
    /// JavaScript that runs as it is, with declarations beside it.
    pub js: bool,
}

impl Default for Emit {
    /// Both.
    fn default() -> Self {
        Self { ts: true, js: true }
    }
}

/// The language of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Ts,
    Js,
}

/// Tells prettier to leave the folder alone: it formats what begins with a pragma, and no file here
/// does. JSON has no pragma; its layout stays as it is, whatever the project has chosen.
const PRETTIER: &str = "\
requirePragma: true
printWidth: 80
tabWidth: 2
useTabs: false
endOfLine: lf
";

/// Every file for `schema`. `host` is the runtime's own contract with Electron's main process.
///
/// # Errors
///
/// If no thread can be started to do it on.
pub fn generate(schema: &Schema, host: &Schema, options: Options) -> Result<Files, Vec<Problem>> {
    on_deep_stacks(|| Ok(print(schema, host, options)))
}

/// [`generate`], on a deep stack.
pub(crate) fn print(schema: &Schema, host: &Schema, options: Options) -> Files {
    // Both halves take about as long.
    let (mut files, others) =
        rayon::join(|| with_hash(schema, host, options), || without_hash(schema, options));
    files.extend(others);
    files
}

/// The schema, and what has its hash in it.
fn with_hash(schema: &Schema, host: &Schema, Options { doors, emit }: Options) -> Files {
    let json = header::stamp("ipc.schema.json", schema_json::print(schema));
    let hash = header::hash_in(&json);
    let tables = tables::print(schema, host, hash);
    let preload = |language| preload::Preload::new(schema, hash, doors, language);
    let mut files = Files::new();
    if emit.ts {
        add(&mut files, "tables.ts", tables::typescript(&tables));
        add(&mut files, "preload.ts", templates::render("preload.ts", &preload(Language::Ts)));
    }
    if emit.js {
        add(&mut files, "tables.js", tables::javascript(&tables));
        add(&mut files, "tables.cjs", tables::common_js(&tables));
        // One text: a preload is CommonJS, whatever the package is.
        let preload = templates::render("preload.js", &preload(Language::Js));
        add(&mut files, "preload.js", &preload);
        add(&mut files, "preload.cjs", preload);
    }
    files.insert("ipc.schema.json".to_owned(), json);
    files
}

/// The types, and what is made of names alone.
fn without_hash(schema: &Schema, Options { doors, emit }: Options) -> Files {
    let mut files = Files::new();
    add(&mut files, ".prettierrc", PRETTIER);
    add(&mut files, "types.ts", types::print(schema));
    let window = window::Window::new(schema, doors);
    add(&mut files, "window.d.ts", templates::render("window.d.ts", &window));
    for (path, text) in runtime::files(emit) {
        add(&mut files, &path, text);
    }
    let connect = connect::Connect::new(schema);
    let client = |language| client::Client::new(schema, language);
    // Without an API for pages there is nothing for a page to import.
    let has_client = doors.fast && !schema.pages.is_empty();
    if emit.ts {
        add(&mut files, "connect.ts", templates::render("connect.ts", &connect));
        if has_client {
            add(&mut files, "client.ts", templates::render("client.ts", &client(Language::Ts)));
        }
    }
    if emit.js {
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

/// Adds a file, with its header.
fn add<'b>(files: &mut Files, name: &str, body: impl Into<Cow<'b, str>>) {
    files.insert(name.to_owned(), header::stamp(name, body));
}
