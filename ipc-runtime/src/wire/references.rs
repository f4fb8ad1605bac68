//! The buffers that a value refers to.

use std::collections::HashMap;
use std::fmt::Write as _;

/// A reference to a buffer in a text.
pub(super) enum Reference {
    To(usize),
    /// The characters of the reference are themselves escaped. Only hostile pages write these.
    Unknown,
}

/// The beginning of an escape.
const ESCAPE: &str = r#""\u0000"#;

/// The references in a text, and perhaps parts of strings that look like references.
pub(super) fn references(text: &str) -> impl Iterator<Item = Reference> {
    text.split(ESCAPE).skip(1).filter_map(|rest| {
        let (name, end) = split_name(rest);
        reference(name, end)
    })
}

/// The rest of an escape, and the text after it.
fn split_name(rest: &str) -> (&str, &str) {
    rest.split_at(rest.find(['"', '\\']).unwrap_or(rest.len()))
}

fn reference(name: &str, end: &str) -> Option<Reference> {
    let may_refer = name.is_empty() || name.starts_with('b');
    if end.starts_with('\\') && may_refer {
        return Some(Reference::Unknown);
    }
    Some(Reference::To(name.strip_prefix('b')?.parse().ok()?))
}

/// A copy of a value with the buffers that it refers to, and no others: the frames of a packet share its
/// buffers.
pub(crate) fn extract(text: &str, buffers: &[&[u8]]) -> (String, Vec<Vec<u8>>) {
    let mut copy = String::with_capacity(text.len());
    let mut taken = Vec::new();
    let mut indices = HashMap::new();
    let mut rest = text;
    while let Some(at) = rest.find(ESCAPE) {
        let (before, after) = rest.split_at(at + ESCAPE.len());
        let (name, end) = split_name(after);
        let backslashes = rest[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        copy.push_str(before);
        rest = end;
        match reference(name, end) {
            // The quote is part of a string.
            _ if backslashes % 2 == 1 => copy.push_str(name),
            Some(Reference::To(index)) if index < buffers.len() => {
                let index = indices.entry(index).or_insert_with(|| {
                    taken.push(buffers[index].to_vec());
                    taken.len() - 1
                });
                // Writing to a `String` cannot fail.
                let _ = write!(copy, "b{index}");
            }
            Some(Reference::Unknown) => {
                return (text.to_owned(), buffers.iter().map(|buffer| buffer.to_vec()).collect());
            }
            // A missing buffer stays missing: the new indices are smaller.
            _ => copy.push_str(name),
        }
    }
    copy.push_str(rest);
    (copy, taken)
}

#[cfg(test)]
mod tests {
    use super::extract;

    fn extracted(text: &str) -> (String, Vec<Vec<u8>>) {
        extract(text, &[&[0], &[1], &[2], &[3]])
    }

    #[test]
    fn a_copy_has_only_the_buffers_of_the_value() {
        let text = r#"{"a":"\u0000b3","b":["\u0000b1","\u0000b3"]}"#;
        let copy = r#"{"a":"\u0000b0","b":["\u0000b1","\u0000b0"]}"#;
        assert_eq!(extracted(text), (copy.to_owned(), vec![vec![3], vec![1]]));
    }

    #[test]
    fn a_copy_is_the_same_value() {
        for text in [
            r#"[1,"b3","\u0000s\u0000b3","\u0000nan"]"#,
            r#"["x\"\u0000b3","\\\"\u0000b3","\\u0000b3"]"#,
            r#"["\u0000b4","\u0000b","\u0000b99999999999999999999"]"#,
            "",
        ] {
            assert_eq!(extracted(text), (text.to_owned(), Vec::new()));
        }
        let (copy, buffers) = extracted(r#"["x\\","\u0000b3"]"#);
        assert_eq!((copy.as_str(), buffers), (r#"["x\\","\u0000b0"]"#, vec![vec![3]]));
        let (copy, buffers) = extracted(r#"["\u0000\u00621"]"#);
        assert_eq!((copy.as_str(), buffers.len()), (r#"["\u0000\u00621"]"#, 4));
    }
}
