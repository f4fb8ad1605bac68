//! `macro_rules!` of the crate itself, and known ones of others, expanded where they stand for
//! items.
//!
//! Rules are tried in order, as rustc tries them. What is written out takes the place of the call:
//! tokens of the call keep their own, and tokens of the macro have that of its name there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipc_syntax::{check_nesting, unraw};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{GenericArgument, ImplItem, Item, ItemMacro, Macro, PathArguments, Type};

use super::Dependency;
use super::read::at;
use crate::known::{KnownMacro, MACROS};
use crate::tree::At;

/// The macros that are in scope, by name: those defined above, the later ones before the earlier.
pub(crate) type MacroScope = Arc<BTreeMap<String, Arc<MacroRules>>>;

/// How many macros may stand for each other.
pub(super) const MAX_DEPTH: usize = 64;

/// How many tokens the macros of one file may write.
const MAX_TOKENS: usize = 1 << 18;

/// One `macro_rules!`.
pub(crate) struct MacroRules {
    /// Or why it cannot be expanded.
    rules: Result<Vec<Rule>, String>,
    is_exported: bool,
    /// The name of the crate that it is of, if that is another one.
    krate: Option<Box<str>>,
}

struct Rule {
    matcher: Vec<Pattern>,
    body: Vec<Token>,
}

/// A token of a rule. It has no place: what it writes has that of the call.
#[derive(Clone, PartialEq, Eq)]
enum Token {
    Ident(Box<str>),
    Punct(char, Spacing),
    Literal(Box<str>),
    Group(Delimiter, Vec<Self>),
}

/// A piece of a matcher.
enum Pattern {
    /// Itself.
    Token(Token),
    Group(Delimiter, Vec<Pattern>),
    /// `$name:kind`.
    Fragment(String, String),
    /// `$(…)`, what stands between two of them, and `*`, `+` or `?`.
    Repeat(Vec<Pattern>, Vec<Token>, char),
}

/// What a name of a matcher is bound to.
#[derive(Clone)]
enum Bound {
    One(TokenStream),
    Many(Vec<Bound>),
}

type Bindings = BTreeMap<String, Bound>;

/// A call of a macro that was not expanded.
pub(crate) struct Unexpanded {
    /// The macro's name.
    pub(crate) name: String,
    /// Where that stands.
    pub(crate) at: At,
    /// The names in what it is given.
    names: BTreeSet<Box<str>>,
    /// Why not; nothing if the macro is not one of the crate's own.
    pub(crate) reason: Option<String>,
}

impl Unexpanded {
    pub(super) fn new(call: &ItemMacro, reason: Option<String>) -> Self {
        let ItemMacro { mac: Macro { path, tokens, .. }, .. } = call;
        let name = path.segments.last().map(|last| unraw(&last.ident)).unwrap_or_default();
        let mut names = BTreeSet::new();
        add_names(tokens.clone(), &mut names);
        Self { name, at: at(path), names, reason }
    }

    /// Whether it is given this name.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

fn add_names(tokens: TokenStream, names: &mut BTreeSet<Box<str>>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => _ = names.insert(unraw(&ident).into()),
            TokenTree::Group(group) => add_names(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

impl Token {
    fn all(tokens: TokenStream) -> Vec<Self> {
        let kept = |token| match token {
            TokenTree::Ident(ident) => Self::Ident(ident.to_string().into()),
            TokenTree::Punct(punct) => Self::Punct(punct.as_char(), punct.spacing()),
            TokenTree::Literal(literal) => Self::Literal(literal.to_string().into()),
            TokenTree::Group(group) => Self::Group(group.delimiter(), Self::all(group.stream())),
        };
        tokens.into_iter().map(kept).collect()
    }

    fn is_dollar(&self) -> bool {
        matches!(self, Self::Punct('$', _))
    }

    fn as_punct(&self) -> Option<(char, Spacing)> {
        match self {
            Self::Punct(char, spacing) => Some((*char, *spacing)),
            _ => None,
        }
    }

    /// Whether it is the same, whatever comes right after it.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Punct(a, _), Self::Punct(b, _)) => a == b,
            (Self::Group(..), _) => false,
            (a, b) => a == b,
        }
    }

    fn is(&self, token: &TokenTree) -> bool {
        match (self, token) {
            (Self::Ident(a), TokenTree::Ident(b)) => *b == **a,
            (Self::Punct(a, _), TokenTree::Punct(b)) => *a == b.as_char(),
            (Self::Literal(a), TokenTree::Literal(b)) => **a == b.to_string(),
            _ => false,
        }
    }
}

impl MacroRules {
    /// `is_decided` is whether it is known to be compiled.
    pub(super) fn read(item: &ItemMacro, is_decided: bool) -> Self {
        let rules = if is_decided {
            parse_rules(&Token::all(item.mac.tokens.clone()))
        } else {
            Err("its `cfg` cannot be told".to_owned())
        };
        Self {
            rules,
            is_exported: item.attrs.iter().any(|attr| attr.path().is_ident("macro_export")),
            krate: None,
        }
    }

