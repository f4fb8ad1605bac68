//! Spans of tokens, as byte offsets into the text of their file.

use ipc_syntax::SpanRange;
use quote::ToTokens;

use crate::tree::Span;

/// The span of all these tokens.
pub(super) fn span_of(tokens: impl ToTokens) -> Span {
    span_of_range(SpanRange::of(tokens))
}

/// The span from the first token to the last one.
pub(super) fn span_of_range(SpanRange { start, end }: SpanRange) -> Span {
    span_of_token(start).to(span_of_token(end))
}

/// The span of one token.
pub(super) fn span_of_token(span: proc_macro2::Span) -> Span {
    let range = span.byte_range();
    // The parser counts in 32 bits too.
    let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: offset(range.start), end: offset(range.end) }
}
