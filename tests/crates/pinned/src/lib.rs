//! Nothing: cargo requires a target.
