//! The rule that a type on the wire owns its data and has a name of its own.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Type;

use super::stream::is_stream;
use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;

/// Where a type stands in a method.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Argument,
    Result,
    /// Of a stream that Rust sends.
    Item,
}

pub(super) fn check_owned_type(ty: &Type, position: Position, errors: &mut Errors<Diagnostic>) {
    let subject = match position {
        Position::Argument => "an argument",
        Position::Result => "a result",
        Position::Item => "an item",
    };
    let Some(problem) = find_unowned(ty.to_token_stream(), position) else { return };
    let (message, help) = match problem {
        Unowned::Borrow => (
            format!("{subject} cannot borrow: it crosses a process boundary"),
            "use an owned type, such as `String` for `&str` or `Vec<T>` for `&[T]`",
        ),
        Unowned::Impl => (
            format!("{subject} needs a named type, not `impl Trait`"),
            match position {
                Position::Argument if is_stream(ty) => "take the page's stream as `Incoming<T>`",
                Position::Result if is_stream(ty) => "declare a `#[stream]`",
                _ => "name a concrete type",
            },
        ),
        Unowned::Dyn => (
            format!("{subject} needs a concrete type, not `dyn Trait`"),
            "use an enum of the possible types",
        ),
        Unowned::SelfType => (
            format!("{subject} cannot be `Self`: the implementation stays in Rust"),
            "name a data type",
        ),
        Unowned::Inferred => {
            (format!("{subject} needs an explicit type, not `_`"), "name the type")
        }
    };
    errors.push(Diagnostic::new(codes::UNOWNED_TYPE, SpanRange::of(ty), message).help(help));
}

enum Unowned {
    Borrow,
    Impl,
    Dyn,
    SelfType,
    Inferred,
}

/// The first token that breaks the rule, at any depth. A result may be `&'static`: serde can write
/// it. It may contain `dyn Error`, under any name that ends so: an error may cross as its message.
fn find_unowned(tokens: TokenStream, position: Position) -> Option<Unowned> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                if let Some(found) = find_unowned(group.stream(), position) {
                    return Some(found);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                let has_lifetime = matches!(
                    tokens.peek(),
                    Some(TokenTree::Punct(next)) if next.as_char() == '\''
                );
                if position == Position::Argument || !has_lifetime {
                    return Some(Unowned::Borrow);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                if !matches!(tokens.peek(), Some(TokenTree::Ident(name)) if name == "static") {
                    return Some(Unowned::Borrow);
                }
            }
            TokenTree::Ident(ident) if ident == "dyn" && position != Position::Argument => {
                let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), '>' | ','));
                let mut is_error = false;
                while let Some(token) = tokens.next_if(|token| !is_end(token)) {
                    is_error |= matches!(token, TokenTree::Ident(name)
                        if name.to_string().ends_with("Error"));
                }
                if !is_error {
                    return Some(Unowned::Dyn);
                }
            }
            TokenTree::Ident(ident) => {
                let found = match ident.to_string().as_str() {
                    "impl" => Unowned::Impl,
                    "dyn" => Unowned::Dyn,
                    "Self" => Unowned::SelfType,
                    "_" => Unowned::Inferred,
                    _ => continue,
                };
                return Some(found);
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    None
}
