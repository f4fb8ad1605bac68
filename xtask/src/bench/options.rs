//! The options of `cargo xtask bench`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::contender::Door;
use super::row::Row;

/// What to measure, and how.
#[derive(Args, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Options {
    /// The rows to measure, all of them by default
    pub(crate) rows: Vec<Row>,
    /// How often each contender does each row
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: u32,
    /// The doors to measure, those that ipc-codegen writes by default
    #[arg(long, value_delimiter = ',')]
    pub(crate) doors: Vec<Door>,
    /// Leaves the rivals out, and their npm packages
    #[arg(long)]
    pub(crate) no_rivals: bool,
    /// Does each row once with small numbers, to see that it works
    #[arg(long)]
    pub(crate) smoke: bool,
    /// Shows where the time goes, in place of how long it takes; the figures of a row are not
    /// measured
    #[arg(long, conflicts_with_all = ["smoke", "write"])]
    pub(crate) profile: bool,
    /// Writes docs/bench.md and its charts, or into another folder
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
