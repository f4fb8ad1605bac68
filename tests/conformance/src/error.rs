//! The result type of this program. Errors are messages for the user at the terminal.

pub(crate) type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;
