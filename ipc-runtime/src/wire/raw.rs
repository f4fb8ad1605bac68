//! The text of a `RawValue`: JSON without escapes to what crosses, and back.
//!
//! It is scanned, not parsed: integers keep all their digits. What comes in is JSON already, as
//! `serde_json` sees to, and what is no JSON all the same breaks no frame: nothing that comes out
//! has a line end in it.

use std::borrow::Cow;

use super::number::MAX_SAFE_INTEGER;

/// The name under which `serde_json` hands a `RawValue` to a serializer, and asks a deserializer
/// for one.
pub(super) const TOKEN: &str = "$serde_json::private::RawValue";

/// How deep it may be nested: `serde_json`'s own limit, which it does not hold a `RawValue` to.
const MAX_DEPTH: usize = 127;

/// How many digits an integer may have. JavaScript reads a `BigInt` in a time that grows with their
/// square, and has nothing else to do meanwhile.
const MAX_DIGITS: usize = 10_000;

/// What crosses in place of a JSON text: with escapes, and with nothing between its tokens.
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

/// The JSON text in whose place this has crossed.
pub(super) fn from_wire(text: &str) -> Result<String, String> {
    rewrite(text, |token| match token {
        Token::Key(quoted) | Token::Text(quoted) => match unescaped(quoted)? {
            Some(text) if text.starts_with('\0') => {
                let is_key = matches!(token, Token::Key(_));
                from_escape(&text[1..], is_key).map(Cow::Owned)
            }
            _ => Ok(Cow::Borrowed(quoted)),
        },
        // JavaScript's digits of a float, which is to be no integer to those who read it.
        Token::Number(digits) if is_unsafe_integer(digits) => {
            Ok(Cow::Owned(format!("{}.0", in_range(digits)?)))
        }
        Token::Number(digits) => in_range(digits).map(Cow::Borrowed),
    })
}

/// The JSON that an escape stands for, which is given without its U+0000.
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

/// A token that may be written in another way on the other side.
#[derive(Clone, Copy)]
enum Token<'t> {
    /// The name of a member, in its quotes.
    Key(&'t str),
    /// Any other string, in its quotes.
    Text(&'t str),
    Number(&'t str),
}

/// A JSON text with each of these tokens as `change` has it.
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
                        return Err(format!("it is nested more than {MAX_DEPTH} deep"));
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

/// What is left of a text without the white space that JSON has before a token.
fn trim(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// The length of what a text begins with, up to an ASCII character that is not `wanted`.
fn length_while(text: &str, wanted: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !wanted(byte)).unwrap_or(text.len())
}

/// The length of the string that a text begins with.
fn quoted_length(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return at + 1,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    text.len()
}

/// What a string says, if that is not what stands between its quotes. Half of a surrogate pair is
/// an error.
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

/// Whether this is how JSON writes an integer, and a `BigInt` writes itself.
fn is_integer(digits: &str) -> bool {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    digits == "0"
        || unsigned.bytes().all(|byte| byte.is_ascii_digit())
            && unsigned.starts_with(|first| first != '0')
}

/// A number as it is written, if an `f64` is not infinite with it.
fn in_range(number: &str) -> Result<&str, String> {
    if number.parse().is_ok_and(f64::is_finite) {
        Ok(number)
    } else {
        Err(format!("the number {number} is out of range"))
    }
}
