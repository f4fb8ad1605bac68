//! The library call for `build.rs`, made in a process of its own as cargo would start it.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ipc_codegen::Build;
use tempfile::TempDir;

const API: &str = "#[cfg(feature = \"desk\")]
#[ipc_api(window = \"electronAPI\")]
trait DesktopApi {
    #[send(\"set-title\")]
    fn set_title(&self, title: String);
}
";

/// A crate whose API is there with its default feature alone.
fn package() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    let manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                    [features]\ndefault = [\"desk\"]\ndesk = []\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "mod api;\n").unwrap();
    fs::write(folder.path().join("src/api.rs"), API).unwrap();
    folder
}

/// Runs [`build_script`] as the build script of `package`, built with these features.
fn build(package: &Path, input: &str, features: &str) -> Output {
    Command::new(env::current_exe().unwrap())
        .args(["build_script", "--exact", "--nocapture", "--test-threads=1"])
        .current_dir(package)
        .env("BUILD_SCRIPT_INPUT", input)
        .env("CARGO_MANIFEST_DIR", package)
        .env("CARGO_CFG_FEATURE", features)
        .output()
        .unwrap()
}

/// What the other tests start; by itself it does nothing.
#[test]
fn build_script() {
    if let Ok(input) = env::var("BUILD_SCRIPT_INPUT") {
        Build::new().input(input).out("app/ipc").generate();
    }
}

#[test]
fn it_writes_the_files_and_tells_cargo_what_it_read() {
    let package = package();
    let output = build(package.path(), ".", "default,desk");
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{stdout}");
    assert!(package.path().join("app/ipc/preload.js").exists());
    for file in ["Cargo.toml", "src/lib.rs", "src/api.rs"] {
        let is_named = stdout.lines().any(|line| {
            let path = line.split_once("cargo::rerun-if-changed=").map(|(_, path)| path);
            path.is_some_and(|path| package.path().join(path).ends_with(file))
        });
        assert!(is_named, "{file} in {stdout}");
    }
}

#[test]
fn a_problem_ends_the_build_and_is_shown() {
    let package = package();
    fs::write(package.path().join("src/api.rs"), "trait {}\n").unwrap();
    let output = build(package.path(), ".", "default,desk");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("error[syntax]: "), "{stderr}");
    assert!(stderr.contains(" --> src/api.rs:1:7\n"), "{stderr}");
    assert!(!package.path().join("app").exists());
}

#[test]
fn the_features_are_those_of_the_build() {
    let package = package();
    for input in [".", "Cargo.toml"] {
        assert_eq!(build(package.path(), input, "default,desk").status.code(), Some(0));
        assert_eq!(build(package.path(), input, "").status.code(), Some(1));
    }
    // Another crate's features are its own.
    assert_eq!(build(package.path(), "src/../src/..", "other").status.code(), Some(1));
    let other = self::package();
    assert_eq!(build(package.path(), other.path().to_str().unwrap(), "").status.code(), Some(0));
}
