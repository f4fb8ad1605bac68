//! The limit on nested tokens. Parsers and syntax trees use the stack for each level.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::LitStr;

use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};

/// The most levels of brackets, type arguments and prefix operators: rustc's default recursion
/// limit.
pub const MAX_NESTING: usize = 128;

/// Counts the levels of a sequence of tokens.
#[derive(Debug, Clone, Default)]
pub struct Nesting {
    /// The levels outside of the open brackets.
    around: Vec<Level>,
    level: Level,
    /// The sum of `around`.
    depth: usize,
}

/// The tokens since the last open bracket.
#[derive(Debug, Clone, Default)]
struct Level {
    /// The open `<`.
    angles: usize,
    /// The `&`, `*`, `-` and `!` in a row.
    operators: usize,
    is_alias: bool,
    /// Whether the next token is the name of a lifetime.
    is_lifetime: bool,
    /// Whether this is the value of a constant, where `<` compares or shifts.
    is_value: bool,
}

impl Nesting {
    /// The number of levels at this token.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth + self.level.angles + self.level.operators
    }

    /// Counts an opening bracket.
    pub fn open(&mut self) {
        self.depth = self.depth() + 1;
        self.around.push(std::mem::take(&mut self.level));
    }

    /// Counts a closing bracket.
    pub fn close(&mut self) {
        self.level = self.around.pop().unwrap_or_default();
        self.depth = self.depth.saturating_sub(1 + self.level.angles + self.level.operators);
        self.level.operators = 0;
    }

    /// Counts an identifier or a keyword.
    pub fn word(&mut self, word: &[u8]) {
        self.level.is_alias |= word == b"type";
        let is_lifetime = std::mem::take(&mut self.level.is_lifetime);
        if !is_lifetime && !matches!(word, b"const" | b"dyn" | b"mut") {
            self.level.operators = 0;
        }
    }

    /// Counts a punctuation mark. `before` and `after` are marks of the same operator.
    pub fn mark(&mut self, mark: u8, before: Option<u8>, after: Option<u8>) {
        let level = &mut self.level;
        level.is_lifetime = mark == b'\'';
        if level.is_lifetime {
            return;
        }
        if matches!(mark, b'&' | b'*' | b'-' | b'!') {
            level.operators += 1;
            return;
        }
        level.operators = 0;
        match mark {
            b'<' if !level.is_value => level.angles += 1,
            b'>' if !matches!(before, Some(b'-' | b'=')) => {
                level.angles = level.angles.saturating_sub(1);
            }
            b'=' if level.angles == 0 && before.is_none() && after.is_none() => {
                level.is_value = !level.is_alias;
            }
            b',' if level.angles == 0 => level.is_value = false,
            b';' => *level = Level::default(),
            _ => {}
        }
    }

    /// Counts a literal.
    pub fn literal(&mut self) {
        self.level.operators = 0;
    }
}

/// The error for tokens that are nested too deeply.
#[must_use]
pub fn too_deep(span: impl Into<SpanRange>) -> Diagnostic {
    let message = format!("this is nested more than {MAX_NESTING} levels deep");
    Diagnostic::new(codes::TOO_DEEP, span, message)
        .help("move a part of it into a type or an alias of its own")
}

/// Checks that tokens are not nested more deeply than [`MAX_NESTING`]. String literals are checked
/// too, because attributes have types in them.
///
/// # Errors
///
/// The first token that is too deep.
pub fn check_nesting(tokens: TokenStream) -> Result<(), Diagnostic> {
    let mut nesting = Nesting::default();
    let mut around = Vec::new();
    let mut inside = tokens.into_iter().peekable();
    let mut before = None;
    loop {
        let Some(token) = inside.next() else {
            let Some(outside) = around.pop() else { return Ok(()) };
            inside = outside;
            nesting.close();
            continue;
        };
        let span = match &token {
            TokenTree::Group(group) => group.span_open(),
            token => token.span(),
        };
        let joint = before.take();
        match token {
            TokenTree::Group(group) => {
                around.push(std::mem::replace(&mut inside, group.stream().into_iter().peekable()));
                nesting.open();
            }
            TokenTree::Ident(word) => nesting.word(word.to_string().as_bytes()),
            TokenTree::Literal(literal) => {
                nesting.literal();
                if is_deep_string(&literal.to_string()) {
                    return Err(too_deep(span));
                }
            }
            TokenTree::Punct(punct) => {
                let mark = u8::try_from(punct.as_char()).unwrap_or_default();
                let is_joint = punct.spacing() == Spacing::Joint;
                let after = match inside.peek() {
                    Some(TokenTree::Punct(next)) if is_joint => u8::try_from(next.as_char()).ok(),
                    _ => None,
                };
                nesting.mark(mark, joint, after);
                before = is_joint.then_some(mark);
            }
        }
        if nesting.depth() > MAX_NESTING {
            return Err(too_deep(span));
        }
    }
}

/// Whether a literal is a string of tokens that are nested too deeply. The count of brackets and
/// operators rules out most strings, such as doc comments, before they are parsed.
fn is_deep_string(literal: &str) -> bool {
    let opens = |byte: &u8| b"<([{&*-!".contains(byte);
    literal.bytes().filter(opens).count() > MAX_NESTING
        && syn::parse_str::<LitStr>(literal)
            .ok()
            .and_then(|text| text.value().parse().ok())
            .is_some_and(|tokens| check_nesting(tokens).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_shallow(source: &str) -> bool {
        check_nesting(source.parse().expect("is tokens")).is_ok()
    }

    #[test]
    fn brackets_arguments_and_prefix_operators_nest() {
        for (open, inner, close) in [
            ("Vec<", "u8", ">"),
            ("(", "u8", ")"),
            ("&'static ", "u8", ""),
            ("*const ", "u8", ""),
            ("!", "u8", ""),
            ("a(", "", ")"),
            ("fn(", "", ") -> u8"),
        ] {
            let nested = |depth| open.repeat(depth) + inner + &close.repeat(depth);
            assert!(is_shallow(&nested(MAX_NESTING)), "{open}");
            assert!(!is_shallow(&nested(MAX_NESTING + 1)), "{open}");
            let alias = |depth| format!("type A = {};", nested(depth));
            assert!(is_shallow(&alias(MAX_NESTING)), "{open}");
            assert!(!is_shallow(&alias(MAX_NESTING + 1)), "{open}");
            let text = |depth| format!("#[serde(from = {:?})] struct A;", nested(depth));
            assert!(is_shallow(&text(MAX_NESTING)), "{open}");
            assert!(!is_shallow(&text(MAX_NESTING + 1)), "{open}");
        }
    }

    #[test]
    fn comparisons_and_neighbours_do_not_nest() {
        for part in [
            "const A: u32 = 1 << 4;",
            "const A: bool = B < C;",
            "A = 1 << 3,",
            "A(Vec<u8>), fn(&A) -> B,",
            "a: [u8; 1 << 2],",
            "&a, *b, -c;",
            "a >= b; a => b;",
            "type A<T = Vec<u8>> = B<T>;",
            "static A: &[u8] = &[1 << 2, 1 << 3];",
        ] {
            assert!(is_shallow(&part.repeat(2 * MAX_NESTING)), "{part}");
        }
    }
}
