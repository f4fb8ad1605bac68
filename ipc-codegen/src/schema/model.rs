//! The model: APIs with their methods, and the data types that they reach.

use std::iter;
use std::sync::Arc;

use ipc_syntax::{Kind, Peer, TypeScript};
use serde::{Deserialize, Serialize, Serializer};

use super::docs::Docs;
use super::text;
use crate::direction::Direction;

/// All APIs of one run and the types that they reach, in a canonical order: APIs by trait name,
/// types by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// The APIs.
    pub apis: Vec<Api>,
    /// The named data types that they reach.
    pub types: Vec<TypeDef>,
}

impl Schema {
    /// The version of the JSON format.
    pub const VERSION: u32 = 1;

    /// The APIs whose other side is a page.
    pub fn pages(&self) -> impl Iterator<Item = &Api> + Clone {
        self.of_peer(Peer::Page)
    }

    /// The APIs whose other side is the JavaScript of Electron's main process.
    pub fn mains(&self) -> impl Iterator<Item = &Api> + Clone {
        self.of_peer(Peer::Main)
    }

    fn of_peer(&self, peer: Peer) -> impl Iterator<Item = &Api> + Clone {
        self.apis.iter().filter(move |api| api.peer == peer)
    }
}

/// One `#[ipc_api]` trait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Api {
    /// The trait's name.
    pub name: String,
    /// Who calls the methods that Rust implements, and implements the others.
    #[serde(serialize_with = "text::serialize_word")]
    pub peer: Peer,
    /// The key on `window`, or in `connect({ host: { … } })`.
    pub key: String,
    /// Whether the listeners of the page get an event, which can send on the API's own channels, as
    /// their first argument.
    #[serde(skip_serializing_if = "is_default")]
    pub event_argument: bool,
    /// The fingerprint that the macro's channel table has too: 16 lower-case hex digits.
    pub fingerprint: String,
    /// Docs and deprecation.
    #[serde(flatten)]
    pub docs: Docs,
    /// In source order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constants: Vec<Constant>,
    /// In source order.
    pub methods: Vec<Method>,
}

impl Api {
    /// The methods on whose channels JavaScript sends.
    pub(crate) fn sends(&self) -> impl Iterator<Item = &Method> {
        self.methods.iter().filter(|method| method.kind == Kind::Send)
    }
}

/// A constant of an API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Docs and deprecation.
    #[serde(flatten)]
    pub docs: Docs,
    /// Its value.
    pub value: Literal,
}

/// The value of a constant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Literal {
    /// A `boolean`.
    Bool(bool),
    /// A `number`, as JavaScript writes it.
    Number(String),
    /// A `bigint`: its decimal digits, after `-` if it is negative.
    BigInt(String),
    /// A `string`.
    String(String),
    /// A read-only tuple: an array, a slice or a tuple of Rust.
    List(Vec<Self>),
}

/// One method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Method {
    /// How it is called.
    #[serde(serialize_with = "text::serialize_word")]
    pub kind: Kind,
    /// The channel's name.
    pub channel: String,
    /// The JavaScript name: `setTitle`, `onUpdateCounter`.
    pub name: String,
    /// The Rust name: `set_title`.
    pub rust: String,
    /// Docs and deprecation.
    #[serde(flatten)]
    pub docs: Docs,
    /// How long a call may take, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// The largest size of the arguments, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// In order.
    pub args: Vec<Arg>,
    /// What the caller gets back; `Unit` if nothing. Of a stream, the type of its items.
    pub returns: Type,
    /// What a fallible method fails with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorType>,
}

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Arg {
    /// Its JavaScript name.
    pub name: String,
    /// Its type, in the direction in which the argument travels.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether JavaScript may leave it out of a call: an `Option` with only `Option`s after it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub optional: bool,
    /// Whether it is a stream, whose items have the type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stream: bool,
}

/// The `E` of a method that returns `Result<T, E>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ErrorType {
    /// The type's name, which the page finds in `name`; `Error` if the type is a text, a number or
    /// the like.
    pub name: String,
    /// Where the page finds `code`.
    pub code: CodeSource,
    /// The type of `data`.
    #[serde(rename = "type")]
    pub ty: Type,
}

/// How the `code` of an error follows from its serde shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum CodeSource {
    /// Always `"application"`: a struct, an untagged enum, a primitive.
    Application,
    /// An externally tagged enum: the string itself, or the object's only key.
    External,
    /// An internally or adjacently tagged enum: the value of this key.
    Tag(String),
}