    /// One of another crate, which has this name in the sources, and this version.
    fn of_crate(known: &KnownMacro, krate: &str, major: Option<u64>) -> Self {
        let rules = if major == Some(known.major) {
            let tokens = known.rules.parse::<TokenStream>().map_err(|error| error.to_string());
            tokens.and_then(|tokens| parse_rules(&Token::all(tokens)))
        } else {
            let KnownMacro { krate, major, .. } = known;
            Err(format!("only that of `{krate} = \"{major}\"` is expanded"))
        };
        Self { rules, is_exported: true, krate: Some(krate.into()) }
    }

    /// The macro that a call names.
    pub(super) fn find(scope: &MacroScope, call: &Macro) -> Option<Arc<Self>> {
        let path = &call.path;
        let name = unraw(&path.segments.last()?.ident);
        let found = scope.get(&name)?;
        let home = found.krate.as_deref().unwrap_or("crate");
        let is_global = path.segments.len() == 2 && unraw(&path.segments[0].ident) == home;
        let is_meant = path.get_ident().is_some() || (is_global && found.is_exported);
        is_meant.then(|| Arc::clone(found))
    }

    /// The items or the type that a call stands for. Its tokens are added to those `written`.
    pub(super) fn expand<T>(
        &self,
        call: &Macro,
        written: &mut usize,
        parse: impl FnOnce(TokenStream) -> syn::Result<T>,
    ) -> Result<T, String> {
        let too_many = || Err("the macros of this file write too much".to_owned());
        if *written > MAX_TOKENS {
            return too_many();
        }
        let rules = self.rules.as_ref().map_err(Clone::clone)?;
        if check_nesting(call.tokens.clone()).is_err() {
            return Err("what it is given is nested too deeply".to_owned());
        }
        let name = call.path.segments.last().map_or_else(Span::call_site, |it| it.ident.span());
        let input: Vec<TokenTree> = call.tokens.clone().into_iter().collect();
        for rule in rules {
            let mut bindings = Bindings::new();
            if match_all(&rule.matcher, &input, &mut bindings) == Some(input.len()) {
                let tokens = transcribe(&rule.body, &bindings, name)?;
                *written += count(tokens.clone());
                if *written > MAX_TOKENS {
                    return too_many();
                }
                if check_nesting(tokens.clone()).is_err() {
                    return Err("what it stands for is nested too deeply".to_owned());
                }
                return parse(tokens)
                    .map_err(|error| format!("what it stands for is not Rust: {error}"));
            }
        }
        Err("none of its rules could be matched".to_owned())
    }
}

/// Reads the items that a macro writes.
pub(super) fn items(tokens: TokenStream) -> syn::Result<Vec<Item>> {
    syn::parse2::<syn::File>(tokens).map(|file| file.items)
}

/// Puts the types that macros stand for into the types of an item. What is not expanded stays, and has
/// no shape.
pub(super) fn expand_types(item: &mut Item, scope: &MacroScope, written: &mut usize) {
    let mut expand = |ty: &mut Type| expand_type(ty, scope, written, 0);
    match item {
        Item::Struct(item) => item.fields.iter_mut().for_each(|field| expand(&mut field.ty)),
        Item::Enum(item) => {
            let fields = item.variants.iter_mut().flat_map(|variant| &mut variant.fields);
            fields.for_each(|field| expand(&mut field.ty));
        }
        Item::Type(item) => expand(&mut item.ty),
        Item::Impl(item) if item.trait_.is_some() => {
            expand(&mut item.self_ty);
            for part in &mut item.items {
                if let ImplItem::Type(part) = part {
                    expand(&mut part.ty);
                }
            }
        }
        _ => {}
    }
}

fn expand_type(ty: &mut Type, scope: &MacroScope, written: &mut usize, depth: usize) {
    match ty {
        Type::Macro(call) if depth < MAX_DEPTH => {
            let expanded = MacroRules::find(scope, &call.mac)
                .and_then(|rules| rules.expand(&call.mac, written, syn::parse2).ok());
            if let Some(expanded) = expanded {
                *ty = expanded;
                expand_type(ty, scope, written, depth + 1);
            }
        }
        Type::Path(path) => {
            let owner = path.qself.as_mut().map(|qself| &mut *qself.ty);
            let arguments =
                path.path.segments.iter_mut().filter_map(|segment| match &mut segment.arguments {
                    PathArguments::AngleBracketed(arguments) => Some(&mut arguments.args),
                    _ => None,
                });
            let arguments = arguments.flatten().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            owner
                .into_iter()
                .chain(arguments)
                .for_each(|ty| expand_type(ty, scope, written, depth));
        }
        Type::Tuple(tuple) => {
            tuple.elems.iter_mut().for_each(|ty| expand_type(ty, scope, written, depth));
        }
        Type::Array(array) => expand_type(&mut array.elem, scope, written, depth),
        Type::Slice(slice) => expand_type(&mut slice.elem, scope, written, depth),
        Type::Reference(reference) => expand_type(&mut reference.elem, scope, written, depth),
        Type::Group(group) => expand_type(&mut group.elem, scope, written, depth),
        Type::Paren(paren) => expand_type(&mut paren.elem, scope, written, depth),
        _ => {}
    }
}

/// The known macros of the crates that a crate depends on, which any of its own goes before.
pub(super) fn known_macros(dependencies: Option<&BTreeMap<String, Dependency>>) -> MacroScope {
    let mut scope = BTreeMap::new();
    for known in MACROS {
        let found = match dependencies {
            // Without a manifest any path may begin with a crate.
            None => Some((known.krate, Some(known.major))),
            Some(all) => all.iter().find_map(|(name, dependency)| match dependency {
                Dependency::Opaque(package) if package.name == known.krate => {
                    Some((name.as_str(), package.major))
                }
                _ => None,
            }),
        };
        if let Some((krate, major)) = found {
            let rules = MacroRules::of_crate(known, krate, major);
            scope.insert(known.name.to_owned(), Arc::new(rules));
        }
    }
    Arc::new(scope)
}

/// How many tokens there are, at any depth.
fn count(tokens: TokenStream) -> usize {
    let count = |token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(count).sum()
}

fn parse_rules(tokens: &[Token]) -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    let mut rest = tokens;
    loop {
        rest = match rest {
            [] => return Ok(rules),
            [
                Token::Group(_, matcher),
                Token::Punct(..),
                Token::Punct(..),
                Token::Group(_, body),
                rest @ ..,
            ] => {
                rules.push(Rule { matcher: parse_patterns(matcher)?, body: body.clone() });
                rest.get(1..).unwrap_or_default()
            }
            _ => return Err("its rules cannot be read".to_owned()),
        };
    }
}

