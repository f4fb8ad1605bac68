//! The pages of `docs/guide`, whose examples in Rust are compiled and run as the documentation of these
//! modules.

#[doc = include_str!("../../docs/guide/send.md")]
mod send {}

#[doc = include_str!("../../docs/guide/invoke.md")]
mod invoke {}

#[doc = include_str!("../../docs/guide/stream.md")]
mod stream {}

#[doc = include_str!("../../docs/guide/incoming.md")]
mod incoming {}

#[doc = include_str!("../../docs/guide/sync.md")]
mod sync {}

#[doc = include_str!("../../docs/guide/event.md")]
mod event {}

#[doc = include_str!("../../docs/guide/request.md")]
mod request {}

#[doc = include_str!("../../docs/guide/relay.md")]
mod relay {}

#[doc = include_str!("../../docs/guide/port.md")]
mod port {}

#[doc = include_str!("../../docs/guide/state.md")]
mod state {}

#[doc = include_str!("../../docs/guide/background.md")]
mod background {}

#[doc = include_str!("../../docs/guide/testing.md")]
mod testing {}

#[doc = include_str!("../../docs/guide/configuration.md")]
mod configuration {}

#[doc = include_str!("../../docs/guide/validation.md")]
mod validation {}
