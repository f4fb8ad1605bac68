//! The wire: serde values to one line of JSON and a list of buffers, and back.
//!
//! What JSON cannot say is an escape, a string that starts with U+0000:
//!
//! | escape | value |
//! |---|---|
//! | `\0nan`, `\0inf`, `\0-inf`, `\0-0` | a float that JSON does not have, or that JavaScript does not write |
//! | `\0i…` | an integer, in decimal; always used beyond ±(2^53 - 1), where JavaScript's numbers have gaps |
//! | `\0b…` | a buffer, by its index in the packet |
//! | `\0s…` | a string that itself starts with U+0000, and is all that follows the `s` |
//!
//! Keys of objects know the last alone. `serde_json` reads and writes the JSON; the wrappers around
//! it only turn escapes into calls of the visitor and back, so everything that serde can do with
//! types (tags, flattening, untagged enums) sees the value and never the escape.
//!
//! `serde_json`'s limit of 128 levels stands: it is what keeps a hostile page from overflowing the
//! stack. A `RawValue` is text to it, which [`raw`] sees to. Of its features, `arbitrary_precision`
//! is refused: numbers are then objects with a key that no other crate knows.

mod de;
mod error;
mod number;
mod raw;
mod ser;
mod size;

pub use self::de::{decode, decode_args};
pub use self::error::{DecodeError, EncodeError};
pub use self::ser::encode;
pub(crate) use self::size::{exceeds, size};
