//! The files of `runtime/`, which are the same for every application.

use super::language::Languages;

/// What `ipc-codegen/runtime/` holds, by its paths there.
const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/runtime.rs"));

/// What stands in the preload itself.
const PRELOAD: &str = "js/preload.js";

/// The files for these languages, by their paths in the output folder. `types.ts` needs its own
/// whatever they are.
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

/// The body of the function that makes a preload's runtime.
pub(super) fn preload() -> &'static str {
    let body = SOURCES.iter().find(|(path, _)| *path == PRELOAD);
    body.expect("the runtime is a part of the compiler").1
}
