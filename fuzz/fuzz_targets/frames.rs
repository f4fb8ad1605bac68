//! Sends frames to the backend, which must answer each call exactly once, and nothing else.
#![no_main]

libfuzzer_sys::fuzz_target!(|script: &[u8]| ipc_runtime::fuzz::check_frames(script));
