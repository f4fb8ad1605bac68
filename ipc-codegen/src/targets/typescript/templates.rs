//! The templates: the fixed text of files. Nodes come in laid out. No other module uses the template
//! engine.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};

const SOURCES: [(&str, &str); 14] = [
    ("client.d.ts", include_str!("templates/client.d.ts.tera")),
    ("client.js", include_str!("templates/client.js.tera")),
    ("client.ts", include_str!("templates/client.ts.tera")),
    ("connect.cjs", include_str!("templates/connect.cjs.tera")),
    ("connect.d.cts", include_str!("templates/connect.d.cts.tera")),
    ("connect.ts", include_str!("templates/connect.ts.tera")),
    ("errors.cjs", include_str!("templates/errors.cjs.tera")),
    ("errors.d.cts", include_str!("templates/errors.d.cts.tera")),
    ("errors.d.ts", include_str!("templates/errors.d.ts.tera")),
    ("errors.js", include_str!("templates/errors.js.tera")),
    ("errors.ts", include_str!("templates/errors.ts.tera")),
    ("preload.js", include_str!("templates/preload.js.tera")),
    ("preload.ts", include_str!("templates/preload.ts.tera")),
    ("window.d.ts", include_str!("templates/window.d.ts.tera")),
];

static TERA: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.add_raw_templates(SOURCES).expect("the templates are tested");
    tera
});

/// Prints the template of a file.
pub(super) fn render<T: Serialize>(file: &str, nodes: &T) -> String {
    let context = Context::from_serialize(nodes).expect("nodes are structs of strings");
    TERA.render(file, &context).expect("the templates are tested")
}
