//! Types that the configuration declares: their paths, and the same options as in `#[ipc(…)]`.

use std::ops::Range;

use ipc_syntax::{DataOptions, Diagnostic, Errors, OptionDirection, parse_type_option};
use syn::{GenericArgument, LitStr, PathArguments, Type};

use super::data::shape_overrides;
use super::types::{name, path_of};
use crate::codes;
use crate::config::{DeclaredType, DeclaredTypes, Text, TypeOption};
use crate::direction::Direction;
use crate::report::Problem;
use crate::source::file::SourceFile;
use crate::tree::{Declaration, Generics, Name, Param, ParamKind, Path, Span, TypeOverrides};

/// Reads the declared types of the configuration `file`.
pub(crate) fn read_declarations(
    types: &DeclaredTypes,
    file: &SourceFile,
    errors: &mut Errors<Problem>,
) -> Vec<Declaration> {
    let mut declarations = Vec::new();
    for DeclaredType { path, options } in &types.list {
        match read_options(options, file) {
            Ok(overrides) => declarations.extend(
                read_path(path, file, errors).map(|(path, generics)| Declaration {
                    path,
                    generics,
                    overrides,
                }),
            ),
            Err(problems) => errors.extend(problems),
        }
    }
    declarations
}

/// The path of a type, and its parameters. All their spans are that of the whole.
fn read_path(
    text: &Text,
    file: &SourceFile,
    errors: &mut Errors<Problem>,
) -> Option<(Path, Generics)> {
    let span = span_of(&text.range);
    let parsed = syn::parse_str::<syn::Path>(&text.text).ok().and_then(|path| {
        let last = path.segments.last()?;
        let params = match &last.arguments {
            PathArguments::None => Vec::new(),
            PathArguments::AngleBracketed(given) => {
                given.args.iter().map(param).collect::<Option<_>>()?
            }
            PathArguments::Parenthesized(_) => return None,
        };
        let path = path_of(&path);
        let segments = path.segments.iter().map(|it| Name { text: it.text.clone(), span });
        let path = Path { is_extern: path.is_extern, segments: segments.collect() };
        Some((path, Generics { span, params: params.into() }))
    });
    if parsed.is_none() {
        let message = format!("`{}` is not the path of a type", text.text.escape_debug());
        errors.push(
            file.problem(codes::INVALID_DECLARATION, span, message)
                .help("write a path from a crate, such as `lsp_types::Uri` or `a_crate::Page<T>`"),
        );
    }
    parsed
}

/// A parameter that is written as an argument.
fn param(argument: &GenericArgument) -> Option<Param> {
    let GenericArgument::Type(Type::Path(ty)) = argument else { return None };
    let ident = ty.path.get_ident()?;
    let kind = ParamKind::Type { default: None };
    Some(Param { name: name(ident).text, kind, bounds: Box::default() })
}

fn read_options(options: &[TypeOption], file: &SourceFile) -> Result<TypeOverrides, Vec<Problem>> {
    let mut read = DataOptions::default();
    for TypeOption { name, direction, value } in options {
        let direction = direction.map(|direction| match direction {
            Direction::Output => OptionDirection::Output,
            Direction::Input => OptionDirection::Input,
        });
        let to_problem = |Diagnostic { code, message, help, .. }: Diagnostic| {
            let problem = file.problem(code, span_of(&value.range), message);
            help.into_iter().fold(problem, Problem::help)
        };
        parse_type_option(&mut read, name, direction, &literal(value))
            .map_err(|found| found.into_iter().map(to_problem).collect::<Vec<_>>())?;
    }
    Ok(TypeOverrides {
        name: read.name.map(|name| name.value.into()),
        is_configured: !read.shape.is_empty(),
        shape: shape_overrides(&read.shape),
    })
}

/// A literal with the text's value, whose tokens begin where the text does.
fn literal(text: &Text) -> LitStr {
    let literal = LitStr::new(&text.text, proc_macro2::Span::call_site());
    let source = format!("{}{:?}", " ".repeat(text.range.start), literal.value());
    syn::parse_str(&source).unwrap_or(literal)
}

fn span_of(range: &Range<usize>) -> Span {
    let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: offset(range.start), end: offset(range.end) }
}
