//! Blanks the bodies of functions and of inherent implementations before a source is parsed. No pass
//! looks into them, and they are most of the text. The bodies of functions that take a serializer or a
//! deserializer stay.
//!
//! Each body becomes blanks of the same length, so offsets stay the same. The scanner has no grammar:
//! where it is not sure, it keeps the text, which only costs time.

use std::ops::Range;

use ipc_syntax::{MAX_NESTING, Nesting};

/// `text` with blank bodies.
///
/// # Errors
///
/// The range of the first token that is nested too deeply for a parser.
pub(super) fn without_bodies(text: &str) -> Result<String, Range<usize>> {
    let mut scanner = Scanner::new(text);
    let bodies = bodies(text, &mut scanner);
    if let Some(deep) = scanner.too_deep {
        return Err(deep);
    }
    let mut rest = 0;
    let mut without = String::with_capacity(text.len());
    for body in bodies {
        without.push_str(&text[rest..body.start]);
        without.push_str(&" ".repeat(body.len()));
        rest = body.end;
    }
    Ok(without + &text[rest..])
}

/// What makes a text no sequence of tokens: the message, and the range of the quote or bracket.
pub(super) fn unbalanced(text: &str) -> Option<(String, Range<usize>)> {
    let mut scanner = Scanner::new(text);
    let mut opened: Vec<usize> = Vec::new();
    let message = |at: usize, what: &str| {
        let bracket = char::from(text.as_bytes()[at]);
        Some((format!("this `{bracket}` {what}"), at..at + 1))
    };
    loop {
        let before = scanner.at;
        match scanner.next() {
            Token::Open => opened.push(scanner.at - 1),
            Token::Close => {
                let closing = scanner.at - 1;
                let Some(opening) = opened.pop() else { return message(closing, "closes nothing") };
                if closed_by(text.as_bytes()[opening]) != text.as_bytes()[closing] {
                    return message(opening, "is not closed");
                }
            }
            Token::Unclosed => {
                let start = before + text[before..].len() - text[before..].trim_start().len();
                let what = "this string, character or comment is not closed";
                return Some((what.to_owned(), start..start + 1));
            }
            Token::End => return message(opened.pop()?, "is not closed"),
            _ => {}
        }
    }
}

