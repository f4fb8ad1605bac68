//! Which files are written, by formats and doors.

use std::fs;
use std::path::Path;

use ipc_codegen::targets::{Doors, Emit, Options, generate};

use crate::golden::ALL;
use crate::host;
use crate::schemas::{kinds, tutorial};

/// What is asked for is there, and nothing else.
#[test]
fn languages_and_doors() {
    let names = |plain, fast, formats: &[&str]| {
        let doors = Doors { plain, fast };
        let options = Options { doors, emit: Emit::only(formats.iter().copied()) };
        let files = generate(&tutorial(), &host(), &options).unwrap();
        let names = files.keys().filter(|name| !name.starts_with("runtime/")).cloned();
        (names.collect::<Vec<_>>().join(" "), files)
    };
    let (all, _) = names(true, true, &["ts", "js"]);
    assert_eq!(all, [&ALL[..], &["window.d.ts"]].concat().join(" "));
    let (ts, files) = names(true, true, &["ts"]);
    assert_eq!(
        ts,
        ".prettierrc client.ts connect.ts errors.ts ipc.schema.json preload.ts tables.ts types.ts window.d.ts"
    );
    assert!(files.keys().all(|name| !name.ends_with("js") && !name.ends_with(".d.cts")));
    assert!(files.contains_key("runtime/types.ts") && files.contains_key("runtime/client.ts"));
    let (js, files) = names(true, true, &["js"]);
    assert_eq!(
        js,
        ".prettierrc client.d.ts client.js connect.cjs connect.d.cts errors.d.ts errors.js ipc.schema.json preload.cjs \
         preload.js tables.cjs tables.js types.ts window.d.ts"
    );
    let mut runtime = files.keys().filter(|name| name.starts_with("runtime/"));
    assert!(runtime.by_ref().any(|name| name == "runtime/types.ts"));
    assert!(files.keys().all(|name| !name.contains("runtime/wire")));

    let (plain, files) = names(true, false, &["ts"]);
    assert!(!plain.contains("client.ts"));
    assert!(
        files["preload.ts"].contains("fast: false") && files["window.d.ts"].contains("readonly")
    );
    let (fast, files) = names(false, true, &["ts"]);
    assert!(fast.contains("client.ts"));
    assert!(!files["preload.ts"].contains("expose") && files["window.d.ts"].contains("export {}"));
}

/// A port has no synchronous answer.
#[test]
fn a_synchronous_method_needs_the_plain_door() {
    let options = |plain| Options { doors: Doors { plain, fast: true }, emit: Emit::default() };
    let problems = generate(&kinds(), &host(), &options(false)).unwrap_err();
    assert_eq!(problems.len(), 6);
    assert_eq!(
        problems[0].message,
        "`#[sync]` needs the plain door: no port can answer `flush` while the page is blocked"
    );
    generate(&kinds(), &host(), &options(true)).unwrap();
}

/// The compiler has in itself what the folder has.
#[test]
fn the_runtime_is_copied_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let files = generate(&tutorial(), &host(), &Options::default()).unwrap();
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("runtime/")) {
        let path = name.trim_start_matches("runtime/");
        let source =
            ["ts", "js"].map(|language| fs::read_to_string(root.join(language).join(path)));
        let source = source.into_iter().find_map(Result::ok).expect("one of them has it");
        assert!(text.ends_with(&source), "{name}");
    }
    for name in ["preload.js", "preload.cjs"] {
        let body = fs::read_to_string(root.join("js/preload.js")).unwrap();
        assert!(files[name].ends_with(&format!("\nfunction $runtime(electron) {{\n{body}}}\n")));
    }
}

/// JavaScript has its types in files beside it, and compiles where it is type-checked too.
#[test]
fn only_javascript_is_not_type_checked() {
    let files = generate(&tutorial(), &host(), &Options::default()).unwrap();
    for (name, text) in &files {
        let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
        let is_javascript = matches!(extension, Some("js" | "cjs"));
        assert_eq!(text.contains("@ts-nocheck"), is_javascript, "{name}");
        let header = text.lines().take(2).collect::<String>();
        assert!(header.contains(&format!(": {name}; ")), "{name}");
    }
}
