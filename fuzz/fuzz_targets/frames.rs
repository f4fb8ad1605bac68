//! Frames against the backend: every call is answered, once, and nothing else is.
#![no_main]

libfuzzer_sys::fuzz_target!(|script: &[u8]| ipc_runtime::fuzz::check_frames(script));
