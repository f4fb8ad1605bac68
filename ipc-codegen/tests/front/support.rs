//! Compiles a source, and prints one line for each type or problem.

use std::fs;
use std::path::Path;

use ipc_codegen::report::Problem;
use ipc_codegen::schema::{Field, Schema, Type};
use ipc_codegen::{Input, compile, compile_source};
use tempfile::TempDir;

/// The derive of both traits.
pub(crate) const DERIVE: &str = "#[derive(Serialize, Deserialize)]";

/// A shape in each direction.
pub(crate) fn pair(output: &str, input: &str) -> (String, String) {
    (output.to_owned(), input.to_owned())
}

/// The schema of a valid source.
pub(crate) fn schema(source: &str) -> Schema {
    compile_source("lib.rs", source).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The problems of an invalid source: code, underlined tokens, message.
pub(crate) fn problems(source: &str) -> Vec<String> {
    let problems = compile_source("lib.rs", source).expect_err("this source is invalid");
    problems.iter().map(|problem| line(problem, source)).collect()
}

fn line(problem: &Problem, source: &str) -> String {
    let tokens = problem.location.as_ref().map_or("", |location| &source[location.range.clone()]);
    format!("{} `{}`: {}", problem.code, tokens, problem.message)
}

/// The codes and tokens of a source's problems.
pub(crate) fn marks(source: &str) -> Vec<String> {
    let cut = |line: String| line.split("`: ").next().map(|mark| format!("{mark}`"));
    problems(source).into_iter().filter_map(cut).collect()
}

/// The help lines of a source's problems.
pub(crate) fn help(source: &str) -> Vec<String> {
    let problems = compile_source("lib.rs", source).expect_err("this source is invalid");
    problems.into_iter().flat_map(|problem| problem.help).collect()
}

/// A source whose trait sends and receives `ty`.
pub(crate) fn echo(ty: &str, items: &str) -> String {
    format!(
        "use serde::{{Deserialize, Serialize}};\n\
         #[ipc_api] pub trait Echo {{ #[invoke] fn echo(&self, value: {ty}) -> {ty}; }}\n{items}"
    )
}

/// The shapes that Rust produces and accepts for a type, in the notation of TypeScript.
pub(crate) fn both(ty: &str, items: &str) -> (String, String) {
    let schema = schema(&echo(ty, items));
    let method = &schema.apis[0].methods[0];
    (print(&method.returns), print(&method.args[0].ty))
}

/// The shape of a type that has the same one in both directions.
pub(crate) fn shape(ty: &str, items: &str) -> String {
    let (output, input) = both(ty, items);
    assert_eq!(output, input);
    output
}

/// Both shapes of the definition `T` in `items`.
pub(crate) fn definition(items: &str) -> (String, String) {
    let schema = schema(&echo("T", items));
    let found = schema.types.iter().find(|ty| ty.name == "T").expect("T is reached");
    (
        print(found.shapes.output.as_deref().expect("is sent")),
        print(found.shapes.input.as_deref().expect("is received")),
    )
}

/// The shape of the definition `T`, which is the same in both directions.
pub(crate) fn same(items: &str) -> String {
    let (output, input) = definition(items);
    assert_eq!(output, input);
    output
}

/// The marks of a source that sends and receives `T`.
pub(crate) fn refused(items: &str) -> Vec<String> {
    marks(&echo("T", items))
}

/// A type in the notation of TypeScript.
pub(crate) fn print(ty: &Type) -> String {
    let list = |types: &[Type], separator: &str| {
        types.iter().map(print).collect::<Vec<_>>().join(separator)
    };
    match ty {
        Type::Unit => "null".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Float => "float".to_owned(),
        Type::BigInt | Type::BigInt128 => "bigint".to_owned(),
        Type::SafeInteger | Type::SafeInteger128 => "number".to_owned(),
        Type::TypeScript(text) => text.to_string(),
        Type::Number => "number | bigint".to_owned(),
        Type::Json | Type::RawJson => "json".to_owned(),
        Type::String => "string".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Literal(text) => format!("{text:?}"),
        Type::Option(inner) => format!("{} | null", print(inner)),
        Type::List(inner) => format!("({})[]", print(inner)),
        Type::Tuple(parts) => format!("[{}]", list(parts, ", ")),
        Type::Map { key, value } => format!("Record<{}, {}>", print(key), print(value)),
        Type::Object(fields) => format!("{{ {} }}", print_fields(fields)),
        Type::OneOf(fields) => format!("OneOf<{{ {} }}>", print_fields(fields)),
        Type::MissingAsNull(fields) => format!("MissingAsNull<{{ {} }}>", print_fields(fields)),
        Type::Flat { fields, parts, rest } => print_flat(fields, parts, rest.as_deref()),
        Type::AllOrNone(inner) => format!("AllOrNone<{}>", print(inner)),
        Type::StringsAsKeys(inner) => format!("StringsAsKeys<{}>", print(inner)),
        Type::Union(parts) if parts.is_empty() => "never".to_owned(),
        Type::Union(parts) => list(parts, " | "),
        Type::Named { name, args } if args.is_empty() => name.clone(),
        Type::Named { name, args } => format!("{name}<{}>", list(args, ", ")),
        Type::Param(name) => name.clone(),
    }
}

fn print_flat(fields: &[Field], parts: &[Type], rest: Option<&Type>) -> String {
    let rest = rest.map(|rest| format!("[key]: {}", print(rest)));
    let own = [print_fields(fields)].into_iter().filter(|own| !own.is_empty()).chain(rest);
    let own = own.collect::<Vec<_>>().join(", ");
    let own = (!own.is_empty()).then(|| format!("{{ {own} }}"));
    own.into_iter().chain(parts.iter().map(print)).collect::<Vec<_>>().join(" & ")
}

fn print_fields(fields: &[Field]) -> String {
    let print = |field: &Field| {
        let mark = if field.optional { "?" } else { "" };
        let names = [std::slice::from_ref(&field.name), &*field.aliases].concat().join("|");
        format!("{names}{mark}: {}", print(&field.ty))
    };
    fields.iter().map(print).collect::<Vec<_>>().join(", ")
}

/// A folder with these files.
pub(crate) fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("is in the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// The input that names these paths in a folder.
pub(crate) fn input(folder: &TempDir, paths: &[&str]) -> Input {
    Input { paths: paths.iter().map(|path| folder.path().join(path)).collect(), ..Input::default() }
}

/// The names of the APIs and types that an input compiles to.
pub(crate) fn names(input: &Input) -> Vec<String> {
    let schema = compile(input).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let apis = schema.apis.iter().map(|api| api.name.clone());
    apis.chain(schema.types.iter().map(|ty| ty.name.clone())).collect()
}

/// The problems of an input, each with its file's path in the folder.
pub(crate) fn failures(folder: &TempDir, input: &Input) -> Vec<String> {
    let problems = compile(input).expect_err("this input is wrong");
    let shown = |problem: &Problem| {
        let Some(location) = &problem.location else {
            return format!("{}: {}", problem.code, problem.message);
        };
        let path = location.file.strip_prefix(folder.path()).unwrap_or(Path::new("?"));
        let text = fs::read_to_string(&location.file).unwrap_or_default();
        let tokens = text.get(location.range.clone()).unwrap_or_default();
        format!("{} {} `{tokens}`", path.display(), problem.code)
    };
    problems
        .iter()
        .map(shown)
        .map(|line| line.replace(&folder.path().display().to_string(), "."))
        .collect()
}
