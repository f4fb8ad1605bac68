//! The files of `runtime/`, which are the same for every application.

use super::language::Languages;

/// The files of `ipc-codegen/runtime/`, by their paths there.
const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/runtime.rs"));

/// The file that is inlined into the preload.
const PRELOAD: &str = "js/preload.js";

/// The files for these languages, by their paths in the output folder. `types.ts` imports its own in
/// any language.
pub(super) fn files(languages: Languages) -> impl Iterator<Item = (String, &'static str)> {
    SOURCES.iter().filter_map(move |(path, text)| {
        let (language, name) = path.split_once('/')?;
        let is_wanted = match language {
            "ts" => languages.ts || name == "types.ts",
            _ => languages.js && *path != PRELOAD,
        };
        is_wanted.then(|| (format!("runtime/{name}"), *text))
    })
}

/// The body of the function that creates the runtime of a preload.
pub(super) fn preload() -> &'static str {
    let body = SOURCES.iter().find(|(path, _)| *path == PRELOAD);
    body.expect("the runtime is a part of the compiler").1
}
