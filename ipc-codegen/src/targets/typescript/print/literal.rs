//! String literals and keys.

use std::borrow::Cow;

/// A string literal, in the quotes that need fewer escapes, double ones if in doubt.
pub(crate) fn string(value: &str) -> String {
    let doubles = value.matches('"').count();
    let singles = value.matches('\'').count();
    let quote = if doubles > singles { '\'' } else { '"' };
    let mut literal = String::from(quote);
    for char in value.chars() {
        match char {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            char if char == quote => literal.extend(['\\', char]),
            char if is_invisible(char) => {
                literal.extend(format!("\\u{:04x}", u32::from(char)).chars());
            }
            char => literal.push(char),
        }
    }
    literal.push(quote);
    literal
}

/// Whether a character is invisible in code, or ends a line in JavaScript.
fn is_invisible(char: char) -> bool {
    char.is_control() || matches!(char, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A key of an object or of an interface, quoted only if it must be.
pub(crate) fn key(name: &str) -> Cow<'_, str> {
    if is_identifier(name) { Cow::Borrowed(name) } else { Cow::Owned(string(name)) }
}

fn is_identifier(name: &str) -> bool {
    let is_start = |char: char| char.is_ascii_alphabetic() || matches!(char, '_' | '$');
    name.starts_with(is_start) && name.chars().all(|char| is_start(char) || char.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_prettier_would() {
        assert_eq!(string("it's"), r#""it's""#);
        assert_eq!(string(r#"say "hi""#), r#"'say "hi"'"#);
        assert_eq!(string(r#"it's "x""#), r#"'it\'s "x"'"#);
        assert_eq!(string("a\\b\n\u{0}\u{2028}"), r#""a\\b\n\u0000\u2028""#);
    }

    #[test]
    fn keys_are_quoted_if_they_must_be() {
        assert_eq!(key("defaultPath"), "defaultPath");
        assert_eq!(key("default"), "default");
        assert_eq!(key("default-path"), r#""default-path""#);
        assert_eq!(key("0"), r#""0""#);
        assert_eq!(key(""), r#""""#);
    }
}
