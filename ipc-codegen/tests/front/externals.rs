//! Types of external crates, here from a vendored folder.

use std::process::Command;

use ipc_codegen::compile;
use tempfile::TempDir;

use super::support::{failures, input, names, tree};

/// An application and the crates `money`, `units` and `renamed-units`, vendored.
pub(super) fn app(manifest: &str, source: &str) -> TempDir {
    let folder = tree(&[
        (
            "app/Cargo.toml",
            &format!("[package]\nname = \"app\"\nedition = \"2024\"\n[dependencies]\n{manifest}"),
        ),
        ("app/src/lib.rs", source),
        (
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = \"vendored\"\n[source.vendored]\ndirectory = \"vendor\"\n",
        ),
        ("vendor/money/.cargo-checksum.json", "{\"files\":{}}"),
        (
            "vendor/money/Cargo.toml",
            "[package]\nname = \"money\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\
             [features]\nserde = [\"units/serde\"]\ncents = []\n[dependencies]\nunits = \"2\"\n",
        ),
        (
            "vendor/money/src/lib.rs",
            "mod price; mod never_read; pub use price::*; pub use units::Unit;
             pub use std::path::PathBuf;",
        ),
        (
            "vendor/money/src/price.rs",
            "#[cfg_attr(feature = \"serde\", derive(serde::Serialize))] pub struct Price {
                pub amount: u32, pub unit: crate::Unit, #[cfg(feature = \"cents\")] pub cents: u8 }
             newtype! { pub struct Made(u8); }",
        ),
        ("vendor/money/src/never_read.rs", "this is not Rust"),
        ("vendor/units/.cargo-checksum.json", "{\"files\":{}}"),
        (
            "vendor/units/Cargo.toml",
            "[package]\nname = \"units\"\nversion = \"2.1.0\"\n[features]\nserde = []\n",
        ),
        (
            "vendor/units/src/lib.rs",
            "#[cfg_attr(feature = \"serde\", derive(serde::Serialize))] pub enum Unit { Euro }
             pub struct Hidden;",
        ),
    ]);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["generate-lockfile", "--offline"])
        .current_dir(folder.path().join("app"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

pub(super) fn api(ty: &str) -> String {
    format!("#[ipc_api] trait Api {{ #[event] fn f(a: {ty}); }}")
}

#[test]
fn types_of_external_crates_are_read() {
    let folder = app("money = { version = \"1\", features = [\"serde\"] }", &api("money::Price"));
    assert_eq!(names(&input(&folder, &["app"])), ["Api", "Price", "Unit"]);
    let schema = compile(&input(&folder, &["app"])).expect("is right");
    assert_eq!(schema.types[1].rust, "units::Unit");
    let price = serde_json::to_value(&schema.types[0]).expect("is JSON");
    assert_eq!(price["output"]["object"].as_array().map(Vec::len), Some(2));
}

#[test]
fn features_are_those_of_cargo() {
    let manifest = "money = { version = \"1\", features = [\"cents\", \"serde\"] }";
    let folder = app(manifest, &api("money::Price"));
    let schema = compile(&input(&folder, &["app"])).expect("is right");
    let price = serde_json::to_value(&schema.types[0]).expect("is JSON");
    assert_eq!(price["output"]["object"][2]["name"], "cents");
    let folder = app("money = \"1\"", &api("money::Price"));
    assert_eq!(
        failures(&folder, &input(&folder, &["app"])),
        ["app/src/lib.rs missing-derive `money::Price`"]
    );
}

#[test]
fn renamed_crates_are_found() {
    let manifest = "euro = { package = \"units\", version = \"2\", features = [\"serde\"] }";
    let folder = app(manifest, &format!("use euro::Unit as U; {}", api("Vec<U>")));
    assert_eq!(names(&input(&folder, &["app"])), ["Api", "Unit"]);
}

#[test]
fn globs_of_external_crates_are_followed() {
    let manifest = "money = { version = \"1\", features = [\"serde\"] }";
    for items in [
        "use money::*;",
        "mod m { pub use {::money::Unit, std::f64}; pub use money::*; } use m::*;",
        "use serde::*; use money::{Price};",
    ] {
        let derived = "#[derive(serde::Serialize)] pub struct Own { price: Price }";
        let folder = app(manifest, &format!("{items} {} {derived}", api("Own")));
        assert_eq!(names(&input(&folder, &["app"])), ["Api", "Own", "Price", "Unit"], "{items}");
    }
    let folder = app(manifest, &format!("use money::*; {}", api("Missing")));
    let problems = compile(&input(&folder, &["app"])).expect_err("is not there");
    assert_eq!(problems[0].message, "cannot find type `Missing` in this scope");
    assert_eq!(problems[0].help, ["import it, as in `use …::Missing;`, or define it"]);
}

#[test]
fn missing_items_of_external_crates_are_reported() {
    let manifest = "money = { version = \"1\", features = [\"serde\"] }";
    for (ty, mark) in [
        ("money::Coin", "unknown-name `Coin`"),
        ("money::Made", "macro-generated `Made`"),
        ("money::price::Price", "unknown-name `Price`"),
        ("money::nowhere::Price", "unknown-name `Price`"),
    ] {
        let folder = app(manifest, &api(ty));
        assert_eq!(
            failures(&folder, &input(&folder, &["app"])),
            [format!("app/src/lib.rs {mark}")],
            "{ty}"
        );
    }
}

#[test]
fn missing_sources_are_reported_with_a_remedy() {
    let folder = app("money = \"1\"", &api("money::Price"));
    std::fs::remove_dir_all(folder.path().join("vendor/units")).expect("is there");
    let problems = compile(&input(&folder, &["app"])).expect_err("is not there");
    assert_eq!(problems[0].code, "unread-crate");
    assert_eq!(problems[0].message, "the source of the crate `money` cannot be found");
    assert_eq!(
        problems[0].help.last().map(String::as_str),
        Some("`cargo fetch` downloads the sources of all crates")
    );
}

#[test]
fn known_types_need_no_source() {
    let folder = app("money = \"1\"", &api("money::PathBuf"));
    let problems = compile(&input(&folder, &["app"]));
    let Ok(schema) = problems else { panic!("{problems:?}") };
    assert!(schema.types.is_empty());
}
