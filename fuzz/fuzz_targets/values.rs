//! Values against the wire: a decoded value can be encoded, and is then the same.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ipc_runtime::fuzz::check_values(input));
