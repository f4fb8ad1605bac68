//! A run as a library call: for `build.rs`, and for the command line.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::compile::{compile_crates, compile_text};
use crate::deep_stack::on_deep_stacks;
use crate::files::Files;
use crate::input::Input;
use crate::output::{self, Difference, Summary};
use crate::report::{self, Problem, Style};
use crate::targets::{self, Doors, Emit, Options};

/// What to generate, from what, to where.
///
/// In a `build.rs`, with `default-features = false` on the dependency:
///
/// ```no_run
/// ipc_codegen::Build::new().input(".").out("app/ipc").generate();
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "nothing is generated before one of `generate`, `write` and `check` is called"]
pub struct Build {
    input: Input,
    out: PathBuf,
    options: Options,
}

impl Build {
    /// A run with no input yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a crate, by its folder or its `Cargo.toml`, or a single source file.
    pub fn input(mut self, path: impl Into<PathBuf>) -> Self {
        self.input.paths.push(path.into());
        self
    }

    /// The folder for the generated files, created if need be. There is no default.
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = folder.into();
        self
    }

    /// Which doors the preload opens: both, if not given.
    pub fn doors(mut self, doors: Doors) -> Self {
        self.options.doors = doors;
        self
    }

    /// In which languages the files are written: both, if not given.
    pub fn emit(mut self, emit: Emit) -> Self {
        self.options.emit = emit;
        self
    }

    /// Enables features, besides the default ones.
    pub fn features(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.input.features.extend(names.into_iter().map(Into::into));
        self
    }

    /// Leaves the default features off.
    pub fn no_default_features(mut self) -> Self {
        self.input.no_default_features = true;
        self
    }

    /// Enables all features.
    pub fn all_features(mut self) -> Self {
        self.input.all_features = true;
        self
    }

    /// Decides each `cfg` about the target for this one, such as `x86_64-unknown-linux-gnu`.
    ///
    /// Without it, what crosses must be the same for all targets: what is generated is committed, and
    /// shipped to all of them. A type, a field or a method under such a `cfg` is refused where it is
    /// reached, and never decided by the machine that happens to generate.
    pub fn target(mut self, triple: impl Into<String>) -> Self {
        self.input.target = Some(triple.into());
        self
    }

    /// Brings the output folder up to date.
    pub fn write(&self) -> Result<Summary, Vec<Problem>> {
        let (files, _) = self.files()?;
        output::write(&files, &self.out)
    }

    /// Compares the output folder with what would be generated, and writes nothing.
    pub fn check(&self) -> Result<Vec<Difference>, Vec<Problem>> {
        let (files, _) = self.files()?;
        output::check(&files, &self.out)
    }

    /// Brings the output folder up to date, as a part of `build.rs`: cargo runs it again when a
    /// source that was read changes, and a problem ends the build and is shown by cargo.
    ///
    /// If the only input is the crate that is being built, and no feature was chosen, its features
    /// are those that cargo builds it with.
    #[allow(
        clippy::print_stdout,
        clippy::print_stderr,
        reason = "cargo reads the one, and shows the other if the build fails"
    )]
    pub fn generate(self) {
        let run = self.with_features_of_the_build();
        let result = run.files().and_then(|(files, sources)| {
            for source in sources {
                println!("cargo::rerun-if-changed={}", source.display());
            }
            output::write(&files, &run.out)
        });
        match result {
            Ok(summary) => {
                for edited in summary.edited {
                    println!("cargo::warning={edited}");
                }
            }
            Err(problems) => {
                eprint!("{}", report::render(&problems, Style::Plain));
                process::exit(1);
            }
        }
    }

    fn with_features_of_the_build(self) -> Self {
        let Input { paths, features, no_default_features, all_features, .. } = &self.input;
        let is_chosen = !features.is_empty() || *no_default_features || *all_features;
        let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        match (&paths[..], package, env::var("CARGO_CFG_FEATURE")) {
            ([path], Some(package), Ok(features)) if !is_chosen && is_package(path, &package) => {
                let names = features.split(',').filter(|name| !name.is_empty());
                self.no_default_features().features(names)
            }
            _ => self,
        }
    }

    /// The generated files, and the sources that were read for them.
    fn files(&self) -> Result<(Files, Vec<PathBuf>), Vec<Problem>> {
        on_deep_stacks(|| {
            let (schema, sources) = compile_crates(&self.input)?;
            let host = compile_text("host.rs", ipc_runtime::HOST_SOURCE)?;
            Ok((targets::print(&schema, &host, self.options), sources))
        })
    }
}

/// Whether a path names the package in this folder, by the folder or by its manifest.
fn is_package(path: &Path, folder: &Path) -> bool {
    match (fs::canonicalize(path), fs::canonicalize(folder)) {
        (Ok(path), Ok(folder)) => path == folder || path == folder.join("Cargo.toml"),
        _ => false,
    }
}
