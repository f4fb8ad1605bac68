//! The size of messages and values, as the limits count it.

use super::references::{Reference, references};

/// Whether a message is larger than `limit`: its text in UTF-16 units, as JavaScript counts it, and the
/// bytes of its buffers.
pub(crate) fn exceeds(text: &str, bytes: usize, limit: u64) -> bool {
    // A text never has more units in UTF-16 than in UTF-8, so most texts need not be counted.
    let bytes = bytes as u64;
    text.len() as u64 + bytes > limit && units(text) + bytes > limit
}

/// The length of a text in UTF-16 units, as JavaScript counts it.
pub(crate) fn units(text: &str) -> u64 {
    let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
    units as u64
}

/// The size of a value in bytes: its text, and its buffers, each once for every reference, because the
/// decoded value has a copy for each. The result may be too large for unusual escapes, but never too
/// small.
pub(crate) fn size(text: &str, buffers: &[&[u8]]) -> u64 {
    let mut size = text.len() as u64;
    if buffers.is_empty() {
        return size;
    }
    let mut largest = None;
    for reference in references(text) {
        let length = match reference {
            Reference::To(index) => buffers.get(index).map_or(0, |buffer| buffer.len()),
            Reference::Unknown => {
                *largest.get_or_insert_with(|| buffers.iter().map(|it| it.len()).max().unwrap_or(0))
            }
        };
        size = size.saturating_add(length as u64);
    }
    size
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_buffer_counts_once_for_each_reference() {
        let buffers: [&[u8]; 2] = [&[1; 10], &[2; 7]];
        let size = |text: &str| super::size(text, &buffers) - text.len() as u64;
        assert_eq!(size(r#"[1,"b0","\u0000s\u0000b0","\u0000nan"]"#), 0);
        assert_eq!(size(r#"["\u0000b0","\u0000b1","\u0000b1","\u0000b2"]"#), 24);
        assert_eq!(size(r#"["\u0000b+0"]"#), 10, "the index is parsed as the decoder does");
        assert_eq!(
            size(r#"["\u0000\u00621","\u0000b\u0031"]"#),
            20,
            "an escaped reference counts as the largest buffer"
        );
        assert_eq!(
            size(r#"["\\u0000b0","\\\u0000b0"]"#),
            0,
            "an escaped backslash begins no escape"
        );
        assert_eq!(super::size("[1]", &[]), 3);
    }
}
