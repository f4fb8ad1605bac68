//! The command line: its options, and what it prints.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Style};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipc_codegen::Build;
use ipc_codegen::output::{Difference, DifferenceKind, Summary};
use ipc_codegen::report::{self, Problem};
use ipc_codegen::targets::{Doors, Format, formats};

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
    #[arg(required = true, value_name = "CRATE|FILE.rs")]
    inputs: Vec<PathBuf>,

    /// The folder for the generated files, which is created if it does not exist
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,

    /// Write nothing, and fail if a file is missing, differs or is no longer generated
    #[arg(long)]
    check: bool,

    /// The doors that the preload opens: the ways from a page to Rust
    #[arg(long, value_delimiter = ',', default_value = "plain,fast", value_name = "DOORS")]
    doors: Vec<Door>,

    /// What to write, besides `ipc.schema.json`
    #[arg(long, value_delimiter = ',', default_value = default_formats())]
    #[arg(value_name = "FORMATS", value_parser = format_names())]
    emit: Vec<String>,

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

fn default_formats() -> String {
    let names = formats().filter(|format| format.is_default).map(|format| format.name);
    names.collect::<Vec<_>>().join(",")
}

const EXAMPLES: &str = "\
Examples:
  ipc-codegen generate . --out app/ipc            for the crate in this folder
  ipc-codegen generate . --out app/ipc --check    in CI: fails if the files are not up to date

Exit codes:
  0  every file is up to date
  1  there are errors, or --check has found a difference
  2  the command line is wrong";

const BOLD: Style = Style::new().bold();

/// Runs the command.
pub(crate) fn run() -> ExitCode {
    let Cli { command: Command::Generate(options) } = Cli::parse();
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

/// The text to show: for standard output, or for standard error.
fn generate(options: Generate) -> Result<String, String> {
    let Generate {
        inputs,
        out,
        check,
        doors,
        emit,
        features,
        no_default_features,
        all_features,
        cfg,
        target,
    } = options;
    let doors = Doors { plain: doors.contains(&Door::Plain), fast: doors.contains(&Door::Fast) };
    let mut build = Build::new().out(&out).doors(doors).emit(emit).features(features);
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
        let differences = build.check().map_err(show)?;
        if differences.is_empty() {
            Ok(format!("{} is up to date\n", out.display()))
        } else {
            Err(show_differences(&differences, &out))
        }
    } else {
        let summary = build.write().map_err(show)?;
        show_notes(&summary);
        Ok(show_summary(&summary, &out))
    }
}

/// Names the files whose changes were lost, and the macros that were not expanded. Neither is an error.
fn show_notes(summary: &Summary) {
    let note = AnsiColor::BrightGreen.on_default().bold();
    let edited = summary.edited.iter().map(ToString::to_string);
    for text in edited.chain(summary.unexpanded.iter().map(ToString::to_string)) {
        let _ = writeln!(anstream::stderr(), "{note}note{note:#}: {text}");
    }
}

fn show_summary(summary: &Summary, out: &Path) -> String {
    let Summary { written, unchanged, removed, .. } = *summary;
    let out = out.display();
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

fn show_differences(differences: &[Difference], out: &Path) -> String {
    let error = AnsiColor::BrightRed.on_default().bold();
    let help = AnsiColor::BrightCyan.on_default().bold();
    let out = out.display();
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
