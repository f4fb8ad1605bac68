//! The pages of `docs/guide`. Their Rust is compiled and run as the documentation of these modules.
