//! Names that a generated type must not take.
//!
//! A type that is exported from a module may have the name of a global, which it hides there: only
//! those globals are kept that `types.ts` itself uses.

/// What a name means already, if it does.
pub(super) fn meaning(name: &str) -> Option<&'static str> {
    if ipc_syntax::is_js_reserved(name) || KEYWORDS.contains(&name) {
        Some("a word that TypeScript keeps for itself")
    } else if USED.contains(&name) {
        Some("a type of TypeScript that the generated `types.ts` uses")
    } else if OURS.contains(&name) {
        Some("a type of the generated `types.ts` itself")
    } else {
        None
    }
}

/// What `types.ts` exports besides.
const OURS: &[&str] = &[
    "AllOrNone",
    "IpcError",
    "IpcErrorCode",
    "JsonValue",
    "Keyed",
    "Lenient",
    "MapOf",
    "OneOf",
    "ValueOf",
];

/// The globals that are used in it.
const USED: &[&str] = &["Exclude", "Object", "Partial", "Pick", "Promise", "Record", "Uint8Array"];

/// Types by keyword, which no declaration may be named after.
const KEYWORDS: &[&str] = &[
    "any",
    "bigint",
    "boolean",
    "never",
    "number",
    "object",
    "string",
    "symbol",
    "undefined",
    "unknown",
    "void",
];
