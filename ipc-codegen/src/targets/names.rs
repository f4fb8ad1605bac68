//! Names of variables and parameters in generated code.

use heck::ToLowerCamelCase as _;

/// What the templates call a method's function with. A parameter of the same name would hide it.
const CALLED: [&str; 4] = ["send", "invoke", "on", "callOptions"];

/// A parameter's name. Only who reads the code sees it.
pub(super) fn parameter(name: &str) -> String {
    if CALLED.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// The variable that holds the API at `index`: the trait's name in camelCase, unless that is `taken`
/// or too long for the line that declares it.
pub(super) fn variable(api: &str, index: usize, taken: &[&str]) -> String {
    let name = api.to_lower_camel_case();
    if taken.contains(&name.as_str()) || api.len() > 32 {
        return format!("api{}", index + 1);
    }
    name
}
