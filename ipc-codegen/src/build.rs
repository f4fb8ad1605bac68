//! A run as a library call, for `build.rs` and for the command line.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::codes;
use crate::compile::{Compiled, compile_crates, compile_host_here};
use crate::config::{self, Config, Door};
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
///
/// What is not set here is read from the [configuration](crate::config) of the inputs: the `ipc.toml` in
/// their folder, or in the nearest one above. Without inputs, the search begins in the current folder.
#[derive(Debug, Clone, Default)]
#[must_use = "nothing is generated before one of `generate`, `write` and `check` is called"]
pub struct Build {
    config: Option<PathBuf>,
    input: Input,
    out: Option<PathBuf>,
    doors: Option<Doors>,
    emit: Option<Vec<String>>,
}

/// What a run did, or found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<T> {
    /// The folder for the generated files.
    pub folder: PathBuf,
    /// What was done to the folder, or how it differs.
    pub result: T,
    /// What the user should know, although nothing is wrong.
    pub warnings: Vec<Problem>,
}

/// A run whose options are settled.
struct Plan {
    input: Input,
    out: PathBuf,
    options: Options,
}

impl Build {
    /// A run with no options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the configuration, in place of the `ipc.toml` that the inputs lead to.
    pub fn config(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = Some(path.into());
        self
    }

    /// Adds a crate, by its folder or its `Cargo.toml`, or a single source file.
    ///
    /// The default is the folder of the configuration, or else the current one.
    pub fn input(mut self, path: impl Into<PathBuf>) -> Self {
        self.input.paths.push(path.into());
        self
    }

    /// Sets the folder for the generated files, which is created if it does not exist. Without a
    /// configuration that names it, there is no default.
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = Some(folder.into());
        self
    }

    /// Sets which doors the preload opens; the default is both.
    pub fn doors(mut self, doors: Doors) -> Self {
        self.doors = Some(doors);
        self
    }

    /// Sets the formats to write, by the names that `--emit` takes; the default is `ts` and `js`.
    pub fn emit(mut self, formats: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.emit = Some(formats.into_iter().map(Into::into).collect());
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
    pub fn write(&self) -> Result<Outcome<Summary>, Vec<Problem>> {
        self.plan()?.run(|files, _, out| output::write(files, out))
    }

    /// Compares the output folder with what would be generated, and writes nothing.
    pub fn check(&self) -> Result<Outcome<Vec<Difference>>, Vec<Problem>> {
        self.plan()?.run(|files, _, out| output::check(files, out))
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
        let plan = self.plan().map(Plan::with_features_of_the_build);
        let result = plan.and_then(|plan| {
            plan.run(|files, sources, out| {
                for source in sources {
                    println!("cargo::rerun-if-changed={}", source.display());
                }
                output::write(files, out)
            })
        });
        match result {
            Ok(Outcome { result: summary, warnings, .. }) => {
                for edited in summary.edited {
                    println!("cargo::warning={edited}");
                }
                for warning in warnings {
                    println!("cargo::warning={}", warning.message);
                }
            }
            Err(problems) => {
                eprint!("{}", report::render(&problems, Style::Plain));
                process::exit(1);
            }
        }
    }

    /// Settles the options of the run with those of the configuration.
    fn plan(&self) -> Result<Plan, Vec<Problem>> {
        let mut input = self.input.clone();
        let mut out = self.out.clone();
        let mut doors = self.doors;
        let mut emit = self.emit.clone();
        if let Some(config) = self.find_config()? {
            if input.paths.is_empty() {
                input.paths = config.inputs;
            }
            if !has_features(&input) {
                input.features = config.features;
                input.no_default_features = config.no_default_features;
                input.all_features = config.all_features;
            }
            if input.cfg.is_empty() {
                input.cfg = config.cfg;
            }
            input.target = input.target.or(config.target);
            input.types = config.types;
            out = out.or(config.out);
            doors = doors.or_else(|| config.doors.map(|doors| to_doors(&doors)));
            emit = emit.or(config.emit);
        }
        if input.paths.is_empty() {
            input.paths.push(".".into());
        }
        let Some(out) = out else { return Err(vec![no_output_folder()]) };
        let emit = emit.map(Emit::only).unwrap_or_default();
        Ok(Plan { input, out, options: Options { doors: doors.unwrap_or_default(), emit } })
    }

    /// The configuration of the inputs.
    fn find_config(&self) -> Result<Option<Config>, Vec<Problem>> {
        if let Some(path) = &self.config {
            return Config::read(path).map(Some);
        }
        let here = Path::new(".");
        let inputs = self.input.paths.iter().map(PathBuf::as_path);
        let inputs = inputs.chain(self.input.paths.is_empty().then_some(here));
        let mut found: Option<Config> = None;
        for input in inputs {
            // Only an absolute path has all the folders above.
            let Ok(input) = std::path::absolute(input) else { continue };
            match (Config::find(&input)?, &found) {
                (Some(config), Some(first)) if config.path != first.path => {
                    return Err(vec![two_configs(&first.path, &config.path)]);
                }
                (config, None) => found = config,
                _ => {}
            }
        }
        Ok(found)
    }
}

