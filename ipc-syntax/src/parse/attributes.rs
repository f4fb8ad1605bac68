//! The attributes of traits and methods: which are kept, and what they say.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, MetaNameValue, Path, Token};

use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::kind::Kind;
use crate::model::{Attrs, Deprecated};
use crate::names;

const KEPT_ATTRIBUTES: &[&str] = &[
    "doc",
    "cfg",
    "cfg_attr",
    "deprecated",
    "must_use",
    "allow",
    "expect",
    "warn",
    "deny",
    "forbid",
];

/// Whether `attribute` is `#[ipc_api]`, under whatever path.
#[must_use]
pub fn is_ipc_api(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "ipc_api")
}

/// The kind that `attribute` declares, if it declares one.
#[must_use]
pub fn kind_of(attribute: &Attribute) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| attribute.path().is_ident(kind.attribute()))
}

/// Reads the attributes that are kept, and reports the others. `expected` are the attributes of
/// the IPC that may stand here; an error lists them.
pub(super) fn parse_attrs<'a>(
    attrs: impl Iterator<Item = &'a Attribute>,
    expected: &[&str],
    errors: &mut Errors<Diagnostic>,
) -> Attrs {
    let mut parsed = Attrs::default();
    for attr in attrs {
        let name = path_to_text(attr.path());
        if !KEPT_ATTRIBUTES.contains(&name.as_str()) {
            let known: Vec<&str> = expected.iter().chain(KEPT_ATTRIBUTES).copied().collect();
            let mut error = Diagnostic::new(
                codes::UNKNOWN_ATTRIBUTE,
                SpanRange::of(attr),
                format!("unknown attribute `{name}`: expected {}", names::list(&known, "or")),
            );
            if let Some(near) = names::near_miss(&name, &known) {
                error = error.help(format!("did you mean `#[{near}]`?"));
            }
            errors.push(error);
            continue;
        }
        match (name.as_str(), &attr.meta) {
            ("doc", Meta::NameValue(pair)) => {
                parsed.docs.extend(literal_text(&pair.value));
            }
            ("cfg", _) => parsed.cfgs.push(attr.clone()),
            ("cfg_attr", Meta::List(list)) => {
                if let Some(hidden) = find_ipc_attribute(list.tokens.clone()) {
                    errors.push(
                        Diagnostic::new(
                            codes::CONDITIONAL_ATTRIBUTE,
                            SpanRange::of(attr),
                            format!("`#[{hidden}]` cannot be inside `cfg_attr`"),
                        )
                        .help("put `#[cfg(…)]` on the whole method or trait"),
                    );
                    continue;
                }
            }
            ("deprecated", meta) => parsed.deprecated = Some(parse_deprecated(meta)),
            _ => {}
        }
        parsed.kept.push(attr.clone());
    }
    parsed
}

/// The first attribute of the IPC in the content of a `cfg_attr`.
fn find_ipc_attribute(tokens: TokenStream) -> Option<String> {
    let metas = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens).ok()?;
    // The first is the condition.
    metas.into_iter().skip(1).find_map(|meta| {
        let name = meta.path().segments.last()?.ident.to_string();
        match meta {
            Meta::List(list) if name == "cfg_attr" => find_ipc_attribute(list.tokens),
            _ => (name == "ipc_api" || Kind::ALL.iter().any(|kind| kind.attribute() == name))
                .then_some(name),
        }
    })
}

/// Reads a `#[deprecated]`.
#[must_use]
pub fn parse_deprecated(meta: &Meta) -> Deprecated {
    let mut deprecated = Deprecated::default();
    match meta {
        Meta::NameValue(pair) => deprecated.note = literal_text(&pair.value),
        Meta::List(list) => {
            // rustc reports what cannot be read here.
            let pairs = Punctuated::<MetaNameValue, Token![,]>::parse_terminated
                .parse2(list.tokens.clone())
                .unwrap_or_default();
            for pair in pairs {
                if pair.path.is_ident("since") {
                    deprecated.since = literal_text(&pair.value);
                } else if pair.path.is_ident("note") {
                    deprecated.note = literal_text(&pair.value);
                }
            }
        }
        Meta::Path(_) => {}
    }
    deprecated
}

fn literal_text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

pub(super) fn path_to_text(path: &Path) -> String {
    let segments: Vec<String> =
        path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}
