//! The rule that a type on the wire owns its data and has a name of its own.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
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
            if mentions_bytes(ty.to_token_stream()) {
                "use `ipc_runtime::Bytes` for `&[u8]`: a `Uint8Array` in JavaScript"
            } else {
                "use an owned type, such as `String` for `&str` or `Vec<T>` for `&[T]`"
            },
        ),
        Unowned::Function => (
            format!("{subject} cannot be a function: it would stay in its process"),
            "declare a method for what Rust tells the page, an `#[event]`, or asks it, a `#[request]`",
        ),
        Unowned::Error => (
            format!("{subject} needs a concrete type, not `dyn Error`"),
            "use a `String` with its text, or an error that implements serde's traits",
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
    /// `dyn Fn(…)`, `impl Fn(…)` or `fn(…)`.
    Function,
    /// `dyn Error`.
    Error,
    SelfType,
    Inferred,
}

/// Whether a type has a slice of bytes: `[u8]`.
fn mentions_bytes(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            let is_slice = group.delimiter() == Delimiter::Bracket;
            (is_slice && group.stream().to_string() == "u8") || mentions_bytes(group.stream())
        }
        _ => false,
    })
}

/// Whether the trait that comes after `dyn` or `impl` is one of functions, and whether it is one of errors.
/// Reads the tokens up to the end of the type.
fn read_trait(tokens: &mut Peekable<IntoIter>) -> (bool, bool) {
    let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), '>' | ','));
    let (mut is_function, mut is_error) = (false, false);
    while let Some(token) = tokens.next_if(|token| !is_end(token)) {
        if let TokenTree::Ident(name) = token {
            let name = name.to_string();
            is_function |= matches!(name.as_str(), "Fn" | "FnMut" | "FnOnce");
            is_error |= name.ends_with("Error");
        }
    }
    (is_function, is_error)
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
            TokenTree::Ident(ident) if ident == "dyn" || ident == "impl" => {
                let is_dyn = ident == "dyn";
                match read_trait(&mut tokens) {
                    (true, _) => return Some(Unowned::Function),
                    (false, true) if is_dyn && position != Position::Argument => {}
                    (false, true) if is_dyn => return Some(Unowned::Error),
                    _ if is_dyn => return Some(Unowned::Dyn),
                    _ => return Some(Unowned::Impl),
                }
            }
            TokenTree::Ident(ident) => {
                let found = match ident.to_string().as_str() {
                    "fn" => Unowned::Function,
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
