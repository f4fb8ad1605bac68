//! `cargo xtask demo`: an example, as its user sees it.

use std::fs;

use crate::app::App;
use crate::process;
use crate::result::Result;
use crate::setup::{Preference, Screen, Stage};
use crate::workspace::Workspace;

/// Generates, builds and opens `example`. Without a display, a script operates the app.
pub(crate) fn run(workspace: &Workspace, example: &str) -> Result<()> {
    let examples = App::examples(workspace);
    let app = examples.iter().find(|app| app.name == example).ok_or_else(|| {
        let names: Vec<_> = examples.iter().map(|app| app.name.as_str()).collect();
        format!("there is no example `{example}`; the examples are {}", names.join(", "))
    })?;
    let screen = Screen::visible();
    let stage = Stage::build(workspace, Preference::Newest, screen)?;

    process::show(&mut app.generate(workspace))?;
    println!("building {}", app.name);
    app.build(workspace)?;

    match screen {
        Screen::Real => {
            println!("opening Electron; close its window to end");
            process::show(&mut stage.electron(workspace, &app.folder))
        }
        Screen::Virtual => {
            println!("there is no display: a script operates the app\n");
            let folder = workspace.target.join("demo");
            fs::create_dir_all(&folder)?;
            let screenshot = folder.join(format!("{example}.png"));
            let mut node = stage.node(workspace);
            process::show(
                node.arg("xtask/demo/run.mjs").arg(example).arg(&app.folder).arg(screenshot),
            )
        }
    }
}