/// A use of a type. Which of a named type's two shapes is meant follows from the position:
/// the arguments of methods that Rust implements, and the answers of those that it calls, are
/// accepted by Rust; everything else is produced by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Type {
    /// `()`: `null` in data, `void` as an answer.
    Unit,
    /// `boolean`.
    Bool,
    /// An integer of up to 32 bits: a `number`.
    Integer,
    /// A wider integer that is a `number` all the same, as `usize` and `isize` are, or because
    /// `#[ipc(as = "number")]` says so: one beyond 2^53 is an error where it arrives.
    SafeInteger,
    /// A 128-bit `SafeInteger`. serde cannot buffer it.
    SafeInteger128,
    /// `f32` or `f64`: a `number`, non-finite ones and `-0` included.
    Float,
    /// A 64-bit integer: a `bigint`.
    BigInt,
    /// A 128-bit `BigInt`. serde cannot buffer it.
    BigInt128,
    /// A number of any kind: a `number`, or a `bigint` where no `number` holds it.
    Number,
    /// `String`, `char`, `PathBuf` and the like.
    String,
    /// Bytes: a `Uint8Array`, beside the text.
    Bytes,
    /// Any JSON: the `JsonValue` of `types.ts`. Its integers are as a [`Type::Number`]'s.
    Json,
    /// Any JSON, kept as its text. serde cannot buffer it.
    RawJson,
    /// One string and no other: a unit variant's name, a tag.
    Literal(String),
    /// `T | null`.
    Option(Box<Type>),
    /// `T[]`.
    List(Box<Type>),
    /// `[A, B]`.
    Tuple(Vec<Type>),
    /// An object whose keys are the values of a type, `Record<string, T>`. JSON has only text
    /// there: a number is its digits, a boolean `true` or `false`.
    Map {
        /// The type of its keys: text, numbers, booleans, or literals.
        key: Box<Type>,
        /// The type of its values.
        value: Box<Type>,
    },
    /// An object with known keys.
    Object(Vec<Field>),
    /// An object with exactly one of these keys: input for an externally tagged enum.
    OneOf(Vec<Field>),
    /// An object. A key may be missing if its type is nullable. Input for a generic field whose
    /// argument is an `Option`.
    MissingAsNull(Vec<Field>),
    /// An object with keys of its own and those of others: of what is flattened into it, or of what
    /// a tag is added to.
    Flat {
        /// Its own keys.
        fields: Vec<Field>,
        /// Object types whose keys it has too.
        parts: Vec<Type>,
        /// The type of what it has under any other key: a flattened map.
        #[serde(skip_serializing_if = "Option::is_none")]
        rest: Option<Box<Type>>,
    },
    /// All required keys of an object type, or none of its keys: a flattened `Option`.
    AllOrNone(Box<Type>),
    /// A union. Each string literal stands for an object with that key and the value `null`: the
    /// unit variants of a flattened enum.
    StringsAsKeys(Box<Type>),
    /// Any of these.
    Union(Vec<Type>),
    /// A type of `Schema::types`, by its name.
    Named {
        /// The definition's `name`.
        name: String,
        /// One for each of its parameters.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        args: Vec<Type>,
    },
    /// A parameter of the definition that this stands in.
    Param(String),
    /// What `#[ipc(ts = "…")]` says.
    #[serde(serialize_with = "text::serialize_typescript")]
    #[serde(deserialize_with = "text::deserialize_typescript")]
    TypeScript(TypeScript),
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Type {
    /// Whether it is an integer that has to be one of those that a `number` holds.
    pub(crate) const fn is_safe_integer(&self) -> bool {
        matches!(self, Self::SafeInteger | Self::SafeInteger128)
    }

    /// Whether it has 128 bits.
    pub(crate) const fn is_of_128_bits(&self) -> bool {
        matches!(self, Self::BigInt128 | Self::SafeInteger128)
    }

    /// Whether serde cannot buffer it.
    pub(crate) const fn is_unbufferable(&self) -> bool {
        self.is_of_128_bits() || matches!(self, Self::RawJson)
    }

    /// Whether it is a `bigint`.
    pub(crate) const fn is_bigint(&self) -> bool {
        matches!(self, Self::BigInt | Self::BigInt128)
    }

    /// Whether it is any JSON.
    pub(crate) const fn is_json(&self) -> bool {
        matches!(self, Self::Json | Self::RawJson)
    }
}

/// A key of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// The key on the wire.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether it may be missing.
    #[serde(skip_serializing_if = "is_default")]
    pub optional: bool,
    /// Other names under which Rust reads the key, and never writes it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub aliases: Box<[String]>,
    /// Docs and deprecation.
    #[serde(flatten)]
    pub docs: Docs,
}

impl Field {
    /// The names under which Rust reads the key, the main one first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }
}

/// One named data type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeDef {
    /// Its name, by which `Type::Named` refers to it.
    pub name: String,
    /// Whether Rust accepts another shape than it produces, of this type or of one that it refers
    /// to.
    #[serde(skip_serializing_if = "is_default")]
    pub input_differs: bool,
    /// Whether Rust refuses an object with other keys than those of the type, instead of ignoring them:
    /// `deny_unknown_fields`.
    #[serde(skip_serializing_if = "is_default")]
    pub refuses_other_keys: bool,
    /// The Rust path, for messages and for other tools.
    pub rust: String,
    /// Type parameters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<String>,
    /// Docs and deprecation.
    #[serde(flatten)]
    pub docs: Docs,
    /// What it is to JavaScript.
    #[serde(flatten)]
    pub shapes: Shapes,
}

/// The shapes of a named type: those of the directions in which a position reaches it.
///
/// As serde writes it, it is `shape` where both directions have the same one, else `output` and
/// `input`, as far as there are any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shapes {
    /// What Rust produces.
    pub output: Option<Arc<Type>>,
    /// What Rust accepts.
    pub input: Option<Arc<Type>>,
}

impl Shapes {
    /// The shape in this direction.
    pub(crate) fn get(&self, direction: Direction) -> Option<&Type> {
        match direction {
            Direction::Output => self.output.as_deref(),
            Direction::Input => self.input.as_deref(),
        }
    }

    /// The shapes that exist.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Type> {
        self.output.iter().chain(&self.input).map(|shape| &**shape)
    }
}

impl Serialize for Shapes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { output, input } = self;
        let (both, input) = if output == input { (output, &None) } else { (&None, input) };
        let output = if both.is_some() { &None } else { output };
        let shapes = [("shape", both), ("output", output), ("input", input)];
        serializer.collect_map(
            shapes.into_iter().filter_map(|(key, shape)| Some((key, shape.as_deref()?))),
        )
    }
}
