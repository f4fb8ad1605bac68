//! Writes preloads for APIs of many methods.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::contender::Door;
use super::stage::{BenchApp, codegen};
use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// The numbers of methods.
const SIZES: [u32; 3] = [3, 100, 1_000];

/// A preload and its measurements.
#[derive(Serialize, Deserialize)]
pub(crate) struct Preload {
    /// The name in tables: written by hand, or with which doors.
    pub(crate) author: String,
    pub(crate) methods: u32,
    pub(crate) file: PathBuf,
    /// The milliseconds of each load.
    #[serde(default)]
    pub(crate) times: Vec<f64>,
    #[serde(default)]
    pub(crate) bytes: u64,
    #[serde(default)]
    pub(crate) gzipped: u64,
}

/// Writes the preloads into the app: a hand-written one, and one for each choice of doors.
pub(crate) fn write(workspace: &Workspace, app: &BenchApp, smoke: bool) -> Result<Vec<Preload>> {
    let mut preloads = Vec::new();
    for methods in if smoke { &SIZES[..1] } else { &SIZES } {
        let folder = app.folder.join(format!("preloads/{methods}"));
        fs::create_dir_all(&folder)?;
        let file = folder.join("hand.js");
        fs::write(&file, by_hand(*methods))?;
        preloads.push(Preload::new("by hand", *methods, file));

        let source = folder.join("api.rs");
        fs::write(&source, api(*methods))?;
        for (author, doors) in choices(app) {
            let out = folder.join(doors.unwrap_or("plain"));
            generate(workspace, &source, &out, doors)?;
            preloads.push(Preload::new(author, *methods, out.join("preload.js")));
        }
    }
    Ok(preloads)
}

/// The choices of doors: the name in tables, and the value of `--doors`.
fn choices(app: &BenchApp) -> Vec<(&'static str, Option<&'static str>)> {
    if app.doors.contains(&Door::Fast) {
        vec![
            ("plain door", Some("plain")),
            ("fast door", Some("fast")),
            ("both doors", Some("plain,fast")),
        ]
    } else {
        vec![("plain door", None)]
    }
}

fn generate(workspace: &Workspace, source: &Path, out: &Path, doors: Option<&str>) -> Result<()> {
    let mut generate = codegen(workspace, source, out);
    if let Some(doors) = doors {
        generate.args(["--doors", doors]);
    }
    process::capture(&mut generate)?;
    Ok(())
}

/// A trait with this many methods.
fn api(methods: u32) -> String {
    let mut source = String::from(
        "//! An API of many methods.\n\n#[ipc_runtime::ipc_api(window = \"manyApi\")]\npub trait ManyApi {\n",
    );
    for method in 0..methods {
        let _ =
            write!(source, "    #[invoke]\n    fn method_{method}(&self, value: u32) -> u32;\n\n");
    }
    source.push_str("}\n");
    source
}

/// The hand-written preload of the same API.
fn by_hand(methods: u32) -> String {
    let mut source = String::from(
        "const { contextBridge, ipcRenderer } = require(\"electron\");\n\ncontextBridge.exposeInMainWorld(\"manyApi\", {\n",
    );
    for method in 0..methods {
        let _ = writeln!(
            source,
            "  method{method}: (value) => ipcRenderer.invoke(\"many:method{method}\", value),"
        );
    }
    source.push_str("});\n");
    source
}

impl Preload {
    fn new(author: &str, methods: u32, file: PathBuf) -> Self {
        Self { author: author.to_owned(), methods, file, times: Vec::new(), bytes: 0, gzipped: 0 }
    }
}
