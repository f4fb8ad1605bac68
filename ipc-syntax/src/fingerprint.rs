//! The canonical text of a type's tokens, equal inside and outside of rustc.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens of `node`, one space apart.
///
/// A token stream's own `to_string` is not used: its spacing differs between rustc and
/// proc-macro2 and between their versions. Invisible delimiters, which `macro_rules!` puts around
/// a `$ty`, leave no trace.
pub fn canonical_tokens(node: &impl ToTokens) -> String {
    let mut text = String::new();
    push(node.to_token_stream(), &mut text);
    text
}

fn push(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                word(open, text);
                push(group.stream(), text);
                word(close, text);
            }
            TokenTree::Ident(ident) => word(&ident.to_string(), text),
            TokenTree::Punct(punct) => word(punct.as_char().encode_utf8(&mut [0; 4]), text),
            TokenTree::Literal(literal) => word(&literal.to_string(), text),
        }
    }
}

fn word(word: &str, text: &mut String) {
    if word.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}
