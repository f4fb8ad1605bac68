//! How names from Rust are declared in generated code.
//!
//! Names of generated code itself start with `$`, which no Rust identifier can: the runtime is `$ipc`,
//! the user's types are `$types`. So they cannot clash with names of the user. A name that the
//! language does not allow in a declaration gets a `$` too, and is exported under its own name, which
//! may be any word. So does a type parameter that would hide a type.

use std::borrow::Cow;

use heck::ToLowerCamelCase as _;
use ipc_syntax::{is_js_identifier, is_js_reserved};

use crate::schema::Method;

/// A name in generated code for one of the user's that a declaration cannot have.
pub(super) fn reserved(name: &str) -> String {
    format!("${name}")
}

/// The name of what Rust accepts as a type, where that is another shape than what it produces.
pub(crate) fn input_name(name: &str) -> String {
    format!("{name}Input")
}

/// The declared name of an interface or an alias that is exported as `name`.
pub(crate) fn declared_type(name: &str) -> Cow<'_, str> {
    if is_js_reserved(name) || TYPE_WORDS.contains(&name) {
        reserved(name).into()
    } else {
        name.into()
    }
}

/// The constant that `client` exports for an API: the trait's name in camelCase.
pub(crate) fn exported(api: &str) -> String {
    let name = api.to_lower_camel_case();
    if is_js_identifier(&name) { name } else { api.to_owned() }
}

/// The declared name of a constant that is exported as `name`.
pub(crate) fn declared_const(name: &str) -> Cow<'_, str> {
    if is_js_reserved(name) || COMMON_JS.contains(&name) {
        reserved(name).into()
    } else {
        name.into()
    }
}

/// The interface in `types.ts` with the channels on which `event.sender` of an API sends.
pub(crate) fn sends_type(api: &str) -> String {
    format!("${api}Sends")
}

/// The constant in `preload` with the same channels.
pub(crate) fn sends_const(api: &str) -> String {
    format!("${}Sends", exported(api))
}

/// The name of a parameter, which only readers of the code see. The names of other parameters do not
/// end with `_`, unless they start with it.
pub(crate) fn parameter(name: &str) -> Cow<'_, str> {
    if is_js_reserved(name) { format!("{name}_").into() } else { name.into() }
}

/// The parameters of a method.
pub(crate) fn parameters(method: &Method) -> Vec<Cow<'_, str>> {
    method.args.iter().map(|arg| parameter(&arg.name)).collect()
}

/// Words that are a type or begin one, besides the reserved words.
const TYPE_WORDS: &[&str] = &[
    "any",
    "asserts",
    "bigint",
    "boolean",
    "infer",
    "intrinsic",
    "keyof",
    "never",
    "number",
    "object",
    "readonly",
    "string",
    "symbol",
    "unique",
    "unknown",
];

/// Names that TypeScript reserves in a module that it compiles to `CommonJS`.
const COMMON_JS: &[&str] = &["exports", "require"];
