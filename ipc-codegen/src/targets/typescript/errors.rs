//! The nodes of `errors`: a guard for the errors of each name.

use pretty::DocAllocator as _;
use serde::Serialize;

use super::failures::{all_codes, errors_by_name, failure_name};
use super::print::definitions::Definitions;
use super::print::doc::{Arena, assign, render};
use super::print::literal;
use crate::prettier::{WIDTH, width};
use crate::schema::Schema;

#[derive(Serialize)]
pub(super) struct Errors {
    guards: Vec<Guard>,
}

/// The guard of the errors of one name.
#[derive(Serialize)]
struct Guard {
    /// The name of the errors.
    error: String,
    /// `export function isOpenError(error: unknown): error is $types.OpenErrorFailure`.
    typed: String,
    /// `function isOpenError(error)`.
    untyped: String,
    /// Its call of the runtime, indented.
    test: String,
    /// `exports.isOpenError = isOpenError;`
    export: String,
}

impl Errors {
    pub(super) fn new(schema: &Schema) -> Self {
        let types = Definitions::of(schema);
        let guards = errors_by_name(schema).into_iter().map(|(error, errors)| {
            let failure = failure_name(error);
            Guard {
                error: error.to_owned(),
                typed: header(
                    &format!("export function is{error}("),
                    "error: unknown",
                    &format!("): error is $types.{failure}"),
                ),
                untyped: header(&format!("function is{error}("), "error", ")"),
                test: test(error, &all_codes(&errors, &types)),
                export: export(error),
            }
        });
        Self { guards: guards.collect() }
    }
}

/// The header of a function with one parameter, before ` {`.
fn header(start: &str, param: &str, end: &str) -> String {
    let line = format!("{start}{param}{end}");
    if width(&line) + " {".len() <= WIDTH { line } else { format!("{start}\n  {param},\n{end}") }
}

/// `exports.isOpenError = isOpenError;`
fn export(error: &str) -> String {
    let arena = Arena::new();
    let value = arena.text(format!("is{error};"));
    render(assign(format!("exports.is{error} ="), value, 0), 0)
}

/// `return $errors.isFailure(error, "OpenError", ["Busy"]);`
fn test(error: &str, codes: &[String]) -> String {
    let name = literal::string(error);
    let codes: Vec<_> = codes.iter().map(|code| literal::string(code)).collect();
    let start = format!("  return $errors.isFailure(error, {name}, [");
    let line = format!("{start}{}]);", codes.join(", "));
    if width(&line) <= WIDTH {
        return line;
    }
    let lines = |indent: &str| {
        let lines = codes.iter().flat_map(|code| [indent, code, ",\n"]);
        lines.collect::<String>()
    };
    if width(&start) <= WIDTH {
        return format!("{start}\n{}  ]);", lines("    "));
    }
    let list = format!("    [{}],", codes.join(", "));
    let list =
        if width(&list) <= WIDTH { list } else { format!("    [\n{}    ],", lines("      ")) };
    format!("  return $errors.isFailure(\n    error,\n    {name},\n{list}\n  );")
}
