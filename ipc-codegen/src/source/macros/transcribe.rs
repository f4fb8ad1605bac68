//! Writes the body of a rule with the bindings of a call.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use super::matching::{Bindings, Bound};
use super::rules::{RuleToken, bare, repetition};

/// A call of a macro.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    /// Its span, which all tokens of the macro get.
    pub(super) span: Span,
    /// The name of the macro's crate where the call is, if that is another crate.
    pub(super) krate: Option<&'a str>,
}

impl Site<'_> {
    /// The meaning of `$crate`.
    fn root(self) -> TokenStream {
        let Some(name) = self.krate else {
            return TokenTree::Ident(Ident::new("crate", self.span)).into();
        };
        let colon = |spacing| TokenTree::Punct(Punct::new(':', spacing));
        let name = TokenTree::Ident(Ident::new(name, self.span));
        let tokens = [colon(Spacing::Joint), colon(Spacing::Alone), name];
        tokens
            .map(|mut token| {
                token.set_span(self.span);
                token
            })
            .into_iter()
            .collect()
    }
}

/// The body of a rule with its metavariables substituted.
pub(super) fn transcribe(
    body: &[RuleToken],
    bindings: &Bindings,
    call: Site<'_>,
) -> Result<TokenStream, String> {
    let mut output = TokenStream::new();
    let mut index = 0;
    while let Some(token) = body.get(index) {
        index += 1;
        match body.get(index) {
            Some(RuleToken::Ident(word)) if token.is_dollar() && **word == *"crate" => {
                index += 1;
                output.extend(call.root());
            }
            Some(RuleToken::Ident(word)) if token.is_dollar() => match bindings.get(bare(word)) {
                Some(Bound::One(tokens)) => {
                    index += 1;
                    output.extend(tokens.clone());
                }
                Some(Bound::Many(_)) => return Err(format!("`${word}` is repeated")),
                // A metavariable of a macro that this macro defines.
                None => output.extend([written(token, bindings, call)?]),
            },
            Some(RuleToken::Group(Delimiter::Parenthesis, inner)) if token.is_dollar() => {
                let (separator, _) = repetition(&body[index + 1..])?;
                index += 2 + separator.len();
                for (round, bindings) in rounds(inner, bindings)?.iter().enumerate() {
                    if round > 0 {
                        output.extend(transcribe(separator, bindings, call)?);
                    }
                    output.extend(transcribe(inner, bindings, call)?);
                }
            }
            _ if token.is_dollar() => {
                return Err("it uses a metavariable expression such as `${count(…)}`".to_owned());
            }
            _ => output.extend([written(token, bindings, call)?]),
        }
    }
    Ok(output)
}

fn written(token: &RuleToken, bindings: &Bindings, call: Site<'_>) -> Result<TokenTree, String> {
    let span = call.span;
    let mut written = match token {
        RuleToken::Ident(text) => TokenTree::Ident(match text.strip_prefix("r#") {
            Some(raw) => Ident::new_raw(raw, span),
            None => Ident::new(text, span),
        }),
        RuleToken::Punct(char, spacing) => TokenTree::Punct(Punct::new(*char, *spacing)),
        RuleToken::Literal(text) => {
            TokenTree::Literal(text.parse().map_err(|_| format!("`{text}` cannot be written"))?)
        }
        RuleToken::Group(delimiter, inner) => {
            TokenTree::Group(Group::new(*delimiter, transcribe(inner, bindings, call)?))
        }
    };
    written.set_span(span);
    Ok(written)
}

/// The bindings of each round of a repetition.
fn rounds(body: &[RuleToken], bindings: &Bindings) -> Result<Vec<Bindings>, String> {
    let mut used = Vec::new();
    names_in(body, &mut used);
    let repeated: Vec<(&String, &Vec<Bound>)> = bindings
        .iter()
        .filter(|(name, _)| used.contains(*name))
        .filter_map(|(name, bound)| match bound {
            Bound::Many(rounds) => Some((name, rounds)),
            Bound::One(_) => None,
        })
        .collect();
    let Some(count) = repeated.first().map(|(_, rounds)| rounds.len()) else {
        return Err("it repeats something that contains no repeated metavariable".to_owned());
    };
    if repeated.iter().any(|(_, rounds)| rounds.len() != count) {
        return Err("it repeats metavariables together that have different numbers of repetitions"
            .to_owned());
    }
    let mut shared = bindings.clone();
    shared.retain(|name, _| repeated.iter().all(|(other, _)| *other != name));
    let round = |index: usize| {
        let mut round = shared.clone();
        for (name, rounds) in &repeated {
            round.insert((*name).clone(), rounds[index].clone());
        }
        round
    };
    Ok((0..count).map(round).collect())
}

/// The names after a `$`, at any depth.
fn names_in(body: &[RuleToken], names: &mut Vec<String>) {
    let mut is_dollar = false;
    for token in body {
        match token {
            RuleToken::Ident(name) if is_dollar => names.push(bare(name).to_owned()),
            RuleToken::Group(_, inner) => names_in(inner, names),
            _ => {}
        }
        is_dollar = token.is_dollar();
    }
}
