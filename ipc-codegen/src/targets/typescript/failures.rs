//! Failures: how calls of fallible methods reject.
//!
//! The page finds the name of an error in `name`, so there is one failure type, and one guard, for all
//! error types with the same name. Definitions have unique names. Other types, such as texts, share the
//! name `Error`, and a definition may have it too.

use std::collections::{BTreeMap, BTreeSet};

use super::print::definitions::Definitions;
use super::print::literal;
use super::print::ts_type::TsType;
use super::print::type_printer::TypePrinter;
use crate::direction::Direction;
use crate::schema::{CodeSource, ErrorType, Schema, Type};

/// The code of errors without variants.
const APPLICATION: &str = "application";

/// The different errors that calls reject with, by their names. A function that blocks the page throws an
/// error with a message alone, and what a page throws has no failure type.
pub(super) fn errors_by_name(schema: &Schema) -> BTreeMap<&str, Vec<&ErrorType>> {
    let mut by_name: BTreeMap<&str, Vec<&ErrorType>> = BTreeMap::new();
    let methods = schema.apis.iter().flat_map(|api| &api.methods);
    let rejecting = methods.filter(|method| {
        method.kind.is_implemented_in_rust() && !method.kind.row().blocks_caller()
    });
    for error in rejecting.filter_map(|method| method.error.as_ref()) {
        let errors = by_name.entry(&error.name).or_default();
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    by_name
}

/// The name of the failure type for the errors of this name.
pub(super) fn failure_name(error: &str) -> String {
    format!("{error}Failure")
}

/// The failure type for errors of one name.
pub(super) fn failure<'a>(errors: &[&'a ErrorType], types: &'a Definitions<'a>) -> TsType<'a> {
    TsType::union(errors.iter().map(|error| {
        let word = |text: &str| TsType::word(literal::string(text));
        let codes = TsType::union(error_codes(error, types).iter().map(|code| word(code)));
        let data = TypePrinter { types, direction: Direction::Output }.data(&error.ty);
        let has_variants = !variant_codes(error, types).is_empty();
        let mut args = vec![word(&error.name), codes, data];
        let helper = match &error.code {
            CodeSource::External if has_variants => "$ipc.VariantFailure",
            CodeSource::Tag(tag) if has_variants => {
                args.push(word(tag));
                "$ipc.TaggedFailure"
            }
            _ => "$ipc.Failure",
        };
        TsType::Generic(helper.into(), args)
    }))
}

/// The codes of all errors of one name.
pub(super) fn all_codes<'a>(errors: &[&'a ErrorType], types: &Definitions<'a>) -> Vec<String> {
    let mut all = Vec::new();
    for code in errors.iter().flat_map(|error| error_codes(error, types)) {
        if !all.contains(&code) {
            all.push(code);
        }
    }
    all
}

/// The codes that an error can have.
pub(crate) fn error_codes<'a>(error: &'a ErrorType, types: &Definitions<'a>) -> Vec<String> {
    let codes = variant_codes(error, types);
    if codes.is_empty() { vec![APPLICATION.to_owned()] } else { codes }
}

/// The codes that follow from the variants of an error.
fn variant_codes<'a>(error: &'a ErrorType, types: &Definitions<'a>) -> Vec<String> {
    let mut codes = Vec::new();
    match &error.code {
        CodeSource::Application => {}
        CodeSource::External => {
            variants(&error.ty, types, &mut BTreeSet::new(), &mut |variant| match variant {
                Type::Literal(name) => codes.push(name.clone()),
                Type::Object(fields) => codes.extend(fields.iter().map(|field| field.name.clone())),
                _ => {}
            });
        }
        CodeSource::Tag(tag) => variants(&error.ty, types, &mut BTreeSet::new(), &mut |variant| {
            let Type::Object(fields) = variant else { return };
            let tags = fields.iter().filter(|field| field.name == *tag);
            codes.extend(tags.filter_map(|field| match &field.ty {
                Type::Literal(name) => Some(name.clone()),
                _ => None,
            }));
        }),
    }
    codes
}

/// Visits the alternatives of an error: strings, and objects with their own keys. `seen` has the named types
/// that were visited.
fn variants<'a>(
    ty: &'a Type,
    types: &Definitions<'a>,
    seen: &mut BTreeSet<&'a str>,
    visit: &mut impl FnMut(&Type),
) {
    match ty {
        Type::Union(members) => {
            for member in members {
                variants(member, types, seen, visit);
            }
        }
        Type::Named { name, .. } => {
            if let Some(shape) =
                types.get(name).and_then(|found| found.shapes.get(Direction::Output))
                && seen.insert(name)
            {
                variants(shape, types, seen, visit);
            }
        }
        Type::Flat { fields, .. } => visit(&Type::Object(fields.clone())),
        ty => visit(ty),
    }
}
