//! Names that a generated type must not take.

/// What a name means already, if it does.
pub(super) fn meaning(name: &str) -> Option<&'static str> {
    if ipc_syntax::is_js_reserved(name) || TYPES.binary_search(&name).is_ok() {
        Some("a word that TypeScript keeps for itself")
    } else if ECMASCRIPT.binary_search(&name).is_ok() {
        Some("a global of JavaScript or TypeScript")
    } else if DOM.binary_search(&name).is_ok() {
        Some("a global of every page")
    } else if OURS.binary_search(&name).is_ok() {
        Some("a type of the generated `types.ts` itself")
    } else {
        None
    }
}

/// What `types.ts` exports besides.
const OURS: &[&str] =
    &["AllOrNone", "IpcError", "IpcErrorCode", "JsonValue", "Keyed", "Lenient", "OneOf", "ValueOf"];

/// Types by keyword, which no declaration may be named after.
const TYPES: &[&str] = &[
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

/// Values and types of the language's own library.
const ECMASCRIPT: &[&str] = &[
    "AggregateError",
    "Array",
    "ArrayBuffer",
    "ArrayLike",
    "AsyncFunction",
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterableIterator",
    "AsyncIterator",
    "Atomics",
    "Awaited",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Boolean",
    "Capitalize",
    "ConstructorParameters",
    "DataView",
    "Date",
    "Disposable",
    "Error",
    "EvalError",
    "Exclude",
    "Extract",
    "FinalizationRegistry",
    "Float32Array",
    "Float64Array",
    "Function",
    "Generator",
    "IArguments",
    "Infinity",
    "InstanceType",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "Iterable",
    "IterableIterator",
    "Iterator",
    "IteratorResult",
    "JSON",
    "Lowercase",
    "Map",
    "Math",
    "NaN",
    "NoInfer",
    "NonNullable",
    "Number",
    "Object",
    "Omit",
    "OmitThisParameter",
    "Parameters",
    "Partial",
    "Pick",
    "Promise",
    "PromiseLike",
    "PropertyDescriptor",
    "PropertyKey",
    "Proxy",
    "RangeError",
    "Readonly",
    "ReadonlyArray",
    "ReadonlyMap",
    "ReadonlySet",
    "Record",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Required",
    "ReturnType",
    "Set",
    "SharedArrayBuffer",
    "String",
    "Symbol",
    "SyntaxError",
    "ThisType",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Uncapitalize",
    "Uppercase",
    "WeakMap",
    "WeakRef",
    "WeakSet",
];

/// The interfaces of a page that a reader of generated code would take a name for.
const DOM: &[&str] = &[
    "AbortController",
    "AbortSignal",
    "Animation",
    "Attr",
    "Audio",
    "Blob",
    "BroadcastChannel",
    "CSS",
    "Cache",
    "Clipboard",
    "Comment",
    "Console",
    "Crypto",
    "CustomEvent",
    "DOMException",
    "DataTransfer",
    "Document",
    "Element",
    "Event",
    "EventListener",
    "EventSource",
    "EventTarget",
    "File",
    "FileList",
    "FileReader",
    "FormData",
    "HTMLElement",
    "Headers",
    "History",
    "Image",
    "ImageData",
    "KeyboardEvent",
    "Location",
    "MediaStream",
    "MessageChannel",
    "MessageEvent",
    "MessagePort",
    "MouseEvent",
    "Navigator",
    "Node",
    "NodeList",
    "Notification",
    "Option",
    "Path2D",
    "Performance",
    "Plugin",
    "PointerEvent",
    "Range",
    "ReadableStream",
    "Request",
    "Response",
    "Screen",
    "Selection",
    "Storage",
    "Text",
    "TextDecoder",
    "TextEncoder",
    "Touch",
    "URL",
    "URLSearchParams",
    "WebSocket",
    "Window",
    "Worker",
    "WritableStream",
    "XMLHttpRequest",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [OURS, TYPES, ECMASCRIPT, DOM] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
