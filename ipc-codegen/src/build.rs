//! A run as a library call, for `build.rs` and for the command line.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::compile::{Sources, compile_crates, compile_host_here};
use crate::deep_stack::on_deep_stacks;
use crate::files::Files;
use crate::input::Input;
use crate::output::{self, Difference, Summary};
use crate::report::{self, Problem, Style};
use crate::targets::{self, Doors, Emit, Options, Run};

/// What to generate, from which sources, into which folder.
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

    /// Sets the folder for the generated files, which is created if it does not exist. There is no
    /// default.
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = folder.into();
        self
    }

    /// Sets which doors the preload opens; the default is both.
    pub fn doors(mut self, doors: Doors) -> Self {
        self.options.doors = doors;
        self
    }

    /// Sets the formats to write, by the names that `--emit` takes; the default is `ts` and `js`.
    pub fn emit(mut self, formats: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.options.emit = Emit::only(formats);
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

    /// Resolves a `cfg` that rustc is told by a build script or by `RUSTFLAGS`: `name`,
    /// `name = "value"`, or `not(name)`. It holds in all crates, and a name with a value has no other
    /// values.
    pub fn cfg(mut self, predicate: impl Into<String>) -> Self {
        self.input.cfg.push(predicate.into());
        self
    }

    /// Resolves each `cfg` about the target for this one, such as `x86_64-unknown-linux-gnu`.
    ///
    /// Without it, the contract must be the same on all targets, because the generated files are
    /// committed and shipped to all of them: a type, a field or a method under such a `cfg` is an
    /// error where an API reaches it. The machine that generates never decides.
    pub fn target(mut self, triple: impl Into<String>) -> Self {
        self.input.target = Some(triple.into());
        self
    }

    /// Brings the output folder up to date.
    pub fn write(&self) -> Result<Summary, Vec<Problem>> {
        self.run(|files, sources| write(files, sources, &self.out))
    }

    /// Compares the output folder with what would be generated, and writes nothing.
    pub fn check(&self) -> Result<Vec<Difference>, Vec<Problem>> {
        self.run(|files, _| output::check(files, &self.out))
    }

    /// Brings the output folder up to date, as a part of `build.rs`. Cargo runs the script again when
    /// a source that was read changes. A problem ends the build, and cargo shows it.
    ///
    /// If the only input is the crate that is being built, and no feature was chosen, the features
    /// are those of the build.
    #[allow(
        clippy::print_stdout,
        clippy::print_stderr,
        reason = "cargo reads stdout, and shows stderr if the build fails"
    )]
    pub fn generate(self) {
        let run = self.with_features_of_the_build();
        let result = run.run(|files, sources| {
            for source in &sources.files {
                println!("cargo::rerun-if-changed={}", source.display());
            }
            write(files, sources, &run.out)
        });
        match result {
            Ok(summary) => {
                for edited in summary.edited {
                    println!("cargo::warning={edited}");
                }
                for call in summary.unexpanded {
                    println!("cargo::warning={call}");
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

    /// Compiles, and hands the generated files to `work`, with what is to say of their sources.
    fn run<T: Send>(
        &self,
        work: impl FnOnce(&Files<'_>, &Sources) -> Result<T, Vec<Problem>> + Send,
    ) -> Result<T, Vec<Problem>> {
        on_deep_stacks(|| {
            targets::check_formats(&self.options)?;
            let (schema, sources) = compile_crates(&self.input, &|schema, locations, errors| {
                targets::check(schema, locations, &self.options, errors);
            })?;
            let host = compile_host_here()?;
            let run = Run::new(&schema, &host, &self.options);
            work(&targets::files(&run), &sources)
        })
    }
}

fn write(files: &Files<'_>, sources: &Sources, out: &Path) -> Result<Summary, Vec<Problem>> {
    let summary = output::write(files, out)?;
    Ok(Summary { unexpanded: sources.unexpanded.clone(), ..summary })
}

/// Whether a path names the package in this folder, by the folder or by its manifest.
fn is_package(path: &Path, folder: &Path) -> bool {
    match (fs::canonicalize(path), fs::canonicalize(folder)) {
        (Ok(path), Ok(folder)) => path == folder || path == folder.join("Cargo.toml"),
        _ => false,
    }
}
