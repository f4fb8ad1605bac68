//! The contenders: the ways from a page to Rust that are compared.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// A way from a page to Rust.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) enum Contender {
    /// `contextBridge`, `ipcRenderer.invoke`, `ipcMain.handle` and napi-rs.
    Hand,
    /// `MessageChannelMain` and napi-rs, for streams alone.
    Port,
    /// This project.
    Ours(Door),
    /// Another project.
    Rival(Rival),
}

/// One of the two ways through this project.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Door {
    /// Named channels and ordinary values: `window.benchApi`
    Plain,
    /// Batches of text: the page's `client.js`
    Fast,
}

/// Other projects for typed IPC. They end in the main process, where their handlers call the addon
/// of [`Contender::Hand`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rival {
    /// `@marshallofsound/ipc`
    Eipc,
    /// `electron-trpc`
    ElectronTrpc,
    /// `@number10/electron-ipc`, for streams alone
    Number10,
    /// `electron-effect-rpc`, for streams alone
    EffectRpc,
}

impl Rival {
    /// All rivals, in the order of the columns.
    pub(crate) const ALL: [Self; 4] =
        [Self::Eipc, Self::ElectronTrpc, Self::Number10, Self::EffectRpc];
}

impl Contender {
    /// All contenders, in the order of the columns.
    pub(crate) const ALL: [Self; 8] = [
        Self::Hand,
        Self::Port,
        Self::Ours(Door::Plain),
        Self::Ours(Door::Fast),
        Self::Rival(Rival::Eipc),
        Self::Rival(Rival::ElectronTrpc),
        Self::Rival(Rival::Number10),
        Self::Rival(Rival::EffectRpc),
    ];

    /// Whether it has calls and events.
    pub(crate) fn has_calls(self) -> bool {
        !matches!(self, Self::Port | Self::Rival(Rival::Number10 | Rival::EffectRpc))
    }

    /// The name in the benchmark's app.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Port => "port",
            Self::Ours(door) => door.name(),
            Self::Rival(Rival::Eipc) => "eipc",
            Self::Rival(Rival::ElectronTrpc) => "electron-trpc",
            Self::Rival(Rival::Number10) => "number10",
            Self::Rival(Rival::EffectRpc) => "effect-rpc",
        }
    }

    /// The name in tables.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Hand => "by hand",
            Self::Port => "port by hand",
            Self::Ours(Door::Plain) => "plain door",
            Self::Ours(Door::Fast) => "fast door",
            Self::Rival(Rival::Eipc) => "EIPC",
            Self::Rival(Rival::ElectronTrpc) => "electron-trpc",
            Self::Rival(Rival::Number10) => "number10",
            Self::Rival(Rival::EffectRpc) => "effect-rpc",
        }
    }
}

impl From<Contender> for String {
    fn from(contender: Contender) -> Self {
        contender.name().to_owned()
    }
}

impl TryFrom<String> for Contender {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|contender| contender.name() == name)
            .ok_or_else(|| format!("there is no contender `{name}`"))
    }
}

impl Door {
    /// The name in the command lines of this program and of ipc-codegen.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Fast => "fast",
        }
    }
}
