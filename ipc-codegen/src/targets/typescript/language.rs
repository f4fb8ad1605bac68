//! The two languages, which `--emit` chooses between. Types are TypeScript in any case.

use crate::targets::target::{Format, Options};

/// `--emit ts`.
pub(super) const TS: Format = Format {
    name: "ts",
    summary: "TypeScript; alone for bundlers that take `.js` before `.ts`, as Vite does",
    is_default: true,
};

/// `--emit js`.
pub(super) const JS: Format = Format {
    name: "js",
    summary: "JavaScript that runs as it is, with declarations beside it",
    is_default: true,
};

/// The language of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Ts,
    Js,
}

/// The languages of a run.
#[derive(Clone, Copy)]
pub(super) struct Languages {
    pub(super) ts: bool,
    pub(super) js: bool,
}

impl Languages {
    pub(super) fn of(options: &Options) -> Self {
        Self { ts: options.emit.has(&TS), js: options.emit.has(&JS) }
    }
}
