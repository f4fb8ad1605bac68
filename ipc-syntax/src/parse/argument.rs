//! The arguments of a method: `&Caller`, and those that cross the wire.

use syn::{Ident, Pat, PatType, Type};

use super::attributes::path_to_text;
use super::owned::{Position, check_owned_type};
use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::model::{Arg, CallerArg};
use crate::names;

/// Where `&Caller` stands among the arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CallerPosition {
    /// Right after `&self`.
    First,
    /// After another argument.
    Later,
    /// After another `&Caller`.
    Repeated,
}

/// Reads `&Caller`: `Ok(None)` if the argument crosses the wire, `Err` if an error was reported.
pub(super) fn parse_caller(
    input: &PatType,
    position: CallerPosition,
    errors: &mut Errors<Diagnostic>,
) -> Result<Option<CallerArg>, ()> {
    let (referent, is_shared) = match input.ty.as_ref() {
        Type::Reference(reference) => (reference.elem.as_ref(), reference.mutability.is_none()),
        other => (other, false),
    };
    let is_caller = matches!(referent, Type::Path(path)
        if path.path.segments.last().is_some_and(|segment| segment.ident == "Caller"));
    if !is_caller {
        return Ok(None);
    }
    let mut refuse = |message: &str, help: &str| {
        errors.push(Diagnostic::new(codes::CALLER, SpanRange::of(&input.ty), message).help(help));
        Err(())
    };
    if !is_shared {
        return refuse("the caller must be taken by reference", "write `caller: &Caller`");
    }
    match position {
        CallerPosition::First => {}
        CallerPosition::Later => {
            return refuse("`&Caller` must come right after `&self`", "move it to the front");
        }
        CallerPosition::Repeated => {
            return refuse("`&Caller` is given twice", "remove the second: a call has one caller");
        }
    }
    let Some(ident) = plain_name(input, errors) else { return Err(()) };
    Ok(Some(CallerArg { ident, ty: input.ty.as_ref().clone() }))
}

pub(super) fn parse_argument(input: &PatType, errors: &mut Errors<Diagnostic>) -> Option<Arg> {
    let before = errors.as_slice().len();
    let ident = plain_name(input, errors);
    check_owned_type(&input.ty, Position::Argument, errors);
    for attr in &input.attrs {
        errors.push(
            Diagnostic::new(
                codes::UNKNOWN_ATTRIBUTE,
                SpanRange::of(attr),
                format!("attribute `{}` is not allowed on an argument", path_to_text(attr.path())),
            )
            .help("remove it"),
        );
    }
    let ident = ident?;
    let js_name = names::js_argument(&ident);
    let is_sound = errors.as_slice().len() == before;
    is_sound.then(|| Arg { js_name, ident, ty: input.ty.as_ref().clone() })
}

fn plain_name(input: &PatType, errors: &mut Errors<Diagnostic>) -> Option<Ident> {
    if let Pat::Ident(pattern) = input.pat.as_ref()
        && pattern.by_ref.is_none()
        && pattern.mutability.is_none()
        && pattern.subpat.is_none()
    {
        return Some(pattern.ident.clone());
    }
    let help = match input.pat.as_ref() {
        Pat::Ident(pattern) if pattern.subpat.is_none() => {
            format!("write `{}` here, and `mut` or `ref` in the implementation", pattern.ident)
        }
        _ => "name it: TypeScript and error messages use the name".to_owned(),
    };
    errors.push(
        Diagnostic::new(
            codes::ARGUMENT_PATTERN,
            SpanRange::of(&input.pat),
            "an argument must be a plain name",
        )
        .help(help),
    );
    None
}
