//! `docs/ipc.schema.schema.json` takes what the compiler writes, and refuses what it cannot read.

use ipc_codegen::schema::{
    Api, CodeSource, Docs, ErrorType, Field, Kind, Literal, Method, Schema, Type, TypeDef,
};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::build::{
    api, arg, constant, def, field, generic, keyed, list, literal, main_api, map, maybe, method,
    named, optional, two, typescript,
};
use crate::schema::schemas;

fn validator() -> Validator {
    let text = include_str!("../../../docs/ipc.schema.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

#[test]
fn every_schema_is_valid() {
    let validator = validator();
    for (name, schema) in schemas() {
        let value = serde_json::from_str(&schema.to_json()).unwrap();
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

/// A schema with every key, and every kind of type.
fn everything() -> Schema {
    let docs = Docs::new("Docs.", Some(""));
    let aliases: Box<[String]> = Box::new(["b".to_owned()]);
    let fields =
        || vec![Field { docs: docs.clone(), aliases: aliases.clone(), ..maybe("a", Type::Bool) }];
    let all = vec![
        Type::Unit,
        Type::Integer,
        Type::SafeInteger,
        Type::SafeInteger128,
        Type::Float,
        Type::BigInt,
        Type::BigInt128,
        Type::Number,
        Type::String,
        Type::Bytes,
        Type::Json,
        Type::RawJson,
        literal("a"),
        list(Type::Bool),
        map(Type::Bool),
        keyed(Type::Integer),
        Type::Object(fields()),
        Type::OneOf(fields()),
        Type::MissingAsNull(fields()),
        Type::Flat {
            fields: fields(),
            parts: vec![named("Two")],
            rest: Some(Box::new(Type::Bool)),
        },
        Type::AllOrNone(Box::new(named("Two"))),
        Type::StringsAsKeys(Box::new(Type::Union(vec![literal("a")]))),
        generic("One", vec![Type::Bool]),
        typescript("Date"),
    ];
    let error = |code| Some(ErrorType { name: "Two".to_owned(), code, ty: named("Two") });
    let invoke = |name: &str, code| Method {
        returns: Type::Tuple(all.clone()),
        error: error(code),
        docs: Docs::new("Docs.", Some("note")),
        ..method(Kind::Invoke, name, name, vec![arg("a", Type::Bool), optional("b", Type::Bool)])
    };
    let methods = vec![
        invoke("external", CodeSource::External),
        Method { returns: Type::Unit, ..invoke("tag", CodeSource::Tag("kind".to_owned())) },
        Method {
            timeout_ms: Some(30_000),
            max_bytes: Some(1 << 20),
            returns: Type::Unit,
            ..invoke("plain", CodeSource::Application)
        },
    ];
    let constants = vec![
        constant("a", "Docs.", Literal::Bool(true)),
        constant("b", "", Literal::Number("1".to_owned())),
        constant("c", "", Literal::BigInt("1".to_owned())),
        constant("d", "", Literal::String("1".to_owned())),
        constant("e", "", Literal::List(vec![Literal::List(vec![]), Literal::Bool(false)])),
    ];
    let event = method(Kind::Event, "event", "event", vec![]);
    let request = method(Kind::Request, "request", "request", vec![]);
    Schema {
        apis: vec![
            Api { constants, ..api("Api", "api", "Docs.", methods) },
            main_api(
                "Main",
                "main",
                "",
                vec![method(Kind::Send, "s", "s", vec![]), event, request],
            ),
        ],
        types: vec![
            TypeDef {
                params: vec!["T".to_owned()],
                ..def("One", Type::Object(vec![field("a", Type::Param("T".to_owned()))]))
            },
            TypeDef {
                refuses_other_keys: true,
                ..two("Two", Type::Object(fields()), Type::Object(vec![]))
            },
        ],
    }
}

/// Every value with one change to one of its parts.
fn mutants(value: &Value) -> Vec<Value> {
    let replaced =
        [json!(null), json!(7), json!("?"), json!([]), json!({}), json!(true), json!([7])];
    let mut mutants: Vec<Value> = replaced.into();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let with = |item: Value| {
                    let mut items = items.clone();
                    items[index] = item;
                    Value::Array(items)
                };
                mutants.extend(self::mutants(item).into_iter().map(with));
            }
        }
        Value::Object(entries) => {
            // serde would read the fields of a struct from an array.
            mutants.push(entries.values().cloned().collect());
            let absent = ABSENT.iter().filter(|key| !entries.contains_key(**key));
            for key in absent.chain(&["unknown"]) {
                for value in [json!(1), Value::Null] {
                    let more = Map::from_iter([((*key).to_owned(), value)]);
                    mutants.push(Value::Object(entries.clone().into_iter().chain(more).collect()));
                }
            }
            for (key, item) in entries {
                let mut less = entries.clone();
                less.remove(key);
                mutants.push(Value::Object(less));
                let with = |item: Value| {
                    let mut entries = entries.clone();
                    entries[key] = item;
                    Value::Object(entries)
                };
                mutants.extend(self::mutants(item).into_iter().map(with));
            }
        }
        // serde would read the variant of an enum from an object.
        Value::String(text) => mutants.push(json!({ text: null })),
        _ => {}
    }
    mutants
}

/// Keys that may be absent.
const ABSENT: [&str; 11] = [
    "@generated",
    "docs",
    "deprecated",
    "error",
    "optional",
    "params",
    "rest",
    "args",
    "input",
    "inputDiffers",
    "refusesOtherKeys",
];

/// What only all of a schema shows is no matter of JSON Schema: names, and texts in TypeScript.
fn is_about_meaning(error: &str) -> bool {
    [
        " is not defined",
        " takes ",
        " is not a parameter",
        "there are two ",
        "of TypeScript",
        "keys of a map",
    ]
    .iter()
    .any(|part| error.contains(part))
}

#[test]
fn what_is_refused_is_what_cannot_be_read() {
    let validator = validator();
    let mut schema = serde_json::from_str::<Value>(&everything().to_json()).unwrap();
    schema["@generated"] = json!("header");
    assert!(validator.is_valid(&schema));
    let mutants = mutants(&schema);
    let mut refused = 0;
    for mutant in &mutants {
        let text = mutant.to_string();
        let error = Schema::from_json(&text).err().map(|error| error.to_string());
        let is_readable = error.as_deref().is_none_or(is_about_meaning);
        assert_eq!(validator.is_valid(mutant), is_readable, "{error:?}\n{text}");
        refused += usize::from(!is_readable);
    }
    assert!(refused > mutants.len() / 2, "{refused} of {}", mutants.len());
}