fn closed_by(bracket: u8) -> u8 {
    match bracket {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// The ranges of the bodies without their braces; none if a bracket or a quote is not closed.
fn bodies(text: &str, scanner: &mut Scanner<'_>) -> Vec<Range<usize>> {
    let mut bodies = Vec::new();
    let mut before = Token::End;
    loop {
        let token = scanner.next();
        if scanner.too_deep.is_some() {
            return bodies;
        }
        match (before, token) {
            (_, Token::End) => return bodies,
            (_, Token::Unclosed) => return Vec::new(),
            // Only the macro or the attribute knows what its tokens mean.
            (Token::Punct(b'!' | b'#') | Token::Bang, Token::Open) => {
                let Some(()) = scanner.close(Counted::Brackets) else { return Vec::new() };
            }
            // `macro_rules! name { … }`
            (
                Token::Punct(b'!'),
                Token::Word | Token::Fn | Token::Impl | Token::For | Token::Where,
            ) => {
                before = Token::Bang;
                continue;
            }
            (Token::Fn, Token::Word) => {
                let start = (scanner.at, scanner.nesting.clone());
                match scanner.body(Token::Word) {
                    Ok(Some(body)) if !scanner.keep(text, start, &body) => bodies.push(body),
                    Ok(_) => {}
                    Err(Unclosed) => return Vec::new(),
                }
            }
            // The type `impl Trait` comes after other tokens.
            (
                Token::End | Token::Open | Token::Close | Token::Punct(b';') | Token::Word,
                Token::Impl,
            ) => {
                let start = (scanner.at, scanner.nesting.clone());
                match scanner.body(Token::Impl) {
                    Ok(Some(body))
                        if !is_of_trait(&text[start.0..body.start])
                            && !text[body.clone()].contains(SERDE) =>
                    {
                        bodies.push(body);
                        before = Token::Close;
                        continue;
                    }
                    // Only the functions in it have bodies to blank.
                    Ok(_) => (scanner.at, scanner.nesting) = start,
                    Err(Unclosed) => return Vec::new(),
                }
            }
            _ => {}
        }
        before = token;
    }
}

/// The end of the names of serde's traits for formats.
const SERDE: &str = "erializer";

/// Whether the header of an implementation names a trait: it has a `for` outside brackets that does not
/// belong to a bound.
fn is_of_trait(header: &str) -> bool {
    let mut scanner = Scanner::new(header);
    let mut angles = 0_usize;
    let mut before = Token::Impl;
    loop {
        let token = scanner.next();
        match token {
            Token::For if angles == 0 && !begins_bound(before) => return true,
            Token::Punct(b'<') => angles += 1,
            Token::Punct(b'>') if before != Token::Punct(b'-') => {
                angles = angles.saturating_sub(1);
            }
            Token::Open if scanner.close(Counted::Nothing).is_none() => return false,
            Token::Unclosed => return true,
            Token::End => return false,
            _ => {}
        }
        before = token;
    }
}

/// Whether a bound may follow a token: `impl<T> Trait for T`, but `where for<'a> T: for<'a> …`.
fn begins_bound(before: Token) -> bool {
    matches!(before, Token::Where | Token::Punct(b':' | b'+' | b','))
}

/// A quote or a bracket is not closed.
struct Unclosed;

/// The tokens that the scanner distinguishes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Fn,
    Impl,
    For,
    Where,
    /// Any other identifier or keyword, or a number.
    Word,
    Open,
    Close,
    Punct(u8),
    /// The `!` of a macro call, or the name after it.
    Bang,
    /// A string, a character or a lifetime.
    Quoted,
    Unclosed,
    End,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    nesting: Nesting,
    /// The tokens whose nesting is counted.
    counted: Counted,
    /// The first token that is nested too deeply.
    too_deep: Option<Range<usize>>,
}

/// The tokens between brackets whose nesting is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    Everything,
    /// Only brackets: the input of a macro, where other tokens may mean anything.
    Brackets,
    Nothing,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        let (bytes, nesting) = (text.as_bytes(), Nesting::default());
        Self { bytes, at: 0, nesting, counted: Counted::Everything, too_deep: None }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    /// The body of an item, if it has one. The first tokens of the item, up to `before`, were read.
    fn body(&mut self, mut before: Token) -> Result<Option<Range<usize>>, Unclosed> {
        // In `Foo<{ N }>` the braces are an argument.
        let mut angles = 0_usize;
        loop {
            let mut token = self.next();
            match token {
                Token::Open => {
                    let start = self.at;
                    let is_brace = self.bytes[start - 1] == b'{';
                    let is_body = is_brace && angles == 0 && before != Token::Bang;
                    let counted = if is_body { Counted::Nothing } else { Counted::Everything };
                    self.close(counted).ok_or(Unclosed)?;
                    if is_body {
                        return Ok(Some(start..self.at - 1));
                    }
                }
                Token::Punct(b'<') => angles += 1,
                Token::Punct(b'>') if before != Token::Punct(b'-') => {
                    angles = angles.saturating_sub(1);
                }
                // A macro call as a type. The type `!` comes after `->`.
                Token::Punct(b'!') if before == Token::Word => token = Token::Bang,
                // The end of an item without a body.
                Token::Punct(b';') | Token::Close => return Ok(None),
                Token::Unclosed | Token::End => return Err(Unclosed),
                _ => {}
            }
            before = token;
        }
    }

    /// Whether the body of a function stays: it takes a serializer or a deserializer, and a parser can
    /// read it. The function's tokens began at `start`, and were read.
    fn keep(&mut self, text: &str, start: (usize, Nesting), body: &Range<usize>) -> bool {
        if !text[start.0..body.start].contains(SERDE) {
            return false;
        }
        let end = (self.at, self.nesting.clone());
        (self.at, self.nesting) = (body.start, start.1);
        self.nesting.open();
        let is_closed = self.close(Counted::Everything).is_some();
        (self.at, self.nesting) = end;
        self.too_deep.take().is_none() && is_closed
    }

    /// Skips to the end of the bracket that was opened.
    fn close(&mut self, counted: Counted) -> Option<()> {
        let mut depth = 1_usize;
        let before = std::mem::replace(&mut self.counted, counted);
        while depth > 0 {
            match self.next() {
                Token::Open => depth += 1,
                Token::Close => depth -= 1,
                Token::Unclosed | Token::End => return None,
                _ => {}
            }
        }
        self.counted = before;
        // The closing bracket is outside.
        if counted == Counted::Nothing {
            self.nesting.close();
        }
        Some(())
    }

    /// Counts the levels that a token opens or closes.
    fn count(&mut self, start: usize, token: Token) {
        match (token, self.counted) {
            (_, Counted::Nothing) => return,
            (Token::Open, _) => self.nesting.open(),
            (Token::Close, _) => self.nesting.close(),
            (_, Counted::Brackets) => return,
            (Token::Punct(mark), _) => {
                let other = |at: Option<usize>| {
                    let byte = at.and_then(|at| self.bytes.get(at)).copied();
                    byte.filter(|byte| b"<>=!+-*/%^&|".contains(byte))
                };
                let (before, after) = (other(start.checked_sub(1)), other(Some(self.at)));
                self.nesting.mark(mark, before, after);
            }
            // The name of a lifetime is a word of its own.
            (Token::Quoted, _) if self.at == start + 1 => self.nesting.mark(b'\'', None, None),
            (Token::Quoted, _) => self.nesting.literal(),
            _ => self.nesting.word(&self.bytes[start..self.at]),
        }
        if self.nesting.depth() > MAX_NESTING && self.too_deep.is_none() {
            self.too_deep = Some(start..self.at);
        }
    }

    fn next(&mut self) -> Token {
        loop {
            match (self.peek(0), self.peek(1)) {
                (0, _) if self.at >= self.bytes.len() => return Token::End,
                (b'/', b'/') => self.skip_line(),
                (b'/', b'*') => {
                    if !self.skip_comment() {
                        return Token::Unclosed;
                    }
                }
                (byte, _) if byte.is_ascii_whitespace() => self.at += 1,
                _ => {
                    let start = self.at;
                    let token = self.token();
                    self.count(start, token);
                    return token;
                }
            }
        }
    }

    fn token(&mut self) -> Token {
        let start = self.at;
        let byte = self.peek(0);
        self.at += 1;
        match byte {
            b'(' | b'[' | b'{' => Token::Open,
            b')' | b']' | b'}' => Token::Close,
            b'"' => self.string(),
            b'\'' => self.quote(),
            byte if is_word(byte) => {
                while is_word(self.peek(0)) {
                    self.at += 1;
                }
                let word = &self.bytes[start..self.at];
                match (word, self.peek(0)) {
                    (b"b" | b"c", b'"') => {
                        self.at += 1;
                        self.string()
                    }
                    (b"b", b'\'') => {
                        self.at += 1;
                        self.quote()
                    }
                    (b"r" | b"br" | b"cr", b'"' | b'#') => self.raw(),
                    (b"fn", _) => Token::Fn,
                    (b"impl", _) => Token::Impl,
                    (b"for", _) => Token::For,
                    (b"where", _) => Token::Where,
                    _ => Token::Word,
                }
            }
            byte => Token::Punct(byte),
        }
    }

    /// The rest of a string after its quote.
    fn string(&mut self) -> Token {
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                return Token::Quoted;
            }
        }
        Token::Unclosed
    }

    /// The rest of a raw string or a raw identifier after its `r`.
    fn raw(&mut self) -> Token {
        let mut hashes = 0;
        while self.peek(hashes) == b'#' {
            hashes += 1;
        }
        self.at += hashes;
        if self.peek(0) != b'"' {
            while is_word(self.peek(0)) {
                self.at += 1;
            }
            return Token::Word;
        }
        self.at += 1;
        while self.at < self.bytes.len() {
            let is_quote = self.peek(0) == b'"';
            self.at += 1;
            if is_quote && (0..hashes).all(|ahead| self.peek(ahead) == b'#') {
                self.at += hashes;
                return Token::Quoted;
            }
        }
        Token::Unclosed
    }

    /// The rest of a character or a lifetime after its quote.
    fn quote(&mut self) -> Token {
        if self.peek(0) == b'\\' {
            self.at += 2;
            while self.peek(0) != b'\'' {
                self.at += 1;
                if self.at >= self.bytes.len() {
                    return Token::Unclosed;
                }
            }
            self.at += 1;
            return Token::Quoted;
        }
        // `'a'` is a character, `'a` a lifetime. The character may have several bytes.
        let mut width = 1;
        while (0x80..0xc0).contains(&self.peek(width)) {
            width += 1;
        }
        if self.peek(width) == b'\'' {
            self.at += width + 1;
        }
        Token::Quoted
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    /// Skips a comment and the comments in it; returns whether it is closed.
    fn skip_comment(&mut self) -> bool {
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => (depth, self.at) = (depth + 1, self.at + 2),
                (b'*', b'/') => (depth, self.at) = (depth - 1, self.at + 2),
                _ => self.at += 1,
            }
            if depth == 0 {
                return true;
            }
        }
        false
    }
}

