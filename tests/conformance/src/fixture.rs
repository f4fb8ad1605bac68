//! Finds the fixtures of a source file: what each `fixture!` is called, and which lists it has.

use std::fs;
use std::path::{Path, PathBuf};

use heck::ToSnakeCase;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::Result;

/// A source file with fixtures.
pub(crate) struct Group {
    /// The file's name, which is the module's.
    pub(crate) name: String,
    pub(crate) fixtures: Vec<Fixture>,
    pub(crate) home: Home,
    /// What the report calls it.
    pub(crate) label: String,
    /// Whether it gets values that are made from the schema: nobody wrote any, or not in
    /// TypeScript.
    pub(crate) is_filled: bool,
}

/// Where a group's module is.
pub(crate) enum Home {
    /// In a crate that the staged one depends on.
    Crate(&'static str),
    /// In the staged crate, and so in a file for it.
    File(PathBuf),
}

/// A type to prove.
pub(crate) struct Fixture {
    /// Its name, which no other has.
    pub(crate) name: String,
    /// Its path in the group's module.
    pub(crate) path: String,
    /// Whether Rust produces it.
    pub(crate) makes: bool,
    /// Whether Rust accepts it.
    pub(crate) takes: bool,
    /// Whether it is an error by itself.
    pub(crate) raises: bool,
}

impl Fixture {
    /// The end of the names of its methods.
    pub(crate) fn method(&self) -> String {
        self.name.to_snake_case()
    }
}

/// The `fixture!`s of a file, in their order.
pub(crate) fn read(path: &Path, home: Home) -> Result<Group> {
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
        is_filled: matches!(home, Home::File(_)),
        fixtures: fixtures.map(|tokens| fixture(tokens.clone())).collect::<Result<_>>()?,
        home,
    })
}

/// `Name { list: […], … }`
fn fixture(tokens: TokenStream) -> Result<Fixture> {
    let mut tokens = tokens.into_iter();
    let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(lists))) =
        (tokens.next(), tokens.next())
    else {
        return Err("a `fixture!` has a name and lists in braces".into());
    };
    let lists = match lists.delimiter() {
        Delimiter::Brace => lists.stream(),
        _ => return Err(format!("the lists of `{name}` are not in braces").into()),
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
        return Err(format!("`{}` has neither `makes` nor `takes`", fixture.name).into());
    }
    if fixture.takes && !has("rejects") {
        return Err(format!("`{}` has `takes` and no `rejects`", fixture.name).into());
    }
    Ok(fixture)
}
