//! How names are derived and which are refused. The rules:
//!
//! - a method `set_title` is `setTitle` in JavaScript; an event `update_counter` of a page API is
//!   `onUpdateCounter` there, and `updateCounter` where Electron's main process implements it;
//! - what camelCase leaves no name of, such as `_1`, stays as it is;
//! - a channel without a name is `{trait}:{method}`, both in camelCase, the trait less `Api`;
//! - an API without `window` is found at the trait's name in camelCase.

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use proc_macro2::Ident;

use crate::{Kind, Peer};

/// The identifier's text, less `r#`.
#[must_use]
pub fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

pub(crate) fn js_argument(ident: &Ident) -> String {
    camel_case(ident)
}

/// A name in camelCase, or as it is if nothing is left that is one.
fn camel_case(ident: &Ident) -> String {
    let name = unraw(ident);
    let camel_case = name.to_lower_camel_case();
    if is_js_identifier(&camel_case) { camel_case } else { name }
}

pub(crate) fn js_method(ident: &Ident, kind: Kind, peer: Peer) -> String {
    match (kind, peer) {
        (Kind::Event, Peer::Page) => format!("on{}", unraw(ident).to_upper_camel_case()),
        _ => camel_case(ident),
    }
}

pub(crate) fn default_key(api: &Ident) -> String {
    camel_case(api)
}

pub(crate) fn default_channel(api: &Ident, method: &Ident) -> String {
    let name = unraw(api);
    let prefix = name.strip_suffix("Api").filter(|rest| !rest.is_empty()).unwrap_or(&name);
    format!("{}:{}", prefix.to_lower_camel_case(), unraw(method).to_lower_camel_case())
}

/// The names that the runtime keeps for its own channels start with this.
pub(crate) const RESERVED_CHANNEL_PREFIX: &str = "ipc:";

/// Whether `name` is an identifier of JavaScript, or one of its words.
#[must_use]
pub fn is_js_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '$'))
        && chars.all(|next| next.is_alphanumeric() || matches!(next, '_' | '$'))
}

/// Words that cannot be bound to a variable or a parameter in strict mode.
#[must_use]
pub fn is_js_reserved(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "arguments",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ];
    WORDS.binary_search(&name).is_ok()
}

/// Members of `window`, its own or every object's, that an API must not take the place of.
pub(crate) fn is_window_member(name: &str) -> bool {
    const MEMBERS: &[&str] = &[
        "alert",
        "atob",
        "blur",
        "btoa",
        "caches",
        "close",
        "closed",
        "confirm",
        "console",
        "constructor",
        "crypto",
        "customElements",
        "document",
        "event",
        "external",
        "fetch",
        "focus",
        "frames",
        "globalThis",
        "hasOwnProperty",
        "history",
        "indexedDB",
        "innerHeight",
        "innerWidth",
        "isPrototypeOf",
        "length",
        "localStorage",
        "location",
        "menubar",
        "name",
        "navigator",
        "open",
        "opener",
        "origin",
        "parent",
        "performance",
        "postMessage",
        "print",
        "process",
        "prompt",
        "propertyIsEnumerable",
        "queueMicrotask",
        "require",
        "screen",
        "scroll",
        "self",
        "sessionStorage",
        "status",
        "stop",
        "toLocaleString",
        "toString",
        "toolbar",
        "top",
        "undefined",
        "valueOf",
        "window",
    ];
    MEMBERS.binary_search(&name).is_ok()
}

/// The closest of `known`, if it is close enough to have been meant.
#[must_use]
pub fn near_miss<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().div_ceil(3))
        .map(|(_, candidate)| candidate)
}

/// `` `a`, `b` or `c` ``.
pub(crate) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("`{}` or `{last}`", first.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Span;

    fn ident(name: &str) -> Ident {
        Ident::new(name, Span::call_site())
    }

    #[test]
    fn names_are_derived_by_the_rules_above() {
        let (api, method) = (ident("DesktopApi"), ident("update_counter"));
        assert_eq!(js_method(&method, Kind::Event, Peer::Page), "onUpdateCounter");
        assert_eq!(js_method(&method, Kind::Event, Peer::Main), "updateCounter");
        assert_eq!(js_method(&method, Kind::Send, Peer::Page), "updateCounter");
        assert_eq!(default_channel(&api, &method), "desktop:updateCounter");
        assert_eq!(default_channel(&ident("Api"), &method), "api:updateCounter");
        assert_eq!(default_key(&api), "desktopApi");
        assert_eq!(js_argument(&Ident::new_raw("type", Span::call_site())), "type");
        assert_eq!(js_argument(&ident("_unused")), "unused");
        assert_eq!(js_argument(&ident("_1")), "_1");
        assert_eq!(default_key(&ident("__")), "__");
    }

    #[test]
    fn near_misses_are_near() {
        assert_eq!(near_miss("invok", &["send", "invoke"]), Some("invoke"));
        assert_eq!(near_miss("sned", &["send", "invoke"]), Some("send"));
        assert_eq!(near_miss("frobnicate", &["send", "invoke"]), None);
    }

    #[test]
    fn word_lists_are_sorted() {
        assert!(
            ["arguments", "class", "delete", "undefined", "yield"].into_iter().all(is_js_reserved)
        );
        assert!(
            ["alert", "location", "toString", "top", "window"].into_iter().all(is_window_member)
        );
    }
}