/// Whether a byte may be part of an identifier.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::without_bodies;

    /// `expected` has one blank for the blanks of each body.
    fn check(text: &str, expected: &str) {
        let without = without_bodies(text).expect("is not deep");
        assert_eq!(without.len(), text.len(), "{text}");
        let mut shown = without;
        while shown.contains("  ") {
            shown = shown.replace("  ", " ");
        }
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn bodies_are_blank() {
        check("fn a() { b(\"}\") }", "fn a() { }");
        check(
            "impl B for A { pub fn a(&self) -> [u8; { 2 }] { '}' } }",
            "impl B for A { pub fn a(&self) -> [u8; { 2 }] { } }",
        );
        check(
            "fn a<'a>(b: &'a str) where 'a: 'a { '\\'' }\nstruct A;",
            "fn a<'a>(b: &'a str) where 'a: 'a { }\nstruct A;",
        );
        check("fn a() { /* } /* } */ */ b(); // }\n r#\"}\"#; b\"}\" }", "fn a() { }");
        check("fn ä() { 'ä'; \"ä\" }", "fn ä() { }");
        check(
            "fn a<T>() -> ! where T: B, { c }\nstruct A { b: C }",
            "fn a<T>() -> ! where T: B, { }\nstruct A { b: C }",
        );
        check("fn a() -> B<C, { D }> { c }", "fn a() -> B<C, { D }> { }");
        check("fn a() -> m! { b } { c }", "fn a() -> m! { b } { }");
        check("fn r#type() { x }", "fn r#type() { }");
        check(
            "impl A { fn a() {} } impl B { c } impl D for E { f }",
            "impl A { } impl B { } impl D for E { f }",
        );
        check(
            "impl A { #![a] const B: u8 = 1; fn c(&self) { d } } struct E;",
            "impl A { } struct E;",
        );
        check(
            "mod a { impl<F: for<'a> Fn(&'a u8) -> B<{ 1 }>> A<F> where for<'b> F: B<'b> { type C; } }",
            "mod a { impl<F: for<'a> Fn(&'a u8) -> B<{ 1 }>> A<F> where for<'b> F: B<'b> { } }",
        );
        check(
            "#[a] unsafe impl<T> A for B<T> where T: C<{ 1 }> { type D = E; fn f() { g } }",
            "#[a] unsafe impl<T> A for B<T> where T: C<{ 1 }> { type D = E; fn f() { } }",
        );
    }

    #[test]
    fn all_other_text_stays() {
        for text in [
            "fn a() -> B<C, { 1 }>;",
            "fn a(b: m! { c }) -> m! { b };",
            "trait A { fn a(&self) -> B<{ 1 + 1 }>; fn b(&self); }",
            "struct A { a: fn(u8) -> u8, b: B }",
            "type A = fn() -> u8; const B: u8 = { 1 };",
            "macro_rules! a { () => { fn b() { c } } }",
            "a! { fn b() { struct C; } }",
            "a!(fn b() { struct C; });",
            "#[a(fn b() { c })] struct A;",
            "const A: &str = r\"fn a() { b }\";",
            "/// fn a() { b }\nstruct A;",
            "pub struct r#fn where u8: Copy { a: u8 }",
            "impl A<{ 1 << 4 }> for B { type C = D; } impl A<[u8; 1 << 4]> for B { type C = D; }",
            "impl A for<B as C>::D { type E = F; }",
            "impl A for B { type C = D; const E: u8 = { 1 }; }",
            "impl !Send for A {}",
            "type A = impl B; struct C { d: D }",
            "macro_rules! a { () => { impl B { c } } } a! { impl B { c } }",
            "impl A { b",
            "fn a() { b",
            "fn a() { \"b }",
        ] {
            assert_eq!(without_bodies(text).as_deref(), Ok(text));
        }
    }
}
