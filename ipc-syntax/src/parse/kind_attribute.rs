//! The attribute that declares a method's channel: its kind, the channel's name and the options.

use std::collections::BTreeMap;

use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Lit, LitStr, Meta, Token, TraitItemFn};

use super::attributes::kind_of;
use super::options::{expect_no_value, expect_option, string_value, syntax_error};
use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::kind::{Kind, KindOption, Peer};
use crate::model::Name;
use crate::names;

/// What the attribute says.
pub(super) struct KindAttribute {
    pub(super) kind: Kind,
    pub(super) channel: Option<Name>,
    pub(super) options: GivenOptions,
}

/// The options of an attribute by name, each with its value if it takes one.
pub(super) type GivenOptions = BTreeMap<&'static str, Option<LitStr>>;

/// Finds the attribute of a method. `is_misspelt` suppresses the error for a method without one.
pub(super) fn parse_kind(
    function: &TraitItemFn,
    peer: Peer,
    is_misspelt: bool,
    errors: &mut Errors<Diagnostic>,
) -> Option<KindAttribute> {
    let mut found = function.attrs.iter().filter_map(|attr| Some((kind_of(attr)?, attr)));
    let Some((kind, attr)) = found.next() else {
        if !is_misspelt {
            errors.push(
                Diagnostic::new(
                    codes::MISSING_KIND,
                    function.sig.ident.span(),
                    format!("`{}` does not declare its kind", function.sig.ident),
                )
                .help(format!("add {}", names::list_kinds("or", |row| row.peers.contains(&peer)))),
            );
        }
        return None;
    };
    for (_, attr) in found {
        errors.push(
            Diagnostic::new(
                codes::DUPLICATE_KIND,
                SpanRange::of(attr),
                format!(
                    "`{}` has more than one kind: it is `#[{}]` already",
                    function.sig.ident,
                    kind.attribute()
                ),
            )
            .help("keep one of them"),
        );
    }
    Some(parse_kind_attribute(kind, attr, errors))
}

fn parse_kind_attribute(
    kind: Kind,
    attr: &Attribute,
    errors: &mut Errors<Diagnostic>,
) -> KindAttribute {
    let mut parsed = KindAttribute { kind, channel: None, options: GivenOptions::new() };
    let list = match &attr.meta {
        Meta::Path(_) => return parsed,
        Meta::List(list) => list,
        Meta::NameValue(pair) => {
            errors.push(Diagnostic::new(
                codes::INVALID_OPTION,
                SpanRange::of(pair),
                format!(
                    "the channel of `#[{0}]` goes in parentheses: `#[{0}(\"name\")]`",
                    kind.attribute()
                ),
            ));
            return parsed;
        }
    };
    let parser = |input: ParseStream<'_>| {
        if input.peek(Lit) {
            let literal: Lit = input.parse()?;
            match &literal {
                Lit::Str(name) => {
                    parsed.channel = Some(Name { value: name.value(), span: name.span() });
                }
                other => errors.push(Diagnostic::new(
                    codes::INVALID_CHANNEL,
                    SpanRange::of(other),
                    "a channel name must be a string",
                )),
            }
            if input.is_empty() {
                return Ok(());
            }
            input.parse::<Token![,]>()?;
        }
        let row = kind.row();
        parse_options(row.attribute, row.options, input, &mut parsed.options, errors)
    };
    if let Err(error) = parser.parse2(list.tokens.clone()) {
        errors.push(syntax_error(&error));
    }
    parsed
}

fn parse_options(
    attribute: &str,
    known: &'static [KindOption],
    input: ParseStream<'_>,
    given: &mut GivenOptions,
    errors: &mut Errors<Diagnostic>,
) -> syn::Result<()> {
    let names: Vec<&'static str> = known.iter().map(|option| option.name).collect();
    let mut seen = Vec::new();
    syn::meta::parser(|meta| {
        let Some(name) = expect_option(&meta, attribute, &names, &mut seen, errors)? else {
            return Ok(());
        };
        let takes_value = known.iter().any(|option| option.name == name && option.takes_value);
        let value = if takes_value {
            let Some(value) = string_value(&meta, errors)? else { return Ok(()) };
            Some(value)
        } else {
            expect_no_value(&meta, errors)?;
            None
        };
        given.insert(name, value);
        Ok(())
    })
    .parse2(input.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: &[KindOption] = &[
        KindOption { name: "timeout", takes_value: true, summary: "ends a call" },
        KindOption { name: "urgent", takes_value: false, summary: "overtakes other calls" },
    ];

    fn parse(options: &str) -> (GivenOptions, Vec<String>) {
        let mut given = GivenOptions::new();
        let mut errors = Errors::new();
        let parser = |input: ParseStream<'_>| {
            parse_options("invoke", OPTIONS, input, &mut given, &mut errors)
        };
        parser.parse_str(options).expect("the options are valid syntax");
        (given, errors.into_vec().into_iter().map(|error| error.message).collect())
    }

    #[test]
    fn an_option_is_read_with_its_value() {
        let (given, errors) = parse("timeout = \"30s\", urgent");
        assert!(errors.is_empty(), "{errors:?}");
        let timeout = given["timeout"].as_ref().map(LitStr::value);
        assert_eq!((timeout.as_deref(), given["urgent"].is_none()), (Some("30s"), true));
    }

    #[test]
    fn a_missing_or_superfluous_value_is_an_error() {
        let (given, errors) = parse("timeout, urgent = true");
        assert_eq!(given.keys().collect::<Vec<_>>(), [&"urgent"]);
        assert_eq!(
            errors,
            ["`timeout` needs a string: `timeout = \"…\"`", "`urgent` takes no value"]
        );
    }
}
