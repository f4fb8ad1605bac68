//! The result of a command.

/// The error is a message for the person who ran the command.
pub(crate) type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;