fn parse_patterns(tokens: &[Token]) -> Result<Vec<Pattern>, String> {
    let mut patterns = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            Token::Group(delimiter, inner) => {
                patterns.push(Pattern::Group(*delimiter, parse_patterns(inner)?));
            }
            token if token.is_dollar() => match &tokens[at..] {
                [Token::Ident(name), Token::Punct(..), Token::Ident(kind), ..] => {
                    at += 3;
                    if !FRAGMENTS.contains(&&**kind) {
                        return Err(format!("a `{kind}` in its rules is not read"));
                    }
                    patterns.push(Pattern::Fragment(bare(name).to_owned(), kind.to_string()));
                }
                [Token::Group(_, inner), rest @ ..] => {
                    let (separator, operator) = repetition(rest)?;
                    at += 2 + separator.len();
                    let inner = parse_patterns(inner)?;
                    patterns.push(Pattern::Repeat(inner, separator.to_vec(), operator));
                }
                _ => return Err("a `$` in its rules cannot be read".to_owned()),
            },
            other => patterns.push(Pattern::Token(other.clone())),
        }
    }
    if patterns.windows(2).any(|pair| is_ambiguous(&pair[0], &pair[1])) {
        return Err("where a repetition in its rules ends cannot be told".to_owned());
    }
    Ok(patterns)
}

