//! What fallible methods reject with.

use std::collections::BTreeSet;

use super::print::definitions::Definitions;
use super::print::layout::one_line;
use super::print::literal;
use super::print::type_printer::TypePrinter;
use crate::direction::Direction;
use crate::schema::{CodeSource, ErrorType, Type};

/// The `@throws` tag for the error of a method, on one line.
pub(super) fn throws<'a>(error: &'a ErrorType, types: &Definitions<'a>) -> String {
    let codes = error_codes(error, types).into_iter().map(|code| literal::string(&code));
    let codes = codes.collect::<Vec<_>>().join(" | ");
    let data = one_line(&TypePrinter { types, direction: Direction::Output }.data(&error.ty));
    format!("@throws {{$ipc.IpcError<{}, {codes}, {data}>}}", literal::string(&error.name))
}

/// The codes that an error can have.
pub(crate) fn error_codes<'a>(error: &'a ErrorType, types: &Definitions<'a>) -> Vec<String> {
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
    if codes.is_empty() {
        codes.push("application".to_owned());
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
