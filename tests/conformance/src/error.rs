//! The error of a stage that cannot be written, for the user at the terminal.

pub(crate) type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;
