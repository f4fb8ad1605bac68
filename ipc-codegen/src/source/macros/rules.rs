//! The rules of a `macro_rules!`: its tokens in, matchers and bodies out.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// One rule.
pub(super) struct Rule {
    pub(super) matcher: Vec<Pattern>,
    pub(super) body: Vec<RuleToken>,
}

/// A token of a rule. It has no span: its expansion gets the span of the call.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum RuleToken {
    Ident(Box<str>),
    Punct(char, Spacing),
    Literal(Box<str>),
    Group(Delimiter, Vec<Self>),
}

/// A piece of a matcher.
pub(super) enum Pattern {
    /// A token that matches itself.
    Token(RuleToken),
    Group(Delimiter, Vec<Pattern>),
    /// `$name:kind`.
    Fragment(String, String),
    /// `$(…)`, its separator, and `*`, `+` or `?`.
    Repeat(Vec<Pattern>, Vec<RuleToken>, char),
}

impl RuleToken {
    pub(super) fn all(tokens: TokenStream) -> Vec<Self> {
        let kept = |token| match token {
            TokenTree::Ident(ident) => Self::Ident(ident.to_string().into()),
            TokenTree::Punct(punct) => Self::Punct(punct.as_char(), punct.spacing()),
            TokenTree::Literal(literal) => Self::Literal(literal.to_string().into()),
            TokenTree::Group(group) => Self::Group(group.delimiter(), Self::all(group.stream())),
        };
        tokens.into_iter().map(kept).collect()
    }

    /// Whether an identifier is among these tokens, at any depth.
    pub(super) fn mention(tokens: &[Self], name: &str) -> bool {
        tokens.iter().any(|token| match token {
            Self::Ident(ident) => **ident == *name,
            Self::Group(_, inner) => Self::mention(inner, name),
            Self::Punct(..) | Self::Literal(_) => false,
        })
    }

    /// These tokens with `$crate::` before each macro call that is a plain name, as
    /// `#[macro_export(local_inner_macros)]` demands.
    pub(super) fn with_global_calls(tokens: &[Self]) -> Vec<Self> {
        let mut output = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            let is_call = matches!(tokens.get(index + 1), Some(Self::Punct('!', Spacing::Alone)));
            let before = index.checked_sub(1).and_then(|before| tokens.get(before));
            let is_plain = !matches!(before, Some(Self::Punct('$' | ':', _)));
            match token {
                Self::Ident(_) if is_call && is_plain => {
                    let (dollar, colon) = (Self::Punct('$', Spacing::Alone), ':');
                    let colons = [Spacing::Joint, Spacing::Alone].map(|it| Self::Punct(colon, it));
                    output.extend([dollar, Self::Ident("crate".into())].into_iter().chain(colons));
                    output.push(token.clone());
                }
                Self::Group(delimiter, inner) => {
                    output.push(Self::Group(*delimiter, Self::with_global_calls(inner)));
                }
                _ => output.push(token.clone()),
            }
        }
        output
    }

    pub(super) fn is_dollar(&self) -> bool {
        matches!(self, Self::Punct('$', _))
    }

    pub(super) fn as_punct(&self) -> Option<(char, Spacing)> {
        match self {
            Self::Punct(char, spacing) => Some((*char, *spacing)),
            _ => None,
        }
    }

    /// Whether both are the same token, without regard to spacing.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Punct(a, _), Self::Punct(b, _)) => a == b,
            (Self::Group(..), _) => false,
            (a, b) => a == b,
        }
    }

    /// Whether it matches a token of a call.
    pub(super) fn is(&self, token: &TokenTree) -> bool {
        match (self, token) {
            (Self::Ident(a), TokenTree::Ident(b)) => *b == **a,
            (Self::Punct(a, _), TokenTree::Punct(b)) => *a == b.as_char(),
            (Self::Literal(a), TokenTree::Literal(b)) => **a == b.to_string(),
            _ => false,
        }
    }
}

