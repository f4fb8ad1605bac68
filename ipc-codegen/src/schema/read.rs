//! Reads a schema from JSON.
//!
//! Unknown keys are errors. serde does not refuse them in what it flattens, so each type with docs
//! or shapes in it is read through a struct that spells out all keys.

use std::fmt;
use std::sync::Arc;

use ipc_syntax::{Kind, Peer};
use serde::de::{Deserialize, Deserializer, Error};

use super::check::MAX_DEPTH;
use super::docs::Docs;
use super::model::{
    Api, Arg, Constant, ErrorType, Field, Literal, Method, Schema, Shapes, Type, TypeDef,
};
use super::strict::Strict;
use super::text;
use crate::deep_stack::on_deep_stacks;
use crate::report::Problem;

/// Error for a text that is not a schema: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    message: String,
}

impl SchemaError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SchemaError {}

/// The deepest nesting of brackets that is read. A type takes three of them at most: a key of an object.
const MAX_BRACKETS: usize = 3 * MAX_DEPTH + 64;

impl Schema {
    /// Reads `ipc.schema.json`.
    ///
    /// Types may be nested deeply, and each level takes some stack: the text is read on a thread
    /// that has enough.
    ///
    /// # Errors
    ///
    /// If the text is not a schema of this version, refers to a type that it does not define, or defines a
    /// type without end.
    pub fn from_json(text: &str) -> Result<Self, SchemaError> {
        if is_deeper_than(MAX_BRACKETS, text) {
            return Err(SchemaError::new(format!("more than {MAX_BRACKETS} brackets are nested")));
        }
        let read = || {
            let mut input = serde_json::Deserializer::from_str(text);
            input.disable_recursion_limit();
            let SchemaJson { apis, types, .. } = SchemaJson::deserialize(Strict(&mut input))
                .and_then(|json| input.end().map(|()| json))
                .map_err(|error| error.to_string())?;
            let schema = Self { apis, types };
            schema.check()?;
            Ok(schema)
        };
        let result: Result<Result<Self, String>, _> = on_deep_stacks(|| Ok(read()));
        let failure = |problems: Vec<Problem>| problems.into_iter().map(|it| it.message).collect();
        result.unwrap_or_else(|problems| Err(failure(problems))).map_err(SchemaError::new)
    }
}

/// Whether brackets are nested deeper than this outside of strings.
fn is_deeper_than(limit: usize, text: &str) -> bool {
    let mut depth = 0_usize;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => loop {
                match bytes.next() {
                    Some(b'\\') => {
                        bytes.next();
                    }
                    Some(b'"') | None => break,
                    Some(_) => {}
                }
            },
            _ => {}
        }
        if depth > limit {
            return true;
        }
    }
    false
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaJson {
    /// The header of a generated file.
    #[serde(rename = "@generated")]
    _header: Option<String>,
    #[serde(rename = "version")]
    _version: Version,
    apis: Vec<Api>,
    types: Vec<TypeDef>,
}

/// The `version`. It is read first, because other keys may differ between versions.
struct Version;

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match u32::deserialize(input)? {
            Schema::VERSION => Ok(Self),
            other => Err(D::Error::custom(format_args!(
                "version {other} of the schema is not known, only {}",
                Schema::VERSION
            ))),
        }
    }
}

/// `docs`, as lines, and `deprecated`.
fn docs(lines: &[String], deprecated: Option<&str>) -> Docs {
    Docs::new(&lines.join("\n"), deprecated)
}

impl<'de> Deserialize<'de> for Api {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let json = ApiJson::deserialize(input)?;
        Ok(Self {
            name: json.name,
            peer: json.peer,
            key: json.key,
            event_argument: json.event_argument,
            fingerprint: json.fingerprint,
            docs: docs(&json.docs, json.deprecated.as_deref()),
            constants: json.constants,
            methods: json.methods,
        })
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ApiJson {
    name: String,
    #[serde(deserialize_with = "text::deserialize_word")]
    peer: Peer,
    key: String,
    #[serde(default)]
    event_argument: bool,
    fingerprint: String,
    #[serde(default)]
    docs: Vec<String>,
    deprecated: Option<String>,
    #[serde(default)]
    constants: Vec<Constant>,
    methods: Vec<Method>,
}

impl<'de> Deserialize<'de> for Constant {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let json = ConstantJson::deserialize(input)?;
        Ok(Self {
            name: json.name,
            docs: docs(&json.docs, json.deprecated.as_deref()),
            value: json.value,
        })
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ConstantJson {
    name: String,
    #[serde(default)]
    docs: Vec<String>,
    deprecated: Option<String>,
    value: Literal,
}

impl<'de> Deserialize<'de> for Method {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let json = MethodJson::deserialize(input)?;
        Ok(Self {
            kind: json.kind,
            channel: json.channel,
            name: json.name,
            rust: json.rust,
            docs: docs(&json.docs, json.deprecated.as_deref()),
            timeout_ms: json.timeout_ms,
            max_bytes: json.max_bytes,
            args: json.args,
            returns: json.returns,
            error: json.error,
        })
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MethodJson {
    #[serde(deserialize_with = "text::deserialize_word")]
    kind: Kind,
    channel: String,
    name: String,
    rust: String,
    #[serde(default)]
    docs: Vec<String>,
    deprecated: Option<String>,
    timeout_ms: Option<u64>,
    max_bytes: Option<u64>,
    args: Vec<Arg>,
    returns: Type,
    error: Option<ErrorType>,
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let json = FieldJson::deserialize(input)?;
        Ok(Self {
            name: json.name,
            ty: json.ty,
            optional: json.optional,
            aliases: json.aliases,
            docs: docs(&json.docs, json.deprecated.as_deref()),
        })
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldJson {
    name: String,
    #[serde(rename = "type")]
    ty: Type,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    aliases: Box<[String]>,
    #[serde(default)]
    docs: Vec<String>,
    deprecated: Option<String>,
}

impl<'de> Deserialize<'de> for TypeDef {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let json = TypeDefJson::deserialize(input)?;
        Ok(Self {
            name: json.name,
            input_differs: json.input_differs,
            refuses_other_keys: json.refuses_other_keys,
            rust: json.rust,
            params: json.params,
            docs: docs(&json.docs, json.deprecated.as_deref()),
            shapes: shapes(json.shape, json.output, json.input).map_err(D::Error::custom)?,
        })
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TypeDefJson {
    name: String,
    #[serde(default)]
    input_differs: bool,
    #[serde(default)]
    refuses_other_keys: bool,
    rust: String,
    #[serde(default)]
    params: Vec<String>,
    #[serde(default)]
    docs: Vec<String>,
    deprecated: Option<String>,
    shape: Option<Type>,
    output: Option<Type>,
    input: Option<Type>,
}

fn shapes(
    shape: Option<Type>,
    output: Option<Type>,
    input: Option<Type>,
) -> Result<Shapes, &'static str> {
    match (shape, output, input) {
        (Some(shape), None, None) => {
            let shape = Some(Arc::new(shape));
            Ok(Shapes { output: shape.clone(), input: shape })
        }
        (None, output, input) => {
            Ok(Shapes { output: output.map(Arc::new), input: input.map(Arc::new) })
        }
        (Some(_), ..) => Err("`shape` is for both directions, so there is no other one"),
    }
}