impl Plan {
    /// If the only input is the package that is being built, and no feature was chosen, the features are
    /// those of the build.
    fn with_features_of_the_build(mut self) -> Self {
        let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        if let ([path], Some(package), Ok(features)) =
            (&self.input.paths[..], package, env::var("CARGO_CFG_FEATURE"))
            && !has_features(&self.input)
            && is_package(path, &package)
        {
            let names = features.split(',').filter(|name| !name.is_empty());
            self.input.features = names.map(str::to_owned).collect();
            self.input.no_default_features = true;
        }
        self
    }

    /// Compiles, and hands the generated files to `work`, with the sources that were read for them and the
    /// output folder.
    fn run<T: Send>(
        &self,
        work: impl FnOnce(&Files<'_>, &[PathBuf], &Path) -> Result<T, Vec<Problem>> + Send,
    ) -> Result<Outcome<T>, Vec<Problem>> {
        let Self { input, out, options } = self;
        on_deep_stacks(|| {
            targets::check_formats(options)?;
            let compiled = compile_crates(input, &|schema, locations, errors| {
                targets::check(schema, locations, options, errors);
            })?;
            let Compiled { schema, sources, warnings } = compiled;
            let host = compile_host_here()?;
            let run = Run::new(&schema, &host, options);
            let result = work(&targets::files(&run), &sources, out)?;
            Ok(Outcome { folder: out.clone(), result, warnings })
        })
    }
}

/// Whether features were chosen.
fn has_features(input: &Input) -> bool {
    !input.features.is_empty() || input.no_default_features || input.all_features
}

fn to_doors(doors: &[Door]) -> Doors {
    Doors { plain: doors.contains(&Door::Plain), fast: doors.contains(&Door::Fast) }
}

fn no_output_folder() -> Problem {
    Problem::new(codes::NO_OUTPUT_FOLDER, "there is no folder for the generated files")
        .help("name it: `--out app/ipc`")
        .help(format!("or write `out = \"app/ipc\"` in `{}`, beside the crate", config::FILE_NAME))
}

fn two_configs(first: &Path, second: &Path) -> Problem {
    let (first, second) = (first.display(), second.display());
    let message = format!("the inputs have two configurations, `{first}` and `{second}`");
    Problem::new(codes::INVALID_CONFIG, message).help("name the one for this run with `--config`")
}

/// Whether a path names the package in this folder, by the folder or by its manifest.
fn is_package(path: &Path, folder: &Path) -> bool {
    match (fs::canonicalize(path), fs::canonicalize(folder)) {
        (Ok(path), Ok(folder)) => path == folder || path == folder.join("Cargo.toml"),
        _ => false,
    }
}
