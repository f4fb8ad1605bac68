//! Recognizes the macros of `quote` and `syn` that make code of their tokens.

use syn::Macro;

const NAMES: [&str; 4] = ["parse_quote", "parse_quote_spanned", "quote", "quote_spanned"];

/// Whether the tokens of a macro call are code to print.
pub(super) fn is_quote(call: &Macro) -> bool {
    let name = call.path.segments.last();
    name.is_some_and(|name| NAMES.iter().any(|quote| name.ident == quote))
}

#[cfg(test)]
mod tests {
    use super::is_quote;

    #[test]
    fn quotes_are_known_by_their_last_name() {
        let is_quote = |call| is_quote(&syn::parse_str(call).unwrap());
        assert!(is_quote("quote!(a)") && is_quote("syn::parse_quote!(a)"));
        assert!(!is_quote("quoted!(a)"));
    }
}
