//! Frames against the backend: each call is answered exactly once, and nothing else is answered.
#![no_main]

libfuzzer_sys::fuzz_target!(|script: &[u8]| ipc_runtime::fuzz::check_frames(script));
