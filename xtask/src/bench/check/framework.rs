//! The frameworks whose macros are compared.

use std::iter;

use serde::Serialize;

/// A framework with a macro for traits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Framework {
    IpcRuntime,
    Tarpc,
    Jsonrpsee,
}

impl Framework {
    pub(super) const RIVALS: [Self; 2] = [Self::Tarpc, Self::Jsonrpsee];

    /// The name of the crate.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::IpcRuntime => "ipc-runtime",
            Self::Tarpc => "tarpc",
            Self::Jsonrpsee => "jsonrpsee",
        }
    }

    /// The release to compare with.
    pub(super) fn version(self) -> Option<&'static str> {
        match self {
            Self::IpcRuntime => None,
            Self::Tarpc => Some("0.38.0"),
            Self::Jsonrpsee => Some("0.26.1"),
        }
    }

    /// The name in tables.
    pub(crate) fn title(self) -> String {
        let words: Vec<_> = iter::once(self.name()).chain(self.version()).collect();
        words.join(" ")
    }
}
