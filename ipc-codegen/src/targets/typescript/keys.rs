//! The keys of APIs on `window`, nested: `ipc.platform` and `ipc.files` are two keys of one object.

use super::print::{comment, literal};
use crate::prettier::{WIDTH, width};
use crate::schema::{Api, Schema};

/// An object on `window`.
#[derive(Default)]
pub(super) struct Object<'a> {
    /// The APIs whose methods it has. The checks have refused methods with one name.
    pub(super) apis: Vec<&'a Api>,
    /// The objects in it, by their keys.
    pub(super) inner: Vec<(&'a str, Object<'a>)>,
}

/// The APIs for pages, nested by their keys, in the order of the schema.
pub(super) fn nest(schema: &Schema) -> Vec<(&str, Object<'_>)> {
    let mut window = Object::default();
    for api in schema.pages() {
        let mut object = &mut window;
        for key in api.key.split('.') {
            let at = object.inner.iter().position(|(name, _)| *name == key).unwrap_or_else(|| {
                object.inner.push((key, Object::default()));
                object.inner.len() - 1
            });
            object = &mut object.inner[at].1;
        }
        object.apis.push(api);
    }
    window.inner
}

impl Object<'_> {
    /// Its type, on a line that is indented by `indent`: `$ipc.Exposed<$types.A> & { … }`. It is broken
    /// if there are objects in it, or if it is wider than `room`.
    pub(super) fn print(&self, indent: usize, room: usize, has_docs: bool) -> String {
        let exposed = |api: &&Api| format!("$ipc.Exposed<$types.{}>", api.name);
        let names: Vec<_> = self.apis.iter().map(exposed).collect();
        let margin = " ".repeat(indent);
        let line = names.join(" & ");
        if self.inner.is_empty() && width(&line) <= room {
            return line;
        }
        let mut code = names.join(&format!(" &\n{margin}  "));
        if !self.inner.is_empty() {
            let indent = if names.len() > 1 { indent + 2 } else { indent };
            code.push_str(if names.is_empty() { "{\n" } else { " & {\n" });
            push_members(&mut code, &self.inner, indent + 2, has_docs);
            code.extend([&*" ".repeat(indent), "}"]);
        }
        code
    }
}

/// Adds the lines of an object type: `readonly electronAPI: $ipc.Exposed<$types.DesktopApi>;`.
pub(super) fn push_members(
    code: &mut String,
    members: &[(&str, Object<'_>)],
    indent: usize,
    has_docs: bool,
) {
    for (key, object) in members {
        if let ([api], true) = (&*object.apis, has_docs) {
            comment::push(code, &api.docs, &[], indent);
        }
        let head = format!("{}readonly {}: ", " ".repeat(indent), literal::key(key));
        let room = WIDTH.saturating_sub(width(&head) + 1);
        code.extend([&*head, &object.print(indent, room, has_docs), ";\n"]);
    }
}
