//! Converts the text of a `RawValue`, which is JSON without escapes, to the wire format and back.
//!
//! The text is scanned, not parsed, so integers keep all their digits. `serde_json` ensures that the
//! input is JSON. Other input cannot break a frame either: the output never has a line end.

use std::borrow::Cow;

use super::number::MAX_SAFE_INTEGER;

/// The name by which `serde_json` marks a `RawValue` for a serializer and a deserializer.
pub(super) const TOKEN: &str = "$serde_json::private::RawValue";

/// The maximum depth: `serde_json`'s own limit, which it does not apply to a `RawValue`.
const MAX_DEPTH: usize = 127;

/// The maximum number of digits of an integer. JavaScript takes quadratic time to parse a `BigInt`, and
/// blocks meanwhile.
const MAX_DIGITS: usize = 10_000;

/// Converts a JSON text to the wire format: with escapes, and without white space between tokens.
pub(super) fn to_wire(json: &str) -> Result<String, String> {
    rewrite(json, |token| match token {
        Token::Key(quoted) | Token::Text(quoted) => Ok(match unescaped(quoted)? {
            Some(text) if text.starts_with('\0') => Cow::Owned(quote(&format!("\0s{text}"))),
            _ => Cow::Borrowed(quoted),
        }),
        Token::Number(digits) if is_unsafe_integer(digits) => {
            if digits.len() > MAX_DIGITS {
                return Err(format!("an integer has more than {MAX_DIGITS} digits"));
            }
            Ok(Cow::Owned(quote(&format!("\0i{digits}"))))
        }
        Token::Number(digits) => in_range(digits).map(Cow::Borrowed),
    })
}

/// Converts a text in the wire format to JSON.
pub(super) fn from_wire(text: &str) -> Result<String, String> {
    rewrite(text, |token| match token {
        Token::Key(quoted) | Token::Text(quoted) => match unescaped(quoted)? {
            Some(text) if text.starts_with('\0') => {
                let is_key = matches!(token, Token::Key(_));
                from_escape(&text[1..], is_key).map(Cow::Owned)
            }
            _ => Ok(Cow::Borrowed(quoted)),
        },
        // JavaScript writes large floats without a fraction, but readers must not take them for integers.
        Token::Number(digits) if is_unsafe_integer(digits) => {
            Ok(Cow::Owned(format!("{}.0", in_range(digits)?)))
        }
        Token::Number(digits) => in_range(digits).map(Cow::Borrowed),
    })
}

/// The JSON for an escape, which is given without its U+0000.
fn from_escape(escape: &str, is_key: bool) -> Result<String, String> {
    if let Some(text) = escape.strip_prefix('s') {
        return Ok(quote(text));
    }
    match escape {
        _ if is_key => {}
        "-0" => return Ok("-0.0".to_owned()),
        "nan" => return Err("JSON has no `NaN`".to_owned()),
        "inf" | "-inf" => return Err(format!("JSON has no `{escape}`")),
        _ if escape.starts_with('b') => return Err("JSON has no bytes".to_owned()),
        _ => {
            if let Some(digits) = escape.strip_prefix('i').filter(|digits| is_integer(digits)) {
                return Ok(digits.to_owned());
            }
        }
    }
    Err(format!("unknown escape {:?}", format!("\0{escape}")))
}

/// A token that may differ between JSON and the wire format.
#[derive(Clone, Copy)]
enum Token<'t> {
    /// The key of an object, with its quotes.
    Key(&'t str),
    /// Any other string, with its quotes.
    Text(&'t str),
    Number(&'t str),
}

/// Rewrites a JSON text with `change` for each token.
fn rewrite<'t>(
    json: &'t str,
    change: impl Fn(Token<'t>) -> Result<Cow<'t, str>, String>,
) -> Result<String, String> {
    let mut written = String::with_capacity(json.len());
    let mut rest = trim(json);
    let mut depth = 0_usize;
    while let Some(first) = rest.bytes().next() {
        let length = match first {
            b'"' => quoted_length(rest),
            b'-' | b'0'..=b'9' => length_while(rest, |byte| {
                matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
            }),
            _ => length_while(rest, |byte| {
                !matches!(byte, b'"' | b'-' | b'0'..=b'9' | b' ' | b'\t' | b'\n' | b'\r')
            }),
        };
        let (token, after) = rest.split_at(length);
        rest = trim(after);
        let token = match first {
            b'"' if rest.starts_with(':') => Token::Key(token),
            b'"' => Token::Text(token),
            b'-' | b'0'..=b'9' => Token::Number(token),
            _ => {
                for byte in token.bytes() {
                    match byte {
                        b'[' | b'{' => depth += 1,
                        b']' | b'}' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    if depth > MAX_DEPTH {
                        return Err(format!("the value has more than {MAX_DEPTH} levels"));
                    }
                }
                written.push_str(token);
                continue;
            }
        };
        written.push_str(&change(token)?);
    }
    Ok(written)
}

/// Skips JSON's white space.
fn trim(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// The length of the prefix whose bytes all match. A byte that does not match must be ASCII.
fn length_while(text: &str, matches: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !matches(byte)).unwrap_or(text.len())
}

/// The length of the quoted string at the beginning of a text.
fn quoted_length(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((index, byte)) = bytes.next() {
        match byte {
            b'"' => return index + 1,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    text.len()
}

/// The value of a quoted string, or `None` if the value is the text between the quotes. Half of a
/// surrogate pair is an error.
fn unescaped(quoted: &str) -> Result<Option<String>, String> {
    if quoted.bytes().any(|byte| byte == b'\\' || byte < b' ') {
        serde_json::from_str(quoted).map(Some).map_err(|error| error.to_string())
    } else {
        Ok(None)
    }
}

fn quote(text: &str) -> String {
    serde_json::to_string(text).expect("a string is always JSON")
}

fn is_unsafe_integer(number: &str) -> bool {
    let is_safe = |value: i64| value.unsigned_abs() <= MAX_SAFE_INTEGER;
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && !number.parse().is_ok_and(is_safe)
}

/// Whether the digits are an integer in JSON's notation, which is also the notation of a `BigInt`.
fn is_integer(digits: &str) -> bool {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    digits == "0"
        || unsigned.bytes().all(|byte| byte.is_ascii_digit())
            && unsigned.starts_with(|first| first != '0')
}

/// Returns the number unchanged if it is finite as an `f64`.
fn in_range(number: &str) -> Result<&str, String> {
    if number.parse().is_ok_and(f64::is_finite) {
        Ok(number)
    } else {
        Err(format!("the number {number} is out of range"))
    }
}
