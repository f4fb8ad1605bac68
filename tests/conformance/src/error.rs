//! The result type of this program. Errors are messages for the user at the terminal.

/// What a step of this program returns.
pub type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;
