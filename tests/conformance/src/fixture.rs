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
    /// The file, where it is to be a module of the staged crate.
    pub(crate) file: Option<PathBuf>,
}

/// A `fixture!`.
pub(crate) struct Fixture {
    /// The type's name.
    pub(crate) name: String,
    /// Whether Rust produces it.
    pub(crate) makes: bool,
    /// Whether Rust accepts it.
    pub(crate) takes: bool,
}

impl Fixture {
    /// The end of the names of its methods.
    pub(crate) fn method(&self) -> String {
        self.name.to_snake_case()
    }
}

/// The fixtures of a file, in their order.
pub(crate) fn read(path: &Path) -> Result<Group> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let file = syn::parse_file(&text).map_err(|error| format!("`{}`: {error}", path.display()))?;
    let fixtures = file.items.iter().filter_map(|item| match item {
        syn::Item::Macro(item) if item.mac.path.is_ident("fixture") => Some(&item.mac.tokens),
        _ => None,
    });
    Ok(Group {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        fixtures: fixtures.map(|tokens| fixture(tokens.clone())).collect::<Result<_>>()?,
        file: None,
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
    let fixture = Fixture { name: name.to_string(), makes: has("makes"), takes: has("takes") };
    if !fixture.makes && !fixture.takes {
        return Err(format!("`{name}` has neither `makes` nor `takes`").into());
    }
    if fixture.takes && !has("rejects") {
        return Err(format!("`{name}` has `takes` and no `rejects`").into());
    }
    Ok(fixture)
}
