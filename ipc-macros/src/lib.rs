//! The `#[ipc_api]` attribute.
