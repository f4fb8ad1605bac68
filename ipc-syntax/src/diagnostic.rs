//! What is wrong with a source, where, and how to mend it.

use std::fmt;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;

use crate::Api;

/// An item that breaks the rules.
#[derive(Clone)]
pub struct Rejection {
    /// Everything that is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// What could be read of it all the same, if it is a trait: the methods whose signatures are
    /// sound, for code that stands in for what the mistakes keep from being generated.
    pub api: Option<Box<Api>>,
}

/// One mistake in a source.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The stable name of the rule, such as `send-returns-value`.
    pub code: &'static str,
    /// What is wrong, in one line: lower case, no full stop.
    pub message: String,
    /// How to mend it, a line each.
    pub help: Vec<String>,
    /// The first and the last token that it is about.
    pub span: SpanRange,
}

/// A run of tokens, by the spans of its ends: joining them into one span needs a nightly rustc.
#[derive(Debug, Clone, Copy)]
pub struct SpanRange {
    /// The first token.
    pub start: Span,
    /// The last token.
    pub end: Span,
}

impl SpanRange {
    /// The run of all of `tokens`; an empty stream is placed at the macro's call site.
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

    /// Adds a line that says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The `compile_error!` that makes rustc report it, underlining the same tokens.
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

/// The message, its code, and a line for each help: what rustc prints for it.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)?;
        for help in &self.help {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}
