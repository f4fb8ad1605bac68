//! Embeds the files of `runtime/` in the compiler.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=runtime");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let root = root.join("runtime");
    let mut names = Vec::new();
    list(&root, "", &mut names)?;
    names.sort();
    let mut code = String::from("&[\n");
    for name in names {
        let path = root.join(&name);
        let path = path.to_str().expect("cargo's own paths are UTF-8");
        writeln!(code, "    ({name:?}, include_str!({path:?})),").expect("strings grow");
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("runtime.rs"), code)
}

/// Adds the paths of all files in a folder, with `/` between their parts.
fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().expect("the names are ASCII");
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}
