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
mod raw;
mod ser;

pub use self::de::{decode, decode_args};
pub use self::error::{DecodeError, EncodeError};
pub use self::ser::encode;

/// The size of a value: its text, and the buffers that it refers to, each as often as it does, which is
/// what they come to when they have been read. It is never too small, and costs nothing where there
/// are no buffers.
pub(crate) fn size(text: &str, buffers: &[&[u8]]) -> u64 {
    let mut size = text.len() as u64;
    if buffers.is_empty() {
        return size;
    }
    // For those that are referred to in letters that are escapes themselves, which nobody writes who
    // has nothing to hide.
    let mut largest = None;
    // An escape is the beginning of a string.
    for rest in text.split(r#""\u0000"#).skip(1) {
        let (name, end) = rest.split_at(rest.find(['"', '\\']).unwrap_or(rest.len()));
        let may_refer = name.is_empty() || name.starts_with('b');
        let length = if end.starts_with('\\') && may_refer {
            *largest.get_or_insert_with(|| buffers.iter().map(|it| it.len()).max().unwrap_or(0))
        } else {
            let index = name.strip_prefix('b').and_then(|index| index.parse::<usize>().ok());
            index.and_then(|index| buffers.get(index)).map_or(0, |buffer| buffer.len())
        };
        size = size.saturating_add(length as u64);
    }
    size
}

/// The largest integer of which JavaScript's numbers have all below: `Number.MAX_SAFE_INTEGER`.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

const _: () = {
    use serde_json::Number;

    /// Stands in for the method that a `Number` has under the feature alone, and which then comes
    /// first.
    trait Otherwise {
        fn as_str(&self) {}
    }

    impl Otherwise for Number {}

    const fn size_of_returned<T>(_: fn(&'static Number) -> T) -> usize {
        size_of::<T>()
    }

    assert!(
        size_of_returned(Number::as_str) == 0,
        "ipc-runtime does not work with the feature `arbitrary_precision` of `serde_json`: \
         `cargo tree -e features -i serde_json` says which crate turns it on"
    );
};

#[cfg(test)]
mod tests {
    #[test]
    fn buffers_count_as_often_as_they_are_referred_to() {
        let buffers: [&[u8]; 2] = [&[1; 10], &[2; 7]];
        let size = |text: &str| super::size(text, &buffers) - text.len() as u64;
        assert_eq!(size(r#"[1,"b0","\u0000s\u0000b0","\u0000nan"]"#), 0);
        assert_eq!(size(r#"["\u0000b0","\u0000b1","\u0000b1","\u0000b2"]"#), 24);
        assert_eq!(size(r#"["\u0000b+0"]"#), 10, "as it is read");
        assert_eq!(size(r#"["\u0000\u00621","\u0000b\u0031"]"#), 20, "at least");
        assert_eq!(size(r#"["\\u0000b0","\\\u0000b0"]"#), 0, "text");
        assert_eq!(super::size("[1]", &[]), 3);
    }
}
