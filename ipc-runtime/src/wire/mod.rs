//! The wire format: converts serde values to one line of JSON and a list of buffers, and back.
//!
//! A value that JSON does not have becomes an escape, a string that starts with U+0000:
//!
//! | escape | value |
//! |---|---|
//! | `\0nan`, `\0inf`, `\0-inf`, `\0-0` | a float that JSON does not have, or that JavaScript does not write |
//! | `\0i…` | an integer, in decimal; always used beyond ±(2^53 - 1), where JavaScript's numbers have gaps |
//! | `\0b…` | a buffer, by its index in the packet |
//! | `\0s…` | a string that starts with U+0000: the text after the `s` |
//!
//! The keys of objects have only the last escape. `serde_json` reads and writes the JSON. The wrappers
//! around it convert escapes to visitor calls and back, so all features of serde (tags, flattening,
//! untagged enums) see the value and never the escape.
//!
//! `serde_json`'s limit of 128 levels applies: it prevents a hostile page from overflowing the stack. A
//! `RawValue` is text to `serde_json`; [`raw`] converts it. The feature `arbitrary_precision` of
//! `serde_json` is refused, because it turns numbers into objects that no other crate can read.

mod de;
mod error;
mod number;
mod raw;
mod references;
mod ser;
mod size;

pub use self::de::{decode, decode_args};
pub use self::error::{DecodeError, EncodeError};
pub(crate) use self::references::extract;
pub use self::ser::encode;
pub(crate) use self::size::{exceeds, size, units};
