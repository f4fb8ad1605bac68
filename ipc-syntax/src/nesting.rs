//! How deeply tokens are nested. Whoever parses them goes down as deep, each level on the stack,
//! and so does whoever looks through what was parsed.

use proc_macro2::{Spacing, TokenStream, TokenTree};

use syn::LitStr;

use crate::{Diagnostic, SpanRange, codes};

/// The most levels of brackets, of arguments of types, and of operators before what they are for.
/// It is what rustc follows types to, unless it is told otherwise.
pub const MAX_NESTING: usize = 128;

/// Counts levels while tokens go by.
#[derive(Debug, Clone, Default)]
pub struct Nesting {
    /// What the brackets are in that are open.
    around: Vec<Level>,
    level: Level,
    /// The levels of all of them.
    depth: usize,
}

/// What stands between two brackets.
#[derive(Debug, Clone, Default)]
struct Level {
    /// The `<` that are open.
    angles: usize,
    /// The `&`, `*`, `-` and `!` that stand before each other.
    operators: usize,
    is_alias: bool,
    /// Whether what comes is the name of a lifetime.
    is_lifetime: bool,
    /// Whether it is the value of a constant, where `<` compares and shifts.
    is_value: bool,
}

impl Nesting {
    /// How many levels there are now.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth + self.level.angles + self.level.operators
    }

    /// A bracket opens.
    pub fn open(&mut self) {
        self.depth = self.depth() + 1;
        self.around.push(std::mem::take(&mut self.level));
    }

    /// A bracket closes.
    pub fn close(&mut self) {
        self.level = self.around.pop().unwrap_or_default();
        self.depth = self.depth.saturating_sub(1 + self.level.angles + self.level.operators);
        self.level.operators = 0;
    }

    /// An identifier or a keyword.
    pub fn word(&mut self, word: &[u8]) {
        self.level.is_alias |= word == b"type";
        let is_lifetime = std::mem::take(&mut self.level.is_lifetime);
        if !is_lifetime && !matches!(word, b"const" | b"dyn" | b"mut") {
            self.level.operators = 0;
        }
    }

    /// A mark, and those that it makes one operator with.
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

    /// A literal.
    pub fn literal(&mut self) {
        self.level.operators = 0;
    }
}

/// What is wrong with tokens at this place.
#[must_use]
pub fn too_deep(span: impl Into<SpanRange>) -> Diagnostic {
    let message = format!("this is nested more than {MAX_NESTING} levels deep");
    Diagnostic::new(codes::TOO_DEEP, span, message)
        .help("give a part of it a name: a type of its own, or an alias")
}

/// Checks that tokens are not nested more deeply than a parser can follow, nor those in the texts
/// among them: attributes have types in texts.
///
/// # Errors
///
/// The first token that is.
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
                if is_deep_text(&literal.to_string()) {
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

/// Whether a literal is a text with tokens that are nested too deeply. Documentation, which is a
/// text too, opens nothing so often.
fn is_deep_text(literal: &str) -> bool {
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

    fn depth_of(source: &str) -> bool {
        check_nesting(source.parse().expect("is tokens")).is_ok()
    }

    #[test]
    fn what_nests() {
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
            assert!(depth_of(&nested(MAX_NESTING)), "{open}");
            assert!(!depth_of(&nested(MAX_NESTING + 1)), "{open}");
            let alias = |depth| format!("type A = {};", nested(depth));
            assert!(depth_of(&alias(MAX_NESTING)), "{open}");
            assert!(!depth_of(&alias(MAX_NESTING + 1)), "{open}");
            let text = |depth| format!("#[serde(from = {:?})] struct A;", nested(depth));
            assert!(depth_of(&text(MAX_NESTING)), "{open}");
            assert!(!depth_of(&text(MAX_NESTING + 1)), "{open}");
        }
    }

    #[test]
    fn what_does_not() {
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
            assert!(depth_of(&part.repeat(2 * MAX_NESTING)), "{part}");
        }
    }
}
