//! The options of `cargo xtask bench`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::contender::Door;
use super::row::Row;

/// What to measure, and how.
#[derive(Args, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Options {
    /// The rows to measure, by default all
    pub(crate) rows: Vec<Row>,
    /// How often each contender runs each row
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: u32,
    /// The doors to measure, by default all that ipc-codegen writes
    #[arg(long, value_delimiter = ',')]
    pub(crate) doors: Vec<Door>,
    /// Leaves out the rivals and their npm packages
    #[arg(long)]
    pub(crate) no_rivals: bool,
    /// Runs each row once with small numbers, to check that it works
    #[arg(long)]
    pub(crate) smoke: bool,
    /// Profiles the rows instead of measuring them
    #[arg(long, conflicts_with_all = ["smoke", "write"])]
    pub(crate) profile: bool,
    /// Writes bench.md and its charts into docs, or into the given folder
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = "docs", conflicts_with_all = ["rows", "smoke"])]
    pub(crate) write: Option<PathBuf>,
}

impl Options {
    /// The rows to measure.
    pub(crate) fn rows(&self) -> &[Row] {
        match self.rows.as_slice() {
            [] => Row::value_variants(),
            rows => rows,
        }
    }
}
