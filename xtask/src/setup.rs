//! Fetches what a fresh machine lacks: npm packages, Electron, and libraries of the system.

mod electron;
mod npm;
mod progress;
mod system;

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use self::electron::Electron;
pub(crate) use self::electron::Preference;
pub(crate) use self::npm::{npm, packages};
pub(crate) use self::system::Screen;
use crate::result::Result;
use crate::workspace::Workspace;

/// Everything needed to run Electron: the program, its switches, and a screen.
pub(crate) struct Stage {
    electron: Electron,
    screen: Screen,
}

impl Stage {
    /// Fetches what is missing.
    pub(crate) fn build(
        workspace: &Workspace,
        preference: Preference,
        screen: Screen,
    ) -> Result<Self> {
        packages(workspace)?;
        let electron = Electron::find(workspace, preference)?;
        system::ensure(&electron.program, screen)?;
        Ok(Self { electron, screen })
    }

    /// A command that opens the app in `folder`.
    pub(crate) fn electron(&self, workspace: &Workspace, folder: &Path) -> Command {
        let mut command = self.on_screen(workspace, &self.electron.program);
        command.args(self.electron.switches()).arg(folder);
        command
    }

    /// A `node` command for a script that starts Electron. The script finds the program and its
    /// switches in the environment.
    pub(crate) fn node(&self, workspace: &Workspace) -> Command {
        let mut command = self.on_screen(workspace, "node");
        command
            .env("ELECTRON", &self.electron.program)
            .env("ELECTRON_SWITCHES", self.electron.switches().join(" "));
        command
    }

    /// A command that runs `program` with its windows on the stage's screen.
    fn on_screen(&self, workspace: &Workspace, program: impl AsRef<OsStr>) -> Command {
        match self.screen {
            Screen::Real => workspace.command(program),
            Screen::Virtual => {
                let mut command = workspace.command("xvfb-run");
                command
                    .args(["--auto-servernum", "--server-args=-screen 0 1280x1024x24"])
                    .arg(program);
                command
            }
        }
    }
}
