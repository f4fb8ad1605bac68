//! `ipc.toml`, the configuration of a project: what a run takes without options, and the shapes of types
//! that cannot carry `#[ipc(…)]`, because they belong to other crates.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::marker::PhantomData;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use heck::ToUpperCamelCase;
use ipc_syntax::near_miss;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::codes;
use crate::direction::Direction;
use crate::report::{Location, Problem};

/// The name of the file.
pub const FILE_NAME: &str = "ipc.toml";

/// The configuration of a project. An option of a run replaces the one here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Crates and source files; the folder of the configuration if it names none.
    pub inputs: Vec<PathBuf>,
    /// The folder for the generated files.
    pub out: Option<PathBuf>,
    /// The doors of the preload.
    pub(crate) doors: Option<Vec<Door>>,
    /// The formats to write.
    pub emit: Option<Vec<String>>,
    /// Features to turn on, besides the default ones.
    pub features: Vec<String>,
    /// Whether to turn off the default features.
    pub no_default_features: bool,
    /// Whether to turn on all features.
    pub all_features: bool,
    /// What rustc is told by `--cfg`.
    pub cfg: Vec<String>,
    /// The target triple that decides target-specific `cfg`s.
    pub target: Option<String>,
    /// The table `[types]`.
    pub types: DeclaredTypes,
}

/// A way from a page to Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Door {
    Plain,
    Fast,
}

/// The shapes and names of types that a configuration declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaredTypes {
    pub(crate) file: Option<Arc<Path>>,
    pub(crate) list: Vec<DeclaredType>,
}

/// A line of the table `[types]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeclaredType {
    /// The path of the type, which may name its parameters.
    pub(crate) path: Text,
    pub(crate) options: Vec<TypeOption>,
}

/// One option of a type, as in `#[ipc(…)]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeOption {
    pub(crate) name: &'static str,
    /// `None` for both directions.
    pub(crate) direction: Option<Direction>,
    pub(crate) value: Text,
}

/// A text of the file, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) range: Range<usize>,
}

impl Config {
    /// Reads the configuration in `folder`, or else in the nearest folder above that has one.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn find(folder: &Path) -> Result<Option<Self>, Vec<Problem>> {
        let mut folders = folder.ancestors();
        let path = folders.find_map(|folder| {
            let path = folder.join(FILE_NAME);
            path.is_file().then_some(path)
        });
        path.map(|path| Self::read(&path)).transpose()
    }

    /// Reads the configuration in a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn read(path: &Path) -> Result<Self, Vec<Problem>> {
        let text = fs::read_to_string(path).map_err(|error| {
            let message = format!("cannot read `{}`: {error}", path.display());
            vec![Problem::new(codes::INVALID_CONFIG, message)]
        })?;
        Self::parse(path, &text)
    }

    /// Reads the text of the configuration in a file. Paths in it start from the folder of the file.
    ///
    /// # Errors
    ///
    /// If the text is not a configuration.
    ///
    /// ```
    /// use std::path::Path;
    /// use ipc_codegen::config::Config;
    ///
    /// let text = r#"
    ///     out = "app/ipc"
    ///
    ///     [types]
    ///     "lsp_types::Uri" = "String"
    /// "#;
    /// let config = Config::parse(Path::new("/project/ipc.toml"), text).expect("is a configuration");
    /// assert_eq!(config.out.as_deref(), Some(Path::new("/project/app/ipc")));
    /// ```
    pub fn parse(path: &Path, text: &str) -> Result<Self, Vec<Problem>> {
        let raw: RawConfig = toml::from_str(text).map_err(|error| vec![invalid(path, &error)])?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let types = raw
            .types
            .into_iter()
            .map(|(path, ty)| DeclaredType { path: path.into(), options: options(ty) });
        let mut types: Vec<_> = types.collect();
        types.sort_by_key(|ty| ty.path.range.start);
        let inputs = match raw.inputs {
            Some(inputs) => inputs.into_iter().map(|input| folder.join(input)).collect(),
            None => vec![folder.to_owned()],
        };
        Ok(Self {
            path: path.to_owned(),
            inputs,
            out: raw.out.map(|out| folder.join(out)),
            doors: raw.doors,
            emit: raw.emit,
            features: raw.features,
            no_default_features: raw.no_default_features,
            all_features: raw.all_features,
            cfg: raw.cfg,
            target: raw.target,
            types: DeclaredTypes { file: Some(path.into()), list: types },
        })
    }
}

