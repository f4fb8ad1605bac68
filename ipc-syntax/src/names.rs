//! The rules for names:
//!
//! - a method `set_title` is `setTitle` in JavaScript;
//! - an event `update_counter` is `onUpdateCounter` in an API for pages, and so is an event
//!   `on_update_counter`; in an API for Electron's main process it is `updateCounter`;
//! - a port `peer` is `onPeer`;
//! - a relay `chat_message` is `chatMessage`, and its listeners are added with `onChatMessage`;
//! - `js = "…"` is the name of a method in JavaScript, whatever its kind;
//! - a name that has no camelCase, such as `_1`, stays as it is;
//! - a channel without a name is `{trait}:{method}`, both in camelCase, the trait without `Api`;
//! - an API without `window` has the trait's name in camelCase.

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use proc_macro2::Ident;

use crate::kind::{Kind, KindRow, Peer};

/// The identifier's text, without `r#`.
#[must_use]
pub fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

pub(crate) fn js_argument(ident: &Ident) -> String {
    camel_case(ident)
}

/// The name in camelCase, or unchanged if its camelCase is no identifier.
fn camel_case(ident: &Ident) -> String {
    let name = unraw(ident);
    let camel_case = name.to_lower_camel_case();
    if is_js_identifier(&camel_case) { camel_case } else { name }
}

pub(crate) fn js_method(ident: &Ident, kind: Kind, peer: Peer) -> String {
    let prefix = kind.row().page_prefix;
    let name = unraw(ident);
    let has_prefix =
        name.strip_prefix(prefix).is_some_and(|rest| prefix.is_empty() || rest.starts_with('_'));
    if peer == Peer::Main || has_prefix {
        camel_case(ident)
    } else {
        format!("{prefix}{}", name.to_upper_camel_case())
    }
}

/// The function that adds a listener to the relay with this name in JavaScript.
pub(crate) fn js_listener(relay: &str) -> String {
    let mut chars = relay.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    "on".chars().chain(first).chain(chars).collect()
}

pub(crate) fn default_key(api: &Ident) -> String {
    camel_case(api)
}

pub(crate) fn default_channel(api: &Ident, method: &Ident) -> String {
    let name = unraw(api);
    let prefix = name.strip_suffix("Api").filter(|rest| !rest.is_empty()).unwrap_or(&name);
    format!("{}:{}", prefix.to_lower_camel_case(), unraw(method).to_lower_camel_case())
}

/// The prefix of the runtime's own channels.
pub(crate) const RESERVED_CHANNEL_PREFIX: &str = "ipc:";

/// Whether `name` is an identifier or a reserved word of JavaScript.
#[must_use]
pub fn is_js_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '$'))
        && chars.all(|next| next.is_alphanumeric() || matches!(next, '_' | '$'))
}

/// Whether `name` cannot be a variable or a parameter in strict mode.
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

/// Whether `name` is a member of every `window` or every object, which an API must not replace.
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

/// The name in `known` that `word` is probably a misspelling of.
#[must_use]
pub fn near_miss<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().div_ceil(3))
        .map(|(_, candidate)| candidate)
}

/// `` `a`, `b` or `c` ``, with `or` as the conjunction.
pub(crate) fn list(names: &[&str], conjunction: &str) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("`{}` {conjunction} `{last}`", first.join("`, `")),
    }
}

/// The [`list`] of the attributes of these kinds.
pub(crate) fn list_kinds(conjunction: &str, is_listed: impl Fn(&KindRow) -> bool) -> String {
    let rows = Kind::ALL.into_iter().map(Kind::row).filter(|row| is_listed(row));
    let attributes: Vec<String> = rows.map(|row| format!("#[{}]", row.attribute)).collect();
    list(&attributes.iter().map(String::as_str).collect::<Vec<_>>(), conjunction)
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
        let prefixed = ident("on_lock");
        assert_eq!(js_method(&prefixed, Kind::Event, Peer::Page), "onLock");
        assert_eq!(js_method(&prefixed, Kind::Event, Peer::Main), "onLock");
        assert_eq!(js_method(&ident("once"), Kind::Event, Peer::Page), "onOnce");
        assert_eq!(js_method(&ident("on"), Kind::Event, Peer::Page), "onOn");
        assert_eq!(js_method(&method, Kind::Relay, Peer::Page), "updateCounter");
        assert_eq!(js_listener("updateCounter"), "onUpdateCounter");
        assert_eq!(js_listener("$"), "on$");
        assert_eq!(default_channel(&api, &method), "desktop:updateCounter");
        assert_eq!(default_channel(&ident("Api"), &method), "api:updateCounter");
        assert_eq!(default_key(&api), "desktopApi");
        assert_eq!(js_argument(&Ident::new_raw("type", Span::call_site())), "type");
        assert_eq!(js_argument(&ident("_unused")), "unused");
        assert_eq!(js_argument(&ident("_1")), "_1");
        assert_eq!(default_key(&ident("__")), "__");
    }

    #[test]
    fn a_near_miss_is_found_but_no_unrelated_word() {
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
