//! `cargo xtask test tidy`: rules about the sources that no other tool checks.

mod boundaries;
mod circles;
mod dependencies;
mod files;
mod first_lines;
mod layers;
mod lengths;
mod module;
mod parse;
mod printed_names;
mod quote;
mod test_code;
mod upward;
mod violation;

use std::fs;
use std::path::Path;

use cargo_metadata::{MetadataCommand, TargetKind};

use self::dependencies::Graph;
use self::files::SourceFile;
use self::module::Crate;
use self::violation::Violation;
use crate::process;
use crate::result::Result;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// Checks all rules, prints the violations, and counts each rule as a test.
pub(crate) fn run(workspace: &Workspace, tally: &mut Tally) -> Result<bool> {
    let crates = crates(workspace)?;
    let files = SourceFile::all(&workspace.root)?;
    let each = |rule: fn(&Crate) -> Vec<Violation>| crates.iter().flat_map(rule).collect();
    let rules: [(&str, Vec<Violation>); 8] = [
        ("no circle of modules", each(circles::find_circles)),
        ("no import upwards", each(upward::find_upward_imports)),
        ("no import from a layer above", layers::find_imports_across_layers(&crates, &files)),
        ("no import across a boundary", boundaries::find_crossed_boundaries(&crates)),
        (
            "no dependency across a boundary",
            dependencies::find_unwanted_dependencies(&graph(workspace)?),
        ),
        ("no unreserved name in generated Rust", printed_names::find_unreserved_names(&files)),
        (
            "a description in the first line of each file",
            first_lines::find_missing_first_lines(&files),
        ),
        ("no long file", lengths::find_long_files(&files)),
    ];
    let mut all_succeeded = true;
    for (rule, mut violations) in rules {
        if violations.is_empty() {
            println!("ok      {rule}");
            tally.passed += 1;
        } else {
            println!("FAILED  {rule}");
            tally.failed += 1;
            all_succeeded = false;
        }
        violations.sort();
        violations.dedup();
        for violation in violations {
            println!("{violation}");
        }
    }
    Ok(all_succeeded)
}

/// The manifests of the workspaces beside the main one.
const OTHER_WORKSPACES: [&str; 2] = ["bench/Cargo.toml", "fuzz/Cargo.toml"];

/// The libraries and programs of all workspaces.
fn crates(workspace: &Workspace) -> Result<Vec<Crate>> {
    let read = |file: &Path| fs::read_to_string(workspace.root.join(file)).ok();
    let mut packages = workspace.members.clone();
    for manifest in OTHER_WORKSPACES {
        let metadata = MetadataCommand::new()
            .cargo_path(env!("CARGO"))
            .manifest_path(workspace.root.join(manifest))
            .no_deps()
            .exec()?;
        packages.extend(metadata.packages);
    }
    let mut crates = Vec::new();
    for package in &packages {
        for target in &package.targets {
            let is_other = target.kind.iter().any(|kind| {
                matches!(
                    kind,
                    TargetKind::Bench
                        | TargetKind::CustomBuild
                        | TargetKind::Example
                        | TargetKind::Test
                )
            });
            if !is_other {
                let root = target.src_path.as_std_path();
                let root = root.strip_prefix(&workspace.root).unwrap_or(root);
                crates.push(parse::parse_crate(&package.name, root, &read)?);
            }
        }
    }
    Ok(crates)
}

/// The dependency graph for this machine's platform. For other platforms, cargo would have to
/// download more crates.
fn graph(workspace: &Workspace) -> Result<Graph> {
    let version = process::capture(workspace.command("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or("`rustc -vV` prints no host")?;
    let metadata = MetadataCommand::new()
        .cargo_path(env!("CARGO"))
        .manifest_path(workspace.root.join("Cargo.toml"))
        .other_options(["--filter-platform".to_owned(), host.to_owned()])
        .exec()?;
    Ok(Graph::of(&metadata))
}

#[cfg(test)]
mod tests {
    use super::crates;
    use crate::workspace::Workspace;

    #[test]
    fn the_crates_of_all_workspaces_are_read() {
        let crates = crates(&Workspace::load().unwrap()).unwrap();
        for name in ["bench-hand", "bench-ours", "bench-parse", "ipc-codegen", "ipc-fuzz", "xtask"]
        {
            assert!(crates.iter().any(|krate| krate.name == name), "{name}");
        }
    }
}
