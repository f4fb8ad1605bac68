//! `json-schema.json`: the values as `serde_json` reads and writes them, in JSON Schema 2020-12.

use std::fmt::Write as _;

use super::constraints::{
    Api, Argument, Constraint, Definition, Key, Merged, Model, Object, Property, Rest, Width, tag,
};
use super::json::Json;
use crate::schema::Docs;
use crate::schema::layout::spread;

/// The keys before the definitions.
const START: &str = "\
{
  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",
  \"$id\": \"json-schema.json\",
  \"title\": \"The values that cross between JavaScript and Rust\",
  \"description\": \"As serde_json reads and writes them. Do not edit: change the Rust traits and run \
`ipc-codegen generate` again.\",
  \"$defs\": {";

/// The digits of an integer, as a key.
const INTEGER_KEY: &str = "^(0|-?[1-9][0-9]*)$";

/// A number, as a key.
const NUMBER_KEY: &str = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$";

/// Prints the file, definition by definition.
pub(super) fn print<E>(
    model: &Model,
    mut write: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    write(START)?;
    let definitions = model.definitions.iter().map(|it| (it.name.clone(), definition(it)));
    let mut text = String::new();
    let mut is_first = true;
    for (name, schema) in definitions.chain(model.apis.iter().flat_map(values_of_methods)) {
        let comma = if std::mem::take(&mut is_first) { "" } else { "," };
        // A name has no character that JSON escapes.
        text.extend([comma, "\n    \"", &*name, "\": "]);
        spread(&mut text, &schema, 2);
        write(&text)?;
        text.clear();
    }
    write(if is_first { "}\n}\n" } else { "\n  }\n}\n" })
}

fn definition(definition: &Definition) -> Json {
    Json::Object(documented(&definition.docs, schema(&definition.constraint)))
}

/// The arguments and the answers of an API's methods, by names that no type has.
fn values_of_methods(api: &Api) -> Vec<(String, Json)> {
    let mut values = Vec::new();
    for method in &api.methods {
        let name = |part: &str| format!("{}.{}.{part}", api.name, method.name);
        if let Some(arguments) = &method.arguments {
            let schema = documented(&method.docs, self::arguments(arguments));
            values.push((name("arguments"), Json::Object(schema)));
        }
        if let Some(result) = &method.result {
            values.push((name("result"), Json::Object(keys(schema(result)))));
        }
    }
    values
}

fn arguments(arguments: &[Argument]) -> Json {
    let schemas = arguments.iter().map(|argument| schema(&argument.constraint)).collect();
    let required = arguments.iter().take_while(|argument| !argument.optional).count();
    tuple(schemas, required)
}

/// The keys of a schema, after those for its docs.
fn documented(docs: &Docs, schema: Json) -> Vec<(String, Json)> {
    let mut entries = Vec::new();
    let mut lines: Vec<&str> = docs.lines().collect();
    let note = docs.deprecated().filter(|note| !note.trim().is_empty());
    let note = note.map(|note| format!("Deprecated: {note}"));
    lines.extend(note.as_deref());
    if !lines.is_empty() {
        entries.push(("description".to_owned(), Json::text(lines.join("\n"))));
    }
    if docs.deprecated().is_some() {
        entries.push(("deprecated".to_owned(), Json::Bool(true)));
    }
    entries.extend(keys(schema));
    entries
}

/// A schema as an object.
fn keys(schema: Json) -> Vec<(String, Json)> {
    match schema {
        Json::Object(entries) => entries,
        Json::Bool(false) => keys(Json::object([("not", Json::object([]))])),
        _ => Vec::new(),
    }
}

fn schema(constraint: &Constraint) -> Json {
    match constraint {
        Constraint::Opaque(ty) => {
            let description = format!("Any value: its type in TypeScript is `{ty}`.");
            Json::object([("description", Json::text(description))])
        }
        Constraint::Null => of_type("null"),
        Constraint::Bool => of_type("boolean"),
        Constraint::Integer(width) => integer(*width),
        Constraint::Float | Constraint::Number => of_type("number"),
        Constraint::String => of_type("string"),
        Constraint::Bytes => {
            let byte = ranged(Json::Number(0), Json::Number(u8::MAX.into()));
            Json::object([("type", Json::text("array")), ("items", byte)])
        }
        Constraint::Json => Json::Bool(true),
        Constraint::Literal(text) => Json::object([("const", Json::text(text))]),
        Constraint::Word(word) => constant(word),
        Constraint::List(item) => {
            Json::object([("type", Json::text("array")), ("items", schema(item))])
        }
        Constraint::Tuple(items) => tuple(items.iter().map(schema).collect(), items.len()),
        Constraint::Record(key, value) => record(key, value),
        Constraint::Object(object) => self::object(object),
        Constraint::Merged(merged) => self::merged(merged),
        Constraint::Union(members) => union(members),
        Constraint::Named(name) => {
            Json::object([("$ref", Json::text(format!("#/$defs/{}", fragment(name))))])
        }
    }
}

fn of_type(name: &str) -> Json {
    Json::object([("type", Json::text(name))])
}

fn integer(width: Width) -> Json {
    let (least, greatest) = match width {
        Width::Small => (i32::MIN.into(), u32::MAX.into()),
        Width::Safe | Width::Big => (i64::MIN.into(), u64::MAX.into()),
        Width::Safe128 | Width::Big128 => (i128::MIN, u128::MAX),
        Width::Unlimited => return of_type("integer"),
    };
    ranged(Json::Negative(least), Json::Number(greatest))
}

fn ranged(least: Json, greatest: Json) -> Json {
    Json::object([("type", Json::text("integer")), ("minimum", least), ("maximum", greatest)])
}

