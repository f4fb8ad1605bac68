//! The command line: its options, and what it prints.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Style};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use ipc_codegen::output::{Difference, DifferenceKind, Summary};
use ipc_codegen::report::{self, Problem};
use ipc_codegen::targets::{Doors, Format, formats};
use ipc_codegen::{Build, Outcome};
use ipc_syntax::near_miss;

/// Compiles `#[ipc_api]` traits to the TypeScript and JavaScript between an Electron page and Rust
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(Generate),
}

/// Reads the traits of one or more crates, and writes preload, main side and types into a folder
///
/// Sources are read, not built: modules, imports, path dependencies and `cfg` are followed as
/// rustc follows them. Files that are up to date are not written, and files of an earlier run that
/// are no longer generated are removed. A file whose first line says that it is generated, with its
/// own name, is overwritten even if it was edited; no other file is touched. After an error, no file
/// is touched at all.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, verbatim_doc_comment)]
struct Generate {
    /// Crates, by their folder or Cargo.toml, or single source files
    ///
    /// Without any, those of the configuration, or else the crate in the current folder.
    #[arg(value_name = "CRATE|FILE.rs")]
    inputs: Vec<PathBuf>,

    /// The folder for the generated files, which is created if it does not exist
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    /// The configuration, in place of the `ipc.toml` beside the crates or above
    ///
    /// An option of the command line replaces the one in the file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Write nothing, and fail if a file is missing, differs or is no longer generated
    #[arg(long)]
    check: bool,

    /// The doors that the preload opens: the ways from a page to Rust
    ///
    /// The default is both.
    #[arg(long, value_delimiter = ',', value_name = "DOORS")]
    doors: Option<Vec<Door>>,

    /// What to write, besides `ipc.schema.json`
    #[arg(long, value_delimiter = ',', long_help = emit_help())]
    #[arg(value_name = "FORMATS", value_parser = format_names())]
    emit: Option<Vec<String>>,

    /// Enable these features, besides the default ones
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    features: Vec<String>,

    /// Leave the default features off
    #[arg(long)]
    no_default_features: bool,

    /// Enable all features
    #[arg(long)]
    all_features: bool,

    /// What rustc is told by a build script or RUSTFLAGS: name, name="value" or not(name)
    #[arg(long, value_name = "PREDICATE")]
    cfg: Vec<String>,

