//! Compiles each fixture alone, and stages a crate and an app with all fixtures that compile.

mod alone;
pub mod error;
mod fixture;
pub mod package;
mod published;
pub mod random;
mod rust;
pub mod stage;
pub mod suite;
