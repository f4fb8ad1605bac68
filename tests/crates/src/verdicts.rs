//! Compiles each type alone, as a user's API would have it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, io};

use ipc_codegen::config::{Config, DeclaredTypes};
use ipc_codegen::{Input, report};
use ipc_conformance::error::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::pinned::Pinned;
use crate::{listing, stand_ins};

/// Holds the file with the configuration of a crate.
const CONFIG: &str = "IPC_CRATES_CONFIG";

/// The result for a type.
#[derive(Serialize, Deserialize)]
pub(crate) struct Verdict {
    /// The path of the type.
    pub(crate) path: String,
    /// Why the compiler refuses the type; empty if it maps the type.
    pub(crate) problems: Vec<Problem>,
    /// Whether the compiler maps the type with the configuration of the crate.
    pub(crate) is_configured: bool,
    /// The definitions that the type reaches, by name.
    pub(crate) definitions: BTreeMap<String, Value>,
}

/// A problem as the compiler reports it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Problem {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Verdict {
    pub(crate) fn is_mapped(&self) -> bool {
        self.problems.is_empty()
    }
}

/// The verdicts on the types of a package, in the same order. Each is also a line of `verdicts.jsonl`.
pub(crate) fn compile(package: &Path, krate: &Pinned, types: &[String]) -> Result<Vec<Verdict>> {
    let program = env::current_exe()?;
    let mut command = Command::new(&program);
    command.arg("compile").arg(package).args(&krate.cfg).stdin(Stdio::piped());
    command.stdout(fs::File::create(package.join("verdicts.jsonl"))?);
    let metadata = listing::metadata(package)?;
    let config = krate.config();
    if config.is_file() {
        command.env(CONFIG, config);
    }
    let mut child = stand_ins::answer_metadata(&mut command, &program, &metadata).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(types.join("\n").as_bytes())?;
    }
    if !child.wait()?.success() {
        return Err("the types could not be compiled".into());
    }
    read(package)
}

/// The verdicts of the last run.
pub(crate) fn read(package: &Path) -> Result<Vec<Verdict>> {
    let text = fs::read_to_string(package.join("verdicts.jsonl"))?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Compiles the types on standard input, and prints a verdict on each.
pub(crate) fn compile_here(package: &Path, cfg: &[String]) -> Result<()> {
    let config = env::var_os(CONFIG).map(|path| Config::read(Path::new(&path)));
    let types = match config.transpose() {
        Ok(config) => config.map(|config| config.types),
        Err(problems) => return Err(report::render(&problems, report::Style::Plain).into()),
    };
    // A panic of the compiler is a verdict.
    panic::set_hook(Box::new(|_| {}));
    let mut output = io::stdout().lock();
    for path in io::stdin().lock().lines() {
        let verdict = compile_one(package, cfg, types.as_ref(), path?)?;
        writeln!(output, "{}", serde_json::to_string(&verdict)?)?;
    }
    Ok(())
}

fn compile_one(
    package: &Path,
    cfg: &[String],
    types: Option<&DeclaredTypes>,
    path: String,
) -> Result<Verdict> {
    let mut source = String::from("#[ipc_runtime::ipc_api]\npub trait Api {\n");
    let _ = writeln!(source, "    #[invoke]\n    fn take(&self, value: {path}) -> {path};\n}}");
    fs::write(package.join("src/lib.rs"), source)?;
    let input = Input { paths: vec![package.to_owned()], cfg: cfg.to_vec(), ..Input::default() };
    let compile =
        |input: &Input| panic::catch_unwind(AssertUnwindSafe(|| ipc_codegen::compile(input)));
    let result = compile(&input);
    let is_configured = match types {
        Some(types) if !matches!(result, Ok(Ok(_))) => {
            matches!(compile(&Input { types: types.clone(), ..input }), Ok(Ok(_)))
        }
        _ => false,
    };
    let (mut problems, mut definitions) = (Vec::new(), BTreeMap::new());
    match result {
        Ok(Ok(schema)) => {
            let schema: Value = serde_json::from_str(&schema.to_json())?;
            for definition in schema["types"].as_array().into_iter().flatten() {
                let name = definition["name"].as_str().unwrap_or_default().to_owned();
                definitions.insert(name, definition.clone());
            }
        }
        Ok(Err(found)) => {
            for problem in found {
                problems.push(Problem { code: problem.code.to_owned(), message: problem.message });
            }
        }
        Err(_) => {
            let (code, message) = ("crash".to_owned(), "the compiler crashed".to_owned());
            problems.push(Problem { code, message });
        }
    }
    Ok(Verdict { path, problems, is_configured, definitions })
}
