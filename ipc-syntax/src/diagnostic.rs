//! A mistake in a source: its message, its location and how to mend it.

use std::fmt;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// One mistake in a source.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The stable name of the rule, such as `send-returns-value`.
    pub code: &'static str,
    /// The mistake, in one line: lower case, no full stop.
    pub message: String,
    /// Ways to mend it, a line for each.
    pub help: Vec<String>,
    /// The tokens to underline.
    pub span: SpanRange,
}

/// The spans of the first and the last token of a run. To join them needs a nightly rustc.
#[derive(Debug, Clone, Copy)]
pub struct SpanRange {
    /// The first token.
    pub start: Span,
    /// The last token.
    pub end: Span,
}

impl SpanRange {
    /// The run of all `tokens`. An empty one has the macro's call site.
    pub fn of(tokens: impl ToTokens) -> Self {
        let mut tokens = tokens.into_token_stream().into_iter();
        let start = tokens.next().map_or_else(Span::call_site, |token| token.span());
        let end = tokens.last().map_or(start, |token| token.span());
        Self { start, end }
    }
}

impl From<Span> for SpanRange {
    fn from(span: Span) -> Self {
        Self { start: span, end: span }
    }
}

impl Diagnostic {
    /// A mistake at `span`.
    pub fn new(code: &'static str, span: impl Into<SpanRange>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: Vec::new(), span: span.into() }
    }

    /// Adds a way to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// A `compile_error!` that makes rustc report it and underline its tokens.
    #[must_use]
    pub fn to_compile_error(&self) -> TokenStream {
        let SpanRange { start, end } = self.span;
        let punct = |char, spacing| {
            let mut punct = Punct::new(char, spacing);
            punct.set_span(start);
            TokenTree::Punct(punct)
        };
        let mut message = Literal::string(&self.to_string());
        message.set_span(end);
        let mut arguments = Group::new(Delimiter::Brace, TokenTree::Literal(message).into());
        arguments.set_span(end);
        [
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            TokenTree::Ident(Ident::new("core", start)),
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            TokenTree::Ident(Ident::new("compile_error", start)),
            punct('!', Spacing::Alone),
            TokenTree::Group(arguments),
        ]
        .into_iter()
        .collect()
    }
}

/// The message, its code, and a line for each help, as rustc prints them.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)?;
        for help in &self.help {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}
