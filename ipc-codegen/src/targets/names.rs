//! Names of variables and parameters in generated code.

use std::borrow::Cow;

use heck::ToLowerCamelCase as _;
use ipc_syntax::is_js_reserved;

use crate::schema::Method;

/// What the templates call a method's function with. A parameter of the same name would hide it.
const CALLED: [&str; 4] = ["send", "invoke", "on", "callOptions"];

/// The names of a method's parameters. Only who reads the code sees them.
pub(super) fn parameters(method: &Method) -> Vec<Cow<'_, str>> {
    method.args.iter().map(|arg| parameter(&arg.name)).collect()
}

fn parameter(name: &str) -> Cow<'_, str> {
    if CALLED.contains(&name) { format!("{name}_").into() } else { name.into() }
}

/// The name under which others find an API: the trait's in camelCase.
pub(super) fn exported(api: &str) -> String {
    api.to_lower_camel_case()
}

/// The variable that holds the API at `index`: its name, unless that is `taken`, a word of
/// JavaScript, or too long for the line that declares it.
pub(super) fn variable(api: &str, index: usize, taken: &[&str]) -> String {
    let name = exported(api);
    if taken.contains(&name.as_str()) || is_js_reserved(&name) || api.len() > 32 {
        return format!("api{}", index + 1);
    }
    name
}
