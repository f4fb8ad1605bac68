//! From the schema to files, in memory. No schema can fail here: what could not be written was
//! refused by the checks.

mod client;
mod codecs;
mod connect;
mod names;
mod preload;
mod schema_json;
mod templates;
mod types;

use crate::compile::on_deep_stacks;
use crate::files::Files;
use crate::header;
use crate::report::Problem;
use crate::schema::Schema;

use self::templates::{Mode, Template};

/// The version of what preload, connect and the runtime say to each other.
const PROTOCOL: u32 = 1;

/// The ways from a page to Rust that a preload opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doors {
    /// One channel a method, as functions on `window`.
    pub plain: bool,
    /// One channel for all, through the page's client.
    pub fast: bool,
}

impl Default for Doors {
    /// Both.
    fn default() -> Self {
        Self { plain: true, fast: true }
    }
}

/// Every file for `schema`. `host` is the runtime's own contract with Electron's main process.
///
/// # Errors
///
/// If no thread can be started to do it on.
pub fn generate(schema: &Schema, host: &Schema, doors: Doors) -> Result<Files, Vec<Problem>> {
    on_deep_stacks(|| Ok(print(schema, host, doors)))
}

/// [`generate`], on a deep stack.
pub(crate) fn print(schema: &Schema, host: &Schema, doors: Doors) -> Files {
    // Both halves take about as long.
    let (mut files, typed) =
        rayon::join(|| with_hash(schema, host, doors), || for_pages(schema, doors));
    files.extend(typed);
    files
}

/// The types, and what a page imports.
fn for_pages(schema: &Schema, doors: Doors) -> Files {
    let mut files = Vec::new();
    // Without an API for pages there is nothing for a page to import.
    if doors.fast && !schema.pages.is_empty() {
        let client = client::Client::new(schema);
        files.push(("client.ts", templates::render(Template::Client, Mode::Ts, &client)));
        files.push(("client.js", templates::render(Template::Client, Mode::Js, &client)));
    }
    let window = types::Window::new(schema, doors);
    files.push(("window.d.ts", templates::render(Template::Window, Mode::Ts, &window)));
    files.push(("types.ts", types::print(schema)));
    stamped(files)
}

/// The schema, and what has its hash in it.
fn with_hash(schema: &Schema, host: &Schema, doors: Doors) -> Files {
    let json = header::stamp("ipc.schema.json", schema_json::print(schema));
    let hash = header::hash_in(&json);
    let preload = preload::Preload::new(schema, hash, doors);
    let connect = connect::Connect::new(schema, host, hash);
    let mut files = stamped(vec![
        ("preload.ts", templates::render(Template::Preload, Mode::Ts, &preload)),
        ("preload.js", templates::render(Template::Preload, Mode::Js, &preload)),
        ("connect.ts", templates::render(Template::Connect, Mode::Ts, &connect)),
        ("connect.cjs", templates::render(Template::Connect, Mode::Js, &connect)),
    ]);
    files.insert("ipc.schema.json".to_owned(), json);
    files
}

fn stamped(files: Vec<(&str, String)>) -> Files {
    files.into_iter().map(|(name, body)| (name.to_owned(), header::stamp(name, body))).collect()
}
