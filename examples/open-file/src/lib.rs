//! Pattern 2: renderer to main, two-way. The page asks for a file and shows its path.

use std::fmt;
use std::path::PathBuf;

use ipc_runtime::{Caller, FileDialog, Router, ipc_api};
use serde::{Deserialize, Serialize};

/// Functions of the desktop for the page.
#[ipc_api(window = "electronAPI")]
pub trait DesktopApi {
    /// Shows the native open dialog; `null` if the user cancels.
    #[invoke("dialog:openFile")]
    async fn open_file(&self, caller: &Caller) -> Result<Option<PathBuf>, OpenFileError>;
}

/// The reasons why choosing a file can fail.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OpenFileError {
    /// The dialog itself failed.
    Dialog {
        /// The dialog's error message.
        reason: String,
    },
}

impl fmt::Display for OpenFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dialog { reason } => write!(f, "cannot show the dialog: {reason}"),
        }
    }
}

struct Desktop;

impl DesktopApi for Desktop {
    async fn open_file(&self, caller: &Caller) -> Result<Option<PathBuf>, OpenFileError> {
        FileDialog::new()
            .pick_file(&caller.window())
            .await
            .map_err(|error| OpenFileError::Dialog { reason: error.to_string() })
    }
}

ipc_runtime::addon!(|_app| Router::new().serve(DesktopApiServer::new(Desktop)));