pub(super) fn parse_rules(tokens: &[RuleToken]) -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    let mut rest = tokens;
    loop {
        rest = match rest {
            [] => return Ok(rules),
            [
                RuleToken::Group(_, matcher),
                RuleToken::Punct(..),
                RuleToken::Punct(..),
                RuleToken::Group(_, body),
                rest @ ..,
            ] => {
                rules.push(Rule { matcher: parse_patterns(matcher)?, body: body.clone() });
                rest.get(1..).unwrap_or_default()
            }
            _ => return Err("its rules cannot be read".to_owned()),
        };
    }
}

fn parse_patterns(tokens: &[RuleToken]) -> Result<Vec<Pattern>, String> {
    let mut patterns = Vec::new();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        match token {
            RuleToken::Group(delimiter, inner) => {
                patterns.push(Pattern::Group(*delimiter, parse_patterns(inner)?));
            }
            token if token.is_dollar() => match &tokens[index..] {
                [RuleToken::Ident(name), RuleToken::Punct(..), RuleToken::Ident(kind), ..] => {
                    index += 3;
                    if !FRAGMENTS.contains(&&**kind) {
                        return Err(format!("a `{kind}` in its rules is not supported"));
                    }
                    patterns.push(Pattern::Fragment(bare(name).to_owned(), kind.to_string()));
                }
                [RuleToken::Group(_, inner), rest @ ..] => {
                    let (separator, operator) = repetition(rest)?;
                    index += 2 + separator.len();
                    let inner = parse_patterns(inner)?;
                    patterns.push(Pattern::Repeat(inner, separator.to_vec(), operator));
                }
                _ => return Err("a `$` in its rules cannot be read".to_owned()),
            },
            other => patterns.push(Pattern::Token(other.clone())),
        }
    }
    if patterns.windows(2).any(|pair| is_ambiguous(&pair[0], &pair[1])) {
        return Err("the end of a repetition in its rules is ambiguous".to_owned());
    }
    Ok(patterns)
}

/// An identifier without its `r#`.
pub(super) fn bare(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// Whether a token can begin another round of a repetition as well as what follows the repetition.
fn is_ambiguous(repeat: &Pattern, next: &Pattern) -> bool {
    match (repeat, next) {
        (Pattern::Repeat(inner, separator, _), Pattern::Token(next)) if separator.is_empty() => {
            matches!(inner.first(), Some(Pattern::Token(first)) if first.is_same(next))
        }
        _ => false,
    }
}

/// The separator after a `$(…)`, and its operator.
pub(super) fn repetition(tokens: &[RuleToken]) -> Result<(&[RuleToken], char), String> {
    let operator = |token: &RuleToken| match token {
        RuleToken::Punct(char @ ('*' | '+' | '?'), _) => Some(*char),
        _ => None,
    };
    if let Some(operator) = tokens.first().and_then(operator) {
        return Ok((&[], operator));
    }
    let separator = token_length(tokens.iter().map(RuleToken::as_punct));
    match tokens.get(separator).and_then(operator) {
        Some(operator) => Ok((&tokens[..separator], operator)),
        None => Err("a repetition in its rules cannot be read".to_owned()),
    }
}

/// How many of these form one token of Rust: two for `=>` and for `'a`.
pub(super) fn token_length(
    puncts: impl ExactSizeIterator<Item = Option<(char, Spacing)>>,
) -> usize {
    const OPERATORS: &[&str] = &[
        "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=",
        "-=", "*=", "/=", "%=", "^=", "&=", "|=", "<<", ">>", "..",
    ];
    let count = puncts.len();
    let mut text = String::new();
    for punct in puncts.take(3) {
        let Some((char, spacing)) = punct else { break };
        text.push(char);
        if spacing == Spacing::Alone {
            break;
        }
    }
    if text.starts_with('\'') {
        return 2.min(count);
    }
    let operator = OPERATORS.iter().find(|operator| text.starts_with(**operator));
    operator.map_or(1, |operator| operator.len()).min(count)
}

/// The kinds of fragments that can be part of an item; patterns and statements cannot.
const FRAGMENTS: &[&str] = &[
    "block",
    "expr",
    "expr_2021",
    "ident",
    "item",
    "lifetime",
    "literal",
    "meta",
    "path",
    "tt",
    "ty",
    "vis",
];
