//! Reads the fixtures of a source file: the name of each `fixture!`, and the names of its lists.

use std::fs;
use std::path::{Path, PathBuf};

use heck::ToSnakeCase;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::error::Result;

/// A source file with fixtures.
pub(crate) struct Group {
    /// The name of the file and the module.
    pub(crate) name: String,
    pub(crate) fixtures: Vec<Fixture>,
    pub(crate) origin: Origin,
    /// The name in reports.
    pub(crate) label: String,
    /// Whether values are generated from the schema, because the fixtures do not list any in TypeScript.
    pub(crate) has_generated_values: bool,
}

/// The source of a group's module.
pub(crate) enum Origin {
    /// A dependency of the staged crate.
    Crate(&'static str),
    /// A file, which becomes a module of the staged crate.
    File(PathBuf),
}

/// A type to test.
pub(crate) struct Fixture {
    /// The name, unique among all fixtures.
    pub(crate) name: String,
    /// The path of the type in the group's module.
    pub(crate) path: String,
    /// Whether Rust produces values of the type.
    pub(crate) makes: bool,
    /// Whether Rust accepts values of the type.
    pub(crate) takes: bool,
    /// Whether the type is an error type.
    pub(crate) raises: bool,
}

impl Fixture {
    /// The part that the names of its methods share.
    pub(crate) fn method(&self) -> String {
        self.name.to_snake_case()
    }
}

/// Reads the `fixture!`s of a file, in order.
pub(crate) fn read(path: &Path, origin: Origin) -> Result<Group> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let file = syn::parse_file(&text).map_err(|error| format!("`{}`: {error}", path.display()))?;
    let fixtures = file.items.iter().filter_map(|item| match item {
        syn::Item::Macro(item) if item.mac.path.is_ident("fixture") => Some(&item.mac.tokens),
        _ => None,
    });
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Group {
        label: name.clone(),
        name,
        has_generated_values: matches!(origin, Origin::File(_)),
        fixtures: fixtures.map(|tokens| fixture(tokens.clone())).collect::<Result<_>>()?,
        origin,
    })
}

/// Parses `Name { list: […], … }`.
fn fixture(tokens: TokenStream) -> Result<Fixture> {
    let mut tokens = tokens.into_iter();
    let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(lists))) =
        (tokens.next(), tokens.next())
    else {
        return Err("a `fixture!` must be a name and lists in braces".into());
    };
    let lists = match lists.delimiter() {
        Delimiter::Brace => lists.stream(),
        _ => return Err(format!("the lists of `{name}` must be in braces").into()),
    };
    let names: Vec<String> = lists
        .into_iter()
        .filter_map(|token| match token {
            TokenTree::Ident(name) => Some(name.to_string()),
            _ => None,
        })
        .collect();
    let has = |list: &str| names.iter().any(|name| name == list);
    let name = name.to_string();
    let fixture = Fixture {
        path: name.clone(),
        name,
        makes: has("makes"),
        takes: has("takes"),
        raises: has("codes"),
    };
    if !fixture.makes && !fixture.takes {
        return Err(format!("`{}` must have `makes` or `takes`", fixture.name).into());
    }
    if fixture.takes && !has("rejects") {
        return Err(format!("`{}` has `takes`, and must have `rejects` too", fixture.name).into());
    }
    Ok(fixture)
}
