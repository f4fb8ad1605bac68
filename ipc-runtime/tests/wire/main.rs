//! Tests of the wire format, in both directions.

mod check;
mod errors;
mod numbers;
mod random;
mod raw;
mod types;
mod values;