    /// Resolve each `cfg` about the target for this one
    #[arg(long, value_name = "TRIPLE")]
    target: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Door {
    /// Functions on `window`, one channel each
    Plain,
    /// One port for all calls, through the page's client
    Fast,
}

fn format_names() -> PossibleValuesParser {
    let value = |format: &Format| PossibleValue::new(format.name).help(format.summary);
    PossibleValuesParser::new(formats().map(value))
}

fn emit_help() -> String {
    let names = formats().filter(|format| format.is_default).map(|format| format.name);
    let names = names.collect::<Vec<_>>().join(",");
    format!("What to write, besides `ipc.schema.json`\n\nThe default is `{names}`.")
}

const EXAMPLES: &str = "\
Examples:
  ipc-codegen generate . --out app/ipc            for the crate in this folder
  ipc-codegen generate . --out app/ipc --check    in CI: fails if the files are not up to date
  ipc-codegen generate                            with inputs and folder from `ipc.toml`

Exit codes:
  0  every file is up to date
  1  there are errors, or --check has found a difference
  2  the command line is wrong";

const BOLD: Style = Style::new().bold();

/// Runs the command.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| with_near_miss(error).exit());
    let Cli { command: Command::Generate(options) } = cli;
    match generate(options) {
        // A stream that its reader has closed is not an error.
        Ok(text) => {
            let _ = anstream::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(text) => {
            let _ = anstream::stderr().write_all(text.as_bytes());
            ExitCode::FAILURE
        }
    }
}

/// Adds the known option that an unknown one may stand for, if clap knows none.
fn with_near_miss(mut error: clap::Error) -> clap::Error {
    let unknown = match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(unknown))) => unknown.clone(),
        _ => return error,
    };
    let command = Cli::command();
    let options = command.get_subcommands().flat_map(clap::Command::get_arguments);
    let names: Vec<_> =
        options.filter_map(|it| it.get_long()).map(|name| format!("--{name}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if error.get(ContextKind::SuggestedArg).is_none()
        && let Some(near) = near_miss(&unknown, &names)
    {
        error.remove(ContextKind::Suggested);
        error.insert(ContextKind::SuggestedArg, ContextValue::String(near.to_owned()));
    }
    error
}

/// The text to show: for standard output, or for standard error.
fn generate(options: Generate) -> Result<String, String> {
    let Generate {
        inputs,
        out,
        config,
        check,
        doors,
        emit,
        features,
        no_default_features,
        all_features,
        cfg,
        target,
    } = options;
    let mut build = Build::new().features(features);
    if let Some(config) = config {
        build = build.config(config);
    }
    if let Some(out) = out {
        build = build.out(out);
    }
    if let Some(doors) = doors {
        let (plain, fast) = (doors.contains(&Door::Plain), doors.contains(&Door::Fast));
        build = build.doors(Doors { plain, fast });
    }
    if let Some(emit) = emit {
        build = build.emit(emit);
    }
    for input in inputs {
        build = build.input(input);
    }
    if no_default_features {
        build = build.no_default_features();
    }
    if all_features {
        build = build.all_features();
    }
    for predicate in cfg {
        build = build.cfg(predicate);
    }
    if let Some(target) = target {
        build = build.target(target);
    }

    let show = |problems: Vec<Problem>| report::render(&problems, report::Style::Coloured);
    if check {
        let differences = show_warnings(build.check().map_err(show)?);
        if differences.result.is_empty() {
            Ok(format!("{} is up to date\n", differences.folder))
        } else {
            Err(show_differences(&differences.result, &differences.folder))
        }
    } else {
        let summary = show_warnings(build.write().map_err(show)?);
        show_edited(&summary.result);
        Ok(show_summary(&summary.result, &summary.folder))
    }
}

/// What is left to show of an outcome.
struct Shown<T> {
    result: T,
    folder: String,
}

fn show_warnings<T>(outcome: Outcome<T>) -> Shown<T> {
    let Outcome { folder, result, warnings } = outcome;
    let text = report::render_warnings(&warnings, report::Style::Coloured);
    let _ = anstream::stderr().write_all(text.as_bytes());
    Shown { result, folder: report::shown(&folder) }
}

/// Names the files whose changes were lost. That is not an error.
fn show_edited(summary: &Summary) {
    let note = AnsiColor::BrightGreen.on_default().bold();
    for edited in &summary.edited {
        let _ = writeln!(anstream::stderr(), "{note}note{note:#}: {edited}");
    }
}

fn show_summary(summary: &Summary, out: &str) -> String {
    let Summary { written, unchanged, removed, .. } = *summary;
    if written == 0 && removed == 0 {
        return format!("{out} is up to date\n");
    }
    let files = if written == 1 { "file" } else { "files" };
    let others = match (unchanged, removed) {
        (0, 0) => String::new(),
        (_, 0) => format!(" ({unchanged} unchanged)"),
        (0, _) => format!(" ({removed} removed)"),
        _ => format!(" ({unchanged} unchanged, {removed} removed)"),
    };
    format!("wrote {written} {files} to {out}{others}\n")
}

fn show_differences(differences: &[Difference], out: &str) -> String {
    let error = AnsiColor::BrightRed.on_default().bold();
    let help = AnsiColor::BrightCyan.on_default().bold();
    let shown: String = differences.iter().map(show_difference).collect();
    format!(
        "{shown}\n\
         {error}error{error:#}{BOLD}: `{out}` is not up to date{BOLD:#}\n\
         {help}help{help:#}: run the same command without `--check`\n"
    )
}

fn show_difference(Difference { path, kind }: &Difference) -> String {
    let (what, diff) = match kind {
        DifferenceKind::Missing => ("missing", ""),
        DifferenceKind::Changed(diff) => ("changed", &**diff),
        DifferenceKind::Extra => ("no longer generated", ""),
    };
    let lines = diff.lines().map(|line| {
        let style = match line.as_bytes().first() {
            Some(b'-') => AnsiColor::Red.on_default(),
            Some(b'+') => AnsiColor::Green.on_default(),
            _ => Style::new(),
        };
        format!("{style}{line}{style:#}\n")
    });
    format!("{BOLD}{what}{BOLD:#}: {}\n{}", path.display(), lines.collect::<String>())
}
