//! Tests features of `serde_json`. Any crate of an application can enable them for all crates.

use std::env;
use std::process::Command;

#[test]
fn the_runtime_does_not_compile_with_arbitrary_precision() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--package=ipc-runtime", "--no-default-features"])
        .arg("--features=serde_json/arbitrary_precision")
        .output()
        .expect("cargo can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{stderr}");
    let message = "does not work with the feature `arbitrary_precision` of `serde_json`";
    assert!(stderr.contains(message), "{stderr}");
}
