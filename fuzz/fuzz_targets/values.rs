//! Decodes values from the wire. Each decoded value must be the same after encoding and decoding.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ipc_runtime::fuzz::check_values(input));