/// The help for a type of another crate whose shape the sources do not show.
pub(crate) fn how_to_declare(path: &str) -> String {
    format!(
        "declare what serde makes of the whole type, in `{FILE_NAME}` under `[types]`: \
         `\"{path}\" = \"String\"` if it is text, `\"serde_json::Value\"` for any JSON, another Rust type of \
         the same shape, or `{{ ts = \"…\" }}`"
    )
}

/// The help for a type of another crate that needs another name in TypeScript.
pub(crate) fn how_to_name(path: &str) -> String {
    let name = prefixed(path);
    format!(
        "give it a name in `{FILE_NAME}` under `[types]`: `\"{path}\" = {{ name = \"{name}\" }}`"
    )
}

/// The name of a type, prefixed with that of the nearest module that says more: `DialogFilter` for
/// `app::dialog::Filter`.
pub(crate) fn prefixed(path: &str) -> String {
    let mut parts = path.rsplit("::");
    let name = parts.next().unwrap_or_default();
    let mut modules = parts.map(ToUpperCamelCase::to_upper_camel_case);
    let module = modules.find(|module| module != name).unwrap_or_default();
    format!("{module}{name}")
}

/// The file, as TOML has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawConfig {
    inputs: Option<Vec<PathBuf>>,
    out: Option<PathBuf>,
    doors: Option<Vec<Door>>,
    emit: Option<Vec<String>>,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    no_default_features: bool,
    #[serde(default)]
    all_features: bool,
    #[serde(default)]
    cfg: Vec<String>,
    target: Option<String>,
    #[serde(default)]
    types: BTreeMap<Spanned<String>, Spanned<TextOr<RawType>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawType {
    name: Option<Spanned<String>>,
    r#as: Option<Spanned<TextOr<RawDirections>>>,
    ts: Option<Spanned<TextOr<RawDirections>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDirections {
    input: Option<Spanned<String>>,
    output: Option<Spanned<String>>,
}

/// A string, or a table in its place.
enum TextOr<T> {
    Text(String),
    Table(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrVisitor(PhantomData))
    }
}

struct TextOrVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for TextOrVisitor<T> {
    type Value = TextOr<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a table")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(TextOr::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Table)
    }
}

impl From<Spanned<String>> for Text {
    fn from(text: Spanned<String>) -> Self {
        let range = text.span();
        Self { text: text.into_inner(), range }
    }
}

/// The options of a type. A text alone is another Rust type.
fn options(ty: Spanned<TextOr<RawType>>) -> Vec<TypeOption> {
    let range = ty.span();
    let RawType { name, r#as, ts } = match ty.into_inner() {
        TextOr::Text(text) => {
            let value = Text { text, range };
            return vec![TypeOption { name: "as", direction: None, value }];
        }
        TextOr::Table(ty) => ty,
    };
    let mut options = Vec::new();
    let mut add = |name, direction, value: Text| {
        options.push(TypeOption { name, direction, value });
    };
    if let Some(value) = name {
        add("name", None, value.into());
    }
    for (name, shape) in [("as", r#as), ("ts", ts)] {
        let Some(shape) = shape else { continue };
        let range = shape.span();
        match shape.into_inner() {
            TextOr::Text(text) => add(name, None, Text { text, range }),
            TextOr::Table(RawDirections { input, output }) => {
                let shapes = [(Direction::Output, output), (Direction::Input, input)];
                for (direction, value) in shapes {
                    if let Some(value) = value {
                        add(name, Some(direction), value.into());
                    }
                }
            }
        }
    }
    options
}

fn invalid(path: &Path, error: &toml::de::Error) -> Problem {
    let message = error.message().trim_end_matches('.').to_owned();
    // serde quotes the unknown name first, and then the known ones.
    let mut quoted = message.split('`').skip(1).step_by(2);
    let near = quoted.next().and_then(|name| near_miss(name, &quoted.collect::<Vec<_>>()));
    let help = near.map(|near| format!("did you mean `{near}`?"));
    let range = error.span().unwrap_or_default();
    let mut problem = Problem::new(codes::INVALID_CONFIG, message);
    problem.help.extend(help);
    problem.at(Location { file: path.into(), range })
}
