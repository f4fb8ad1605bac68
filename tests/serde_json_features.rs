//! The features of `serde_json`, which any crate of an application can turn on for all.

use std::env;
use std::process::Command;

#[test]
fn arbitrary_precision_is_refused_by_name() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--package=ipc-runtime", "--no-default-features"])
        .arg("--features=serde_json/arbitrary_precision")
        .output()
        .expect("cargo can be run");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    let refusal = "does not work with the feature `arbitrary_precision` of `serde_json`";
    assert!(said.contains(refusal), "{said}");
}
