//! The options of attributes, `name` and `name = "…"`, and the errors about them.

use proc_macro2::Group;
use syn::meta::ParseNestedMeta;
use syn::{Expr, ExprLit, Lit, LitStr, Path, Token};

use super::attributes::path_to_text;
use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::names;

/// The options of `#[ipc_api]`.
pub(super) const TRAIT_OPTIONS: &[&str] = &["window", "peer", "event_argument", CRATE];

/// The path of the runtime, where it has another name: an option of `#[ipc_api]` and of `#[ipc]`.
pub(super) const CRATE: &str = "crate";

/// The name of the next option, which is added to `seen`. An option that is unknown or given twice
/// is reported and skipped.
pub(super) fn expect_option<'a>(
    meta: &ParseNestedMeta<'_>,
    attribute: &str,
    known: &[&'a str],
    seen: &mut Vec<&'a str>,
    errors: &mut Errors<Diagnostic>,
) -> syn::Result<Option<&'a str>> {
    let name = path_to_text(&meta.path);
    let Some(name) = known.iter().find(|known| **known == name) else {
        errors.push(unknown_option(meta, attribute, known));
        skip_value(meta)?;
        return Ok(None);
    };
    if seen.contains(name) {
        errors.push(
            Diagnostic::new(
                codes::DUPLICATE_OPTION,
                SpanRange::of(&meta.path),
                format!("`{name}` is given twice"),
            )
            .help("keep one of them"),
        );
        skip_value(meta)?;
        return Ok(None);
    }
    seen.push(name);
    Ok(Some(name))
}

pub(super) fn unknown_option(
    meta: &ParseNestedMeta<'_>,
    attribute: &str,
    known: &[&str],
) -> Diagnostic {
    let name = path_to_text(&meta.path);
    let message = format!(
        "unknown option `{name}` of `#[{attribute}]`: expected {}",
        names::list(known, "or")
    );
    let error = Diagnostic::new(codes::UNKNOWN_OPTION, SpanRange::of(&meta.path), message);
    if let Some(near) = names::near_miss(&name, known) {
        error.help(format!("did you mean `{near}`?"))
    } else if let Some(owners) = attributes_with(&name) {
        error.help(format!("`{name}` is an option of {owners}"))
    } else {
        error
    }
}

/// The list of the attributes that have this option.
fn attributes_with(option: &str) -> Option<String> {
    if TRAIT_OPTIONS.contains(&option) {
        return Some("`#[ipc_api]`".to_owned());
    }
    let owners = names::list_kinds("and", |row| row.options.iter().any(|it| it.name == option));
    (!owners.is_empty()).then_some(owners)
}

/// The string after `=`. A missing string or another value is reported.
pub(super) fn string_value(
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors<Diagnostic>,
) -> syn::Result<Option<LitStr>> {
    let name = path_to_text(&meta.path);
    let error = |span: SpanRange| {
        Diagnostic::new(
            codes::INVALID_OPTION,
            span,
            format!("`{name}` needs a string: `{name} = \"…\"`"),
        )
    };
    if !meta.input.peek(Token![=]) {
        errors.push(error(SpanRange::of(&meta.path)));
        skip_value(meta)?;
        return Ok(None);
    }
    let value: Expr = meta.value()?.parse()?;
    // A `$name:literal` of `macro_rules!` comes in invisible delimiters.
    let mut bare = &value;
    while let Expr::Group(group) = bare {
        bare = &group.expr;
    }
    if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = bare {
        Ok(Some(text.clone()))
    } else {
        errors.push(error(SpanRange::of(&value)));
        Ok(None)
    }
}

/// The path in the option `crate`. Anything else is reported.
pub(super) fn crate_value(
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors<Diagnostic>,
) -> syn::Result<Option<Path>> {
    let Some(value) = string_value(meta, errors)? else { return Ok(None) };
    let path = value.parse_with(Path::parse_mod_style).ok();
    if path.is_none() {
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                value.span(),
                format!("`{}` is not a path", value.value()),
            )
            .help("write the name that `ipc-runtime` has in `Cargo.toml`: `crate = \"ipc\"`"),
        );
    }
    Ok(path)
}

/// Reports a value after the name of an option that takes none.
pub(super) fn expect_no_value(
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors<Diagnostic>,
) -> syn::Result<()> {
    if meta.input.is_empty() || meta.input.peek(Token![,]) {
        return Ok(());
    }
    let name = path_to_text(&meta.path);
    errors.push(
        Diagnostic::new(
            codes::INVALID_OPTION,
            SpanRange::of(&meta.path),
            format!("`{name}` takes no value"),
        )
        .help(format!("write `{name}` alone")),
    );
    skip_value(meta)
}

/// Skips the value of an option, so that the options after it are read too.
pub(super) fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.input.parse::<Group>()?;
    }
    Ok(())
}

pub(super) fn syntax_error(error: &syn::Error) -> Diagnostic {
    Diagnostic::new(codes::INVALID_OPTION, error.span(), error.to_string())
}