/// An identifier without its `r#`.
fn bare(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// Whether a token may begin another round of a repetition, and what comes after it too.
fn is_ambiguous(repeat: &Pattern, next: &Pattern) -> bool {
    match (repeat, next) {
        (Pattern::Repeat(inner, separator, _), Pattern::Token(next)) if separator.is_empty() => {
            matches!(inner.first(), Some(Pattern::Token(first)) if first.is_same(next))
        }
        _ => false,
    }
}

/// What stands between `)` and the operator, and the operator.
fn repetition(tokens: &[Token]) -> Result<(&[Token], char), String> {
    let operator = |token: &Token| match token {
        Token::Punct(char @ ('*' | '+' | '?'), _) => Some(*char),
        _ => None,
    };
    if let Some(operator) = tokens.first().and_then(operator) {
        return Ok((&[], operator));
    }
    let separator = token_length(tokens.iter().map(Token::as_punct));
    match tokens.get(separator).and_then(operator) {
        Some(operator) => Ok((&tokens[..separator], operator)),
        None => Err("a repetition in its rules cannot be read".to_owned()),
    }
}

/// How many of these are one token of Rust: `=>` is two here, and so is `'a`.
fn token_length(puncts: impl ExactSizeIterator<Item = Option<(char, Spacing)>>) -> usize {
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

/// Matches all of these patterns one after the other; how many tokens they take.
fn match_all(patterns: &[Pattern], input: &[TokenTree], bindings: &mut Bindings) -> Option<usize> {
    let mut at = 0;
    for pattern in patterns {
        at += match_one(pattern, &input[at..], bindings)?;
    }
    Some(at)
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
                    // A round of nothing would never end.
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

/// The names that patterns bind.
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

fn starts_with(input: &[TokenTree], tokens: &[Token]) -> bool {
    input.len() >= tokens.len() && input.iter().zip(tokens).all(|(input, token)| token.is(input))
}

/// Whether a token is what another macro's `$name:ty` or `$name:expr` became.
fn is_invisible(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None)
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

/// How many tokens a fragment takes, if it is one.
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

/// A rule's body with what its names are bound to; all else has the place `call`.
fn transcribe(body: &[Token], bindings: &Bindings, call: Span) -> Result<TokenStream, String> {
    let mut output = TokenStream::new();
    let mut at = 0;
    while let Some(token) = body.get(at) {
        at += 1;
        match body.get(at) {
            Some(Token::Ident(word)) if token.is_dollar() && **word == *"crate" => {
                at += 1;
                output.extend([TokenTree::Ident(Ident::new("crate", call))]);
            }
            Some(Token::Ident(word)) if token.is_dollar() => match bindings.get(bare(word)) {
                Some(Bound::One(tokens)) => {
                    at += 1;
                    output.extend(tokens.clone());
                }
                Some(Bound::Many(_)) => return Err(format!("`${word}` is repeated")),
                // It belongs to a macro that this one defines.
                None => output.extend([written(token, bindings, call)?]),
            },
            Some(Token::Group(Delimiter::Parenthesis, inner)) if token.is_dollar() => {
                let (separator, _) = repetition(&body[at + 1..])?;
                at += 2 + separator.len();
                for (round, bindings) in rounds(inner, bindings)?.iter().enumerate() {
                    if round > 0 {
                        output.extend(transcribe(separator, bindings, call)?);
                    }
                    output.extend(transcribe(inner, bindings, call)?);
                }
            }
            _ if token.is_dollar() => {
                return Err("it asks the compiler about its own names".to_owned());
            }
            _ => output.extend([written(token, bindings, call)?]),
        }
    }
    Ok(output)
}

fn written(token: &Token, bindings: &Bindings, call: Span) -> Result<TokenTree, String> {
    let mut written = match token {
        Token::Ident(text) => TokenTree::Ident(match text.strip_prefix("r#") {
            Some(raw) => Ident::new_raw(raw, call),
            None => Ident::new(text, call),
        }),
        Token::Punct(char, spacing) => TokenTree::Punct(Punct::new(*char, *spacing)),
        Token::Literal(text) => {
            TokenTree::Literal(text.parse().map_err(|_| format!("`{text}` cannot be written"))?)
        }
        Token::Group(delimiter, inner) => {
            TokenTree::Group(Group::new(*delimiter, transcribe(inner, bindings, call)?))
        }
    };
    written.set_span(call);
    Ok(written)
}

/// The bindings of each round of a repetition, by the names that are repeated in it.
fn rounds(body: &[Token], bindings: &Bindings) -> Result<Vec<Bindings>, String> {
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
        return Err("it repeats something without a name that is repeated".to_owned());
    };
    if repeated.iter().any(|(_, rounds)| rounds.len() != count) {
        return Err("it repeats names together that are not repeated alike".to_owned());
    }
    let mut shared = bindings.clone();
    shared.retain(|name, _| repeated.iter().all(|(other, _)| *other != name));
    let round = |at: usize| {
        let mut round = shared.clone();
        for (name, rounds) in &repeated {
            round.insert((*name).clone(), rounds[at].clone());
        }
        round
    };
    Ok((0..count).map(round).collect())
}

/// The names after a `$`, at any depth.
fn names_in(body: &[Token], names: &mut Vec<String>) {
    let mut is_dollar = false;
    for token in body {
        match token {
            Token::Ident(name) if is_dollar => names.push(bare(name).to_owned()),
            Token::Group(_, inner) => names_in(inner, names),
            _ => {}
        }
        is_dollar = token.is_dollar();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    /// What the last item of a source, a call of the macro before it, stands for.
    fn expanded(source: &str) -> String {
        let file = syn::parse_file(source).expect("parses");
        let [Item::Macro(rules), Item::Macro(call)] = file.items.as_slice() else {
            panic!("a macro and a call")
        };
        match MacroRules::read(rules, true).expand(&call.mac, &mut 0, items) {
            Ok(items) => {
                let tokens: TokenStream = items.iter().map(ToTokens::to_token_stream).collect();
                ipc_syntax::canonical_tokens(&tokens)
            }
            Err(reason) => format!("! {reason}"),
        }
    }

    #[test]
    fn rules_are_matched_and_written_out() {
        for (source, expected) in [
            (
                "macro_rules! id { ($($name:ident),* $(,)?) => { $(struct $name(u32);)* } } id!(A, B,);",
                "struct A ( u32 ) ; struct B ( u32 ) ;",
            ),
            (
                "macro_rules! data { ($(#[$m:meta])* $v:vis struct $n:ident { $($f:ident: $t:ty = $e:expr),* }) =>
                    { $(#[$m])* $v struct $n { $($v $f: $t),* } } }
                 data! { #[derive(Clone)] pub(crate) struct A { a: Vec<Option<u8>> = 1, b: [u8; 2] = 2 } }",
                "# [ derive ( Clone ) ] pub ( crate ) struct A { pub ( crate ) a : Vec < Option < u8 > > , \
                 pub ( crate ) b : [ u8 ; 2 ] }",
            ),
            (
                "macro_rules! kinds { ($($n:ident { $($v:ident => $t:tt),+ })*) =>
                    { $(enum $n { $($v = $t),+ })* } }
                 kinds! { A { X => 1, Y => 2 } B { Z => 3 } }",
                "enum A { X = 1 , Y = 2 } enum B { Z = 3 }",
            ),
            (
                "macro_rules! either { (struct $n:ident) => { struct $n; }; (enum $n:ident) => { enum $n {} } }
                 either!(enum A);",
                "enum A { }",
            ),
            (
                "macro_rules! of { ($n:ident<$l:lifetime>: $p:path) => { type $n<$l> = $crate::$p; } }
                 of!(A<'a>: m::B<'a>);",
                "type A < ' a > = crate : : m : : B < ' a > ;",
            ),
            (
                "macro_rules! maybe { ($n:ident $(: $t:ty)? $(=> $l:literal)?) => { struct $n $(($t))?; } }
                 maybe!(A => -1);",
                "struct A ;",
            ),
        ] {
            assert_eq!(expanded(source), expected, "{source}");
        }
    }

    #[test]
    fn what_cannot_be_expanded_says_why() {
        for (source, expected) in [
            ("macro_rules! m { () => {} } m!(x);", "none of its rules could be matched"),
            ("macro_rules! m { ($p:pat) => {} } m!(x);", "a `pat` in its rules is not read"),
            (
                "macro_rules! m { ($(a)* a) => {} } m!(a);",
                "where a repetition in its rules ends cannot be told",
            ),
            ("macro_rules! m { ($($x:ident)*) => { struct A($x); } } m!(a);", "`$x` is repeated"),
            (
                "macro_rules! m { ($x:ident) => { $(struct $x;)* } } m!(a);",
                "it repeats something without a name that is repeated",
            ),
            (
                "macro_rules! m { ($($x:ident)*; $($y:ident)*) => { $(type $x = $y;)* } } m!(a b; c);",
                "it repeats names together that are not repeated alike",
            ),
            (
                "macro_rules! m { ($($x:ident)*) => { const A: u8 = ${count($x)}; } } m!(a);",
                "it asks the compiler about its own names",
            ),
        ] {
            assert_eq!(expanded(source), format!("! {expected}"), "{source}");
        }
        assert!(
            expanded("macro_rules! m { ($n:ident) => { struct $n } } m!(A);")
                .starts_with("! what it stands for is not Rust: ")
        );
    }
}
