//! Matches the tokens of a macro call against the matcher of a rule.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};

use super::rules::{Pattern, RuleToken, token_length};

/// What a metavariable of a matcher is bound to.
#[derive(Clone)]
pub(super) enum Bound {
    One(TokenStream),
    Many(Vec<Bound>),
}

pub(super) type Bindings = BTreeMap<String, Bound>;

/// Matches these patterns in sequence; returns how many tokens they take.
pub(super) fn match_all(
    patterns: &[Pattern],
    input: &[TokenTree],
    bindings: &mut Bindings,
) -> Option<usize> {
    let mut index = 0;
    for pattern in patterns {
        index += match_one(pattern, &input[index..], bindings)?;
    }
    Some(index)
}

fn match_one(pattern: &Pattern, input: &[TokenTree], bindings: &mut Bindings) -> Option<usize> {
    match pattern {
        Pattern::Token(token) => input.first().filter(|it| token.is(it)).map(|_| 1),
        Pattern::Group(delimiter, inner) => {
            let Some(TokenTree::Group(group)) = input.first() else { return None };
            let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
            let is_whole = group.delimiter() == *delimiter
                && match_all(inner, &tokens, bindings) == Some(tokens.len());
            is_whole.then_some(1)
        }
        Pattern::Fragment(name, kind) => {
            let length = fragment_length(kind, input)?;
            let tokens: TokenStream = input[..length].iter().cloned().collect();
            let is_opaque = matches!(kind.as_str(), "expr" | "ty") && !is_invisible(input.first());
            let tokens = if is_opaque {
                TokenTree::Group(Group::new(Delimiter::None, tokens)).into()
            } else {
                tokens
            };
            bindings.insert(name.clone(), Bound::One(tokens));
            Some(length)
        }
        Pattern::Repeat(inner, separator, operator) => {
            let mut rounds = Vec::new();
            let mut at = 0;
            while *operator != '?' || rounds.is_empty() {
                let mut start = at;
                if !rounds.is_empty() {
                    if !starts_with(&input[at..], separator) {
                        break;
                    }
                    start += separator.len();
                }
                let mut round = Bindings::new();
                match match_all(inner, &input[start..], &mut round) {
                    // A round without tokens would repeat forever.
                    Some(length) if start + length > at => {
                        at = start + length;
                        rounds.push(round);
                    }
                    _ => break,
                }
            }
            if rounds.is_empty() && *operator == '+' {
                return None;
            }
            for name in names(inner) {
                let values = rounds.iter_mut().filter_map(|round| round.remove(name)).collect();
                bindings.insert(name.to_owned(), Bound::Many(values));
            }
            Some(at)
        }
    }
}

/// The metavariables that patterns bind.
fn names(patterns: &[Pattern]) -> Vec<&str> {
    let mut found = Vec::new();
    for pattern in patterns {
        match pattern {
            Pattern::Fragment(name, _) => found.push(name.as_str()),
            Pattern::Group(_, inner) | Pattern::Repeat(inner, ..) => found.extend(names(inner)),
            Pattern::Token(_) => {}
        }
    }
    found
}

fn starts_with(input: &[TokenTree], tokens: &[RuleToken]) -> bool {
    input.len() >= tokens.len() && input.iter().zip(tokens).all(|(input, token)| token.is(input))
}

/// Whether a token is the expansion of another macro's `$name:ty` or `$name:expr`.
fn is_invisible(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None)
}

/// How many tokens a fragment takes; `None` if the input does not begin with one.
fn fragment_length(kind: &str, input: &[TokenTree]) -> Option<usize> {
    match kind {
        "ident" => match input.first()? {
            TokenTree::Ident(ident) => (ident != "_").then_some(1),
            _ => None,
        },
        "lifetime" => match input.first()? {
            TokenTree::Punct(punct) => (punct.as_char() == '\'').then_some(2),
            _ => None,
        },
        "tt" => (!input.is_empty()).then(|| {
            token_length(input.iter().map(|token| match token {
                TokenTree::Punct(punct) => Some((punct.as_char(), punct.spacing())),
                _ => None,
            }))
        }),
        "block" => match input.first()? {
            TokenTree::Group(group) => (group.delimiter() == Delimiter::Brace).then_some(1),
            _ => None,
        },
        "literal" => match input {
            [TokenTree::Literal(_), ..] => Some(1),
            [TokenTree::Punct(minus), TokenTree::Literal(_), ..] if minus.as_char() == '-' => {
                Some(2)
            }
            [TokenTree::Ident(word), ..] if word == "true" || word == "false" => Some(1),
            _ => None,
        },
        "ty" => parsed_length::<syn::Type>(input),
        "expr" | "expr_2021" => parsed_length::<syn::Expr>(input),
        "path" => parsed_length::<syn::Path>(input),
        "meta" => parsed_length::<syn::Meta>(input),
        "item" => parsed_length::<syn::Item>(input),
        "vis" => parsed_length::<syn::Visibility>(input),
        _ => None,
    }
}

fn parsed_length<T: Parse>(input: &[TokenTree]) -> Option<usize> {
    let parser = |stream: ParseStream<'_>| {
        stream.parse::<T>()?;
        stream.parse::<TokenStream>()
    };
    let rest = parser.parse2(input.iter().cloned().collect()).ok()?;
    Some(input.len() - rest.into_iter().count())
}
