//! The templates: code with holes for nodes, which come in laid out.
//!
//! A `.ts` file and its `.js` come from one template. What is between `«` and `»` is TypeScript's
//! alone: types, and the lines that only one of the two module systems has. What is between two
//! `§` is JavaScript's alone. To the template engine, the other language's parts are comments.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Delimiters, Tera};

/// A template.
#[derive(Clone, Copy)]
pub(super) enum Template {
    Client,
    Connect,
    Preload,
    Window,
}

/// The language to print.
#[derive(Clone, Copy)]
pub(super) enum Mode {
    Ts,
    Js,
}

const SOURCES: [(&str, &str); 6] = [
    ("client", include_str!("../../templates/client.ts.tera")),
    ("codecs", include_str!("../../templates/codecs.ts.tera")),
    ("connect", include_str!("../../templates/connect.ts.tera")),
    ("preload", include_str!("../../templates/preload.ts.tera")),
    ("window", include_str!("../../templates/window.d.ts.tera")),
    ("wire", include_str!("../../templates/wire.ts.tera")),
];

static TS: LazyLock<Tera> = LazyLock::new(|| load(["«", "»"], ["§", "§"]));
static JS: LazyLock<Tera> = LazyLock::new(|| load(["§", "§"], ["«", "»"]));

/// Reads the templates as the code of one language: its own marks go, and the other's are comments.
fn load(own: [&'static str; 2], [comment_start, comment_end]: [&'static str; 2]) -> Tera {
    let mut tera = Tera::new();
    let delimiters = Delimiters {
        comment_start: comment_start.into(),
        comment_end: comment_end.into(),
        ..Delimiters::default()
    };
    tera.set_delimiters(delimiters).expect("the delimiters are two bytes each");
    let sources = SOURCES.map(|(name, source)| {
        (name, own.iter().fold(source.to_owned(), |source, mark| source.replace(mark, "")))
    });
    tera.add_raw_templates(sources).expect("the templates are tested");
    tera
}

/// Prints a template in one language.
pub(super) fn render<T: Serialize>(template: Template, mode: Mode, nodes: &T) -> String {
    let name = match template {
        Template::Client => "client",
        Template::Connect => "connect",
        Template::Preload => "preload",
        Template::Window => "window",
    };
    let tera = match mode {
        Mode::Ts => &TS,
        Mode::Js => &JS,
    };
    let context = Context::from_serialize(nodes).expect("nodes are structs of strings");
    tera.render(name, &context).expect("the templates are tested")
}
