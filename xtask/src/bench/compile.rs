//! The time and memory to compile a crate of many types: by `ipc-codegen`, by `syn` alone, and by
//! typeshare.
//!
//! Each run is a whole process. The compilers take turns, round by round.

mod sources;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde::Serialize;

use self::sources::{Layout, Size};
use super::options::Options;
use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// The release of typeshare to compare with.
const TYPESHARE: &str = "1.13.4";

const CHANNELS: u32 = 1_000;

/// The programs that are compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Compiler {
    /// `syn::parse_file` on one thread, without anything else.
    Syn,
    IpcCodegen,
    Typeshare,
}

/// A crate, and the time and memory that each compiler took.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Compile {
    pub(crate) types: u32,
    pub(crate) channels: u32,
    pub(crate) is_one_file: bool,
    /// The size of the sources.
    pub(crate) bytes: usize,
    /// The milliseconds of each round.
    pub(crate) times: BTreeMap<Compiler, Vec<f64>>,
    /// The most resident bytes of any round. Empty without GNU time.
    pub(crate) memory: BTreeMap<Compiler, u64>,
}

/// The paths of the built programs.
struct Programs {
    ipc_codegen: PathBuf,
    syn: PathBuf,
    typeshare: Option<PathBuf>,
}

/// Measures.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> Result<Vec<Compile>> {
    let programs = build(workspace, options)?;
    let (sizes, rounds) =
        if options.smoke { (&[100][..], 1) } else { (&[1_000, 5_000][..], options.rounds) };
    let mut all = Vec::new();
    for &types in sizes {
        for layout in [Layout::ManyFiles, Layout::OneFile] {
            let folder = workspace.target.join("bench/compile");
            let size = Size { types, channels: CHANNELS.min(types) };
            let mut compile = Compile {
                types,
                channels: size.channels,
                is_one_file: layout == Layout::OneFile,
                bytes: sources::write(&folder.join("crate"), size, layout)?,
                times: BTreeMap::new(),
                memory: BTreeMap::new(),
            };
            println!("compiling {types} types in {}", layout.title());
            for _ in 0..rounds {
                compile.round(&programs, &folder)?;
            }
            all.push(compile);
        }
    }
    Ok(all)
}

fn build(workspace: &Workspace, options: &Options) -> Result<Programs> {
    println!("building the compilers");
    let (profile, output) = if options.smoke { ("dev", "debug") } else { ("release", "release") };
    let mut ours = workspace.cargo();
    ours.args(["build", "--quiet", "--package=ipc-codegen", "--profile", profile]);
    process::show(&mut ours)?;
    let target = workspace.target.join("bench/build");
    let mut syn = workspace.cargo();
    syn.args(["build", "--quiet", "--locked", "--manifest-path=bench/Cargo.toml"]);
    syn.args(["--package=bench-parse", "--profile", profile, "--target-dir"]).arg(&target);
    process::show(&mut syn)?;

    let typeshare = workspace.target.join("bench/typeshare");
    if !options.no_rivals {
        let version = format!("typeshare-cli@{TYPESHARE}");
        let mut install = workspace.cargo();
        install.args(["install", "--quiet", "--locked", &version, "--root"]).arg(&typeshare);
        process::capture(install.arg("--target-dir").arg(&target))?;
    }
    let program =
        |folder: &Path, name| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    Ok(Programs {
        ipc_codegen: program(&workspace.target.join(output), "ipc-codegen"),
        syn: program(&target.join(output), "bench-parse"),
        typeshare: (!options.no_rivals).then(|| program(&typeshare.join("bin"), "typeshare")),
    })
}

impl Compile {
    /// Runs each program once on the crate in `folder`.
    fn round(&mut self, programs: &Programs, folder: &Path) -> Result<()> {
        let krate = folder.join("crate");
        let mut ours = measured(&programs.ipc_codegen, folder);
        ours.arg("generate").arg(&krate).arg("--out").arg(folder.join("out"));
        let mut syn = measured(&programs.syn, folder);
        syn.arg(krate.join("src"));
        let mut commands = vec![(Compiler::Syn, syn), (Compiler::IpcCodegen, ours)];
        if let Some(program) = &programs.typeshare {
            let mut typeshare = measured(program, folder);
            typeshare.arg(&krate).arg("--lang=typescript");
            typeshare.arg("--output-file").arg(folder.join("out/typeshare.ts"));
            commands.push((Compiler::Typeshare, typeshare));
        }
        for (compiler, mut command) in commands {
            // Start without output, because unchanged files are not written.
            let out = folder.join("out");
            if out.exists() {
                fs::remove_dir_all(&out)?;
            }
            fs::create_dir_all(&out)?;
            let start = Instant::now();
            process::capture(&mut command)?;
            let time = start.elapsed().as_secs_f64() * 1_000.0;
            self.times.entry(compiler).or_default().push(time);
            if let Some(bytes) = memory(folder)? {
                let most = self.memory.entry(compiler).or_default();
                *most = bytes.max(*most);
            }
        }
        Ok(())
    }

    /// How many times as long as `syn` alone `ipc-codegen` may take.
    pub(crate) fn goal(&self) -> f64 {
        if self.is_one_file { 1.8 } else { 1.0 }
    }
}

impl Layout {
    fn title(self) -> &'static str {
        match self {
            Self::ManyFiles => "many files",
            Self::OneFile => "one file",
        }
    }
}

/// GNU time, which measures the memory of a program.
const TIME: &str = "time";

/// A command that runs `program`, and writes its peak memory into `folder` if GNU time is
/// installed.
fn measured(program: &Path, folder: &Path) -> Command {
    if cfg!(target_os = "linux") && process::installed(TIME) {
        let mut command = Command::new(TIME);
        command.args(["--format=%M", "--output"]).arg(folder.join("memory")).arg(program);
        command
    } else {
        Command::new(program)
    }
}

/// The peak memory that was written into `folder`, in bytes.
fn memory(folder: &Path) -> Result<Option<u64>> {
    let file = folder.join("memory");
    if !file.exists() {
        return Ok(None);
    }
    let kibibytes: u64 = fs::read_to_string(file)?.trim().parse()?;
    Ok(Some(kibibytes << 10))
}
