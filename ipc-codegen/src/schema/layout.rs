//! The layout of JSON: an object or an array is on one line if it fits, else it has a line for each of
//! its entries. Prettier lays out arrays like that, and leaves objects as they are. It would pack
//! arrays of numbers, but a schema has none.

use serde::Serialize;

use crate::prettier::{INDENT, WIDTH, width};

/// Adds an object with a line for each of its keys, `level` objects and arrays deep.
pub(crate) fn spread(out: &mut String, value: &impl Serialize, level: usize) {
    let json = serde_json::to_string(value).expect("the keys of what is printed are strings");
    push_spread(out, &mut Tokens(&json), level);
}

fn push_spread(out: &mut String, tokens: &mut Tokens<'_>, level: usize) {
    let open = tokens.take();
    out.push_str(open);
    let mut is_empty = true;
    while !tokens.is_at(b"]}") {
        is_empty = false;
        push_line(out, level + 1);
        let start = out.len();
        if open == "{" {
            out.extend([tokens.take_key(), ": "]);
        }
        push_value(out, tokens, level + 1, width(&out[start..]));
        if tokens.take_comma() {
            out.push(',');
        }
    }
    if !is_empty {
        push_line(out, level);
    }
    out.push_str(tokens.take());
}

fn push_line(out: &mut String, level: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

/// Adds a value to a line that has `before` columns already.
fn push_value(out: &mut String, tokens: &mut Tokens<'_>, level: usize, before: usize) {
    let (start, at) = (out.len(), *tokens);
    let room = WIDTH.saturating_sub(INDENT.unsigned_abs() * level + before);
    let mut line = Line { out, room };
    let is_on_line = line.push_value(tokens).is_some();
    if is_on_line && (line.room > 0 || !tokens.is_at(b",")) {
        return;
    }
    out.truncate(start);
    *tokens = at;
    if tokens.is_at(b"[{") {
        push_spread(out, tokens, level);
    } else {
        out.push_str(tokens.take());
    }
}

/// A line that grows while it has room.
struct Line<'o> {
    out: &'o mut String,
    room: usize,
}

/// The items of an array, as far as its layout depends on them.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    /// An array of several values.
    Array,
    /// An object with several keys.
    Object,
    Other,
}

impl Line<'_> {
    fn push(&mut self, text: &str) -> Option<()> {
        self.room = self.room.checked_sub(width(text))?;
        self.out.push_str(text);
        Some(())
    }

    /// Adds a value, unless it is too long or contains something that is never on one line.
    fn push_value(&mut self, tokens: &mut Tokens<'_>) -> Option<Item> {
        match tokens.take() {
            "[" => {
                self.push("[")?;
                let mut first = None;
                let mut count = 0;
                // A table, whose rows all have several cells, is never on one line.
                let mut is_table = true;
                while !tokens.is_at(b"]}") {
                    let item = self.push_value(tokens)?;
                    is_table &= item != Item::Other && *first.get_or_insert(item) == item;
                    count += 1;
                    self.push_comma(tokens)?;
                }
                self.push(tokens.take())?;
                match count {
                    0 | 1 => Some(Item::Other),
                    _ if is_table => None,
                    _ => Some(Item::Array),
                }
            }
            "{" if tokens.is_at(b"}") => {
                tokens.take();
                self.push("{}")?;
                Some(Item::Other)
            }
            "{" => {
                self.push("{ ")?;
                let mut keys = 0;
                while !tokens.is_at(b"]}") {
                    self.push(tokens.take_key())?;
                    self.push(": ")?;
                    self.push_value(tokens)?;
                    self.push_comma(tokens)?;
                    keys += 1;
                }
                tokens.take();
                self.push(" }")?;
                Some(if keys > 1 { Item::Object } else { Item::Other })
            }
            scalar => {
                self.push(scalar)?;
                Some(Item::Other)
            }
        }
    }

    fn push_comma(&mut self, tokens: &mut Tokens<'_>) -> Option<()> {
        if tokens.take_comma() { self.push(", ") } else { Some(()) }
    }
}

/// The rest of a JSON text without spaces.
#[derive(Clone, Copy)]
struct Tokens<'j>(&'j str);

impl<'j> Tokens<'j> {
    /// The next bracket or scalar.
    fn take(&mut self) -> &'j str {
        let bytes = self.0.as_bytes();
        let length = match bytes.first() {
            Some(b'"') => {
                let mut at = 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at + 1
            }
            Some(b'{' | b'}' | b'[' | b']') => 1,
            _ => self.0.find([',', '}', ']']).unwrap_or(bytes.len()),
        };
        let (token, rest) = self.0.split_at(length);
        self.0 = rest;
        token
    }

    /// The next key. Skips its colon.
    fn take_key(&mut self) -> &'j str {
        let key = self.take();
        self.0 = &self.0[1..];
        key
    }

    /// Skips a comma, if there is one.
    fn take_comma(&mut self) -> bool {
        let is_comma = self.is_at(b",");
        self.0 = &self.0[usize::from(is_comma)..];
        is_comma
    }

    /// Whether the next token begins with one of these.
    fn is_at(self, starts: &[u8]) -> bool {
        self.0.as_bytes().first().is_some_and(|first| starts.contains(first))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn print(value: &Value) -> String {
        let mut out = String::new();
        spread(&mut out, value, 0);
        out
    }

    #[test]
    fn what_fits_on_a_line_is_on_one() {
        assert_eq!(
            print(&json!({ "a": ["x", { "b": true }], "c": [], "d": {}, "e": "\"," })),
            "{\n  \"a\": [\"x\", { \"b\": true }],\n  \"c\": [],\n  \"d\": {},\n  \"e\": \"\\\",\"\n}"
        );
        assert_eq!(print(&json!({})), "{}");
    }

    #[test]
    fn a_line_has_room_for_its_comma() {
        let item = json!(["x".repeat(69)]);
        let (line, lines) = (format!("{item}"), format!("[\n    {}\n  ]", item[0]));
        assert_eq!(print(&json!({ "a": item })), format!("{{\n  \"a\": {line}\n}}"));
        assert_eq!(
            print(&json!({ "a": item, "b": item })),
            format!("{{\n  \"a\": {lines},\n  \"b\": {line}\n}}")
        );
    }

    #[test]
    fn wide_letters_take_two_columns() {
        let wide = |count| "宽".repeat(count);
        assert_eq!(
            print(&json!({ "a": [wide(34)], "b": [wide(35)] })),
            format!("{{\n  \"a\": [\"{}\"],\n  \"b\": [\n    \"{}\"\n  ]\n}}", wide(34), wide(35))
        );
    }

    #[test]
    fn a_table_has_a_line_for_each_row() {
        assert_eq!(
            print(&json!({
                "a": [["a", "b"], ["c", "d"]],
                "b": [["a", "b"], ["c"]],
                "c": [{ "a": [], "b": [] }],
            })),
            "{
  \"a\": [
    [\"a\", \"b\"],
    [\"c\", \"d\"]
  ],
  \"b\": [[\"a\", \"b\"], [\"c\"]],
  \"c\": [{ \"a\": [], \"b\": [] }]
}"
        );
    }
}