/// A literal of JavaScript, which JSON may not have.
fn constant(word: &str) -> Json {
    let number = word.strip_suffix('n').unwrap_or(word);
    let value = match word {
        "true" | "false" => Json::Bool(word == "true"),
        _ => match (number.parse(), number.parse()) {
            (Ok(number), _) => Json::Number(number),
            (_, Ok(number)) => Json::Negative(number),
            _ => return Json::Bool(false),
        },
    };
    Json::object([("const", value)])
}

fn tuple(items: Vec<Json>, required: usize) -> Json {
    if items.is_empty() {
        return Json::object([("type", Json::text("array")), ("maxItems", Json::Number(0))]);
    }
    Json::object([
        ("type", Json::text("array")),
        ("prefixItems", Json::Array(items)),
        ("items", Json::Bool(false)),
        ("minItems", Json::Number(required as u128)),
    ])
}

fn record(key: &Key, value: &Constraint) -> Json {
    let mut entries = keys(of_type("object"));
    let names = match key {
        Key::Any => None,
        Key::Integer => Some(Json::object([("pattern", Json::text(INTEGER_KEY))])),
        Key::Number => Some(Json::object([("pattern", Json::text(NUMBER_KEY))])),
        Key::Names(names) => {
            Some(Json::object([("enum", Json::texts(names.iter().map(String::as_str)))]))
        }
    };
    entries.extend(names.map(|names| ("propertyNames".to_owned(), names)));
    entries.push(("additionalProperties".to_owned(), schema(value)));
    Json::Object(entries)
}

fn object(object: &Object) -> Json {
    let mut entries = keys(of_type("object"));
    let excluded = match &object.rest {
        Rest::Refused => Vec::new(),
        Rest::Ignored | Rest::Values(_) => object.excluded.iter().map(String::as_str).collect(),
    };
    entries.extend(known_keys(object, excluded));
    entries.extend(other_keys("additionalProperties", object));
    Json::Object(entries)
}

/// An object whose other keys depend on choices.
fn merged(Merged { base, choices }: &Merged) -> Json {
    let mut entries = keys(of_type("object"));
    entries.extend(known_keys(base, Vec::new()));
    let choice = |(index, objects): (usize, &Vec<Object>)| {
        let elsewhere = choices.iter().enumerate().filter(|(other, _)| *other != index);
        let elsewhere: Vec<_> = elsewhere.flat_map(|(_, objects)| objects).chain([base]).collect();
        let names = objects.iter().flat_map(|object| &object.properties).map(|it| &*it.name);
        let object = |object: &Object| {
            // No other object of this choice may contribute its keys.
            let is_excluded =
                |name: &&str| !object.has(name) && !elsewhere.iter().any(|other| other.has(name));
            let mut excluded: Vec<_> = match base.rest {
                Rest::Refused => names.clone().filter(is_excluded).collect(),
                _ => object.excluded.iter().map(String::as_str).filter(is_excluded).collect(),
            };
            excluded.sort_unstable();
            excluded.dedup();
            let mut entries = keys(of_type("object"));
            entries.extend(known_keys(object, excluded));
            Json::Object(entries)
        };
        Json::object([("anyOf", Json::Array(objects.iter().map(object).collect()))])
    };
    let choices = choices.iter().enumerate().map(choice).collect();
    entries.push(("allOf".to_owned(), Json::Array(choices)));
    entries.extend(other_keys("unevaluatedProperties", base));
    Json::Object(entries)
}

/// What is said of the keys that an object knows, and of others that it must not have.
fn known_keys(Object { properties, .. }: &Object, excluded: Vec<&str>) -> Vec<(String, Json)> {
    let mut entries = Vec::new();
    let property = |property: &Property| {
        let inner = match schema(&property.constraint) {
            inner @ Json::Bool(_) if property.docs == Docs::default() => inner,
            inner => Json::Object(documented(&property.docs, inner)),
        };
        (property.name.clone(), inner)
    };
    let mut schemas: Vec<_> = properties.iter().map(property).collect();
    schemas.extend(excluded.into_iter().map(|name| (name.to_owned(), Json::Bool(false))));
    if !schemas.is_empty() {
        entries.push(("properties".to_owned(), Json::Object(schemas)));
    }
    let required = properties.iter().filter(|property| !property.optional);
    let required: Vec<_> = required.map(|property| &*property.name).collect();
    if !required.is_empty() {
        entries.push(("required".to_owned(), Json::texts(required)));
    }
    entries
}

/// What is said of all other keys, by this keyword.
fn other_keys(keyword: &str, object: &Object) -> Option<(String, Json)> {
    let others = match &object.rest {
        Rest::Refused => Json::Bool(false),
        Rest::Ignored => return None,
        Rest::Values(values) => schema(values),
    };
    Some((keyword.to_owned(), others))
}

fn union(members: &[Constraint]) -> Json {
    if members.is_empty() {
        return Json::Bool(false);
    }
    let literals: Option<Vec<_>> = members.iter().map(Constraint::literal).collect();
    if let Some(literals) = literals {
        return Json::object([("enum", Json::texts(literals))]);
    }
    // With a tag, no value meets two of them.
    let key = if tag(&members.iter().collect::<Vec<_>>()).is_some() { "oneOf" } else { "anyOf" };
    Json::object([(key, Json::Array(members.iter().map(schema).collect()))])
}

/// A name in the fragment of a URI.
fn fragment(name: &str) -> String {
    let mut fragment = String::new();
    for byte in name.bytes() {
        if byte.is_ascii() {
            fragment.push(char::from(byte));
        } else {
            let _ = write!(fragment, "%{byte:02X}");
        }
    }
    fragment
}
