//! `json-schema.json` and `schemas.ts`. `tests/conformance` checks them against serde.

use std::collections::BTreeMap;

use ipc_codegen::schema::{Field, Kind, Schema, Type, TypeDef};
use ipc_codegen::targets::{Emit, Options, generate};
use serde_json::{Value, json};

use crate::build::{
    api, arg, def, field, flat, generic, keyed, list, literal, map, maybe, method, named, nothing,
    option, optional, typescript,
};
use crate::schema::schemas;
use crate::schemas::tutorial;

fn files(schema: &Schema, formats: &[&str]) -> Result<BTreeMap<String, String>, Vec<String>> {
    let options = Options { emit: Emit::only(formats.iter().copied()), ..Options::default() };
    generate(schema, &nothing(), &options)
        .map_err(|problems| problems.into_iter().map(|problem| problem.message).collect())
}

/// A schema whose API takes a value of this type.
fn taking(ty: Type, types: Vec<TypeDef>) -> Schema {
    let methods = vec![method(Kind::Send, "take", "take", vec![arg("value", ty)])];
    Schema { apis: vec![api("Api", "api", "", methods)], types }
}

fn json_schema(schema: &Schema) -> Value {
    let files = files(schema, &["schema"]).expect("it can be printed");
    serde_json::from_str(&files["json-schema.json"]).expect("it is JSON")
}

/// Whether `Api.take` takes a value, as the JSON Schema says.
fn takes(schema: &Schema, value: &Value) -> bool {
    let mut root = json_schema(schema);
    root["$ref"] = json!("#/$defs/Api.take.arguments");
    jsonschema::validator_for(&root).expect("it is JSON Schema").is_valid(&json!([value]))
}

#[test]
fn each_format_brings_what_it_needs() {
    let names = |formats: &[&str]| {
        files(&tutorial(), formats).unwrap().into_keys().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&["schema"]), "ipc.schema.json json-schema.json");
    let with_types = ".prettierrc ipc.schema.json runtime/types.ts schemas.ts types.ts";
    assert_eq!(names(&["zod"]), with_types);
    assert!(names(&["js", "zod"]).contains(" runtime/types.ts schemas.ts tables.cjs"));
}

#[test]
fn every_schema_is_json_schema() {
    for (name, schema) in schemas() {
        let root = json_schema(&schema);
        assert!(jsonschema::meta::is_valid(&root), "{name}");
        for definition in root["$defs"].as_object().unwrap().keys() {
            let mut root = root.clone();
            root["$ref"] = json!(format!("#/$defs/{definition}"));
            jsonschema::validator_for(&root).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn names_of_instances_do_not_meet_names_of_users() {
    let page = TypeDef {
        params: vec!["T".to_owned()],
        ..def("Page", Type::Object(vec![field("items", list(Type::Param("T".to_owned())))]))
    };
    let taken = def("PageOfString", Type::Object(vec![]));
    let pages =
        [Type::String, Type::Integer, Type::SafeInteger].map(|ty| generic("Page", vec![ty]));
    let schema = taking(Type::Tuple(pages.into()), vec![page, taken]);
    let root = json_schema(&schema);
    let names: Vec<_> = root["$defs"].as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "Api.take.arguments",
            "PageOfInteger",
            "PageOfInteger$2",
            "PageOfString",
            "PageOfString$2"
        ]
    );
}

fn closed(ty: TypeDef) -> TypeDef {
    TypeDef { refuses_other_keys: true, ..ty }
}

/// A closed definition that flattens `count` enums of two variants.
fn flattening(count: usize) -> Vec<TypeDef> {
    let tagged = |tag: &str, name: &str, fields: Vec<Field>| {
        Type::Object([vec![field(tag, literal(name))], fields].concat())
    };
    let mut types: Vec<_> = (0..count)
        .map(|index| {
            let tag = format!("tag{index}");
            let fields = vec![field(&format!("a{index}"), Type::Bool)];
            def(
                &format!("Enum{index:02}"),
                Type::Union(vec![tagged(&tag, "A", fields), tagged(&tag, "B", vec![])]),
            )
        })
        .collect();
    let parts = types.iter().map(|ty| named(&ty.name)).collect();
    types.push(closed(def("Whole", flat(vec![field("id", Type::String)], parts))));
    types
}

#[test]
fn flattened_enums_are_chosen_one_by_one() {
    let schema = taking(named("Whole"), flattening(2));
    for (value, is_taken) in [
        (json!({ "id": "", "tag0": "A", "a0": true, "tag1": "B" }), true),
        (json!({ "id": "", "tag0": "B", "tag1": "A", "a1": true }), true),
        (json!({ "id": "", "tag0": "B", "a0": true, "tag1": "B" }), false),
        (json!({ "id": "", "tag0": "A", "a0": true }), false),
        (json!({ "id": "", "tag0": "B", "tag1": "B", "other": 1 }), false),
        (json!({ "tag0": "B", "tag1": "B" }), false),
    ] {
        assert_eq!(takes(&schema, &value), is_taken, "{value}");
    }
}

#[test]
fn too_many_objects_are_refused() {
    let schema = taking(named("Whole"), flattening(9));
    assert_eq!(
        files(&schema, &["zod"]).unwrap_err(),
        ["the flattened enums and the aliases of `Whole` make more than 256 different objects"]
    );
    files(&schema, &["schema"]).unwrap();
    files(&schema, &["ts"]).unwrap();
    files(&taking(named("Whole"), flattening(8)), &["schema", "zod"]).unwrap();
}

#[test]
fn flattened_text_in_typescript_needs_keys() {
    let whole =
        |text: &str| def("Whole", flat(vec![field("id", Type::Bool)], vec![typescript(text)]));
    let schema = taking(named("Whole"), vec![whole("Partial<Date>")]);
    assert_eq!(
        files(&schema, &["schema", "zod"]).unwrap_err(),
        ["`Whole` flattens `Partial<Date>`, whose keys only TypeScript knows"]
    );
    let schema = taking(named("Whole"), vec![whole("{ a?: string }")]);
    assert!(takes(&schema, &json!({ "id": true, "a": "" })));
    assert!(!takes(&schema, &json!({ "id": true, "a": 1 })));
}

#[test]
fn aliases_exclude_each_other() {
    let names = |names: [&str; 2]| Type::OneOf(names.map(|name| maybe(name, Type::Bool)).into());
    let parts = vec![names(["a", "b"]), names(["c", "d"])];
    let open = def("Whole", flat(vec![], parts));
    for (whole, is_closed) in [(closed(open.clone()), true), (open, false)] {
        let schema = taking(named("Whole"), vec![whole]);
        assert!(takes(&schema, &json!({})));
        assert!(takes(&schema, &json!({ "a": true, "d": true })));
        assert!(!takes(&schema, &json!({ "a": true, "b": true })));
        assert_eq!(takes(&schema, &json!({ "e": true })), !is_closed);
    }
}

#[test]
fn objects_are_as_open_as_serde_reads_them() {
    let object = |name: &str| Type::Object(vec![field(name, Type::Bool)]);
    let variants = || Type::OneOf(vec![field("A", object("a")), field("B", Type::Bool)]);
    let more = |name: &str| json!({ name: true, "other": true });
    for (ty, value, is_taken) in [
        (def("Open", object("a")), more("a"), true),
        (closed(def("Closed", object("a"))), more("a"), false),
        // The keys of an externally tagged enum, of a struct variant, and of a type of std.
        (def("External", variants()), more("B"), false),
        (def("External", variants()), json!({ "A": more("a") }), true),
        (closed(def("External", variants())), json!({ "A": more("a") }), false),
        (def("Until", object("end")), more("end"), false),
    ] {
        let schema = taking(named(&ty.name), vec![ty]);
        assert_eq!(takes(&schema, &value), is_taken, "{value}");
    }
}

#[test]
fn arguments_may_be_left_out_as_in_a_call() {
    let args = vec![arg("a", Type::String), optional("b", option(Type::Bool))];
    let methods = vec![method(Kind::Send, "take", "take", args)];
    let schema = Schema { apis: vec![api("Api", "api", "", methods)], types: vec![] };
    let root = json_schema(&schema);
    let arguments = &root["$defs"]["Api.take.arguments"];
    assert_eq!((&arguments["minItems"], &arguments["items"]), (&json!(1), &json!(false)));
}

#[test]
fn what_only_typescript_knows_is_any_value() {
    let schema = taking(typescript("Partial<Item>"), vec![]);
    assert!(takes(&schema, &json!({ "a": 1 })) && takes(&schema, &json!(null)));
    let schema = taking(typescript("{ a: 'x' | 1; b?: string[] }"), vec![]);
    assert!(takes(&schema, &json!({ "a": 1, "c": 1 })));
    assert!(!takes(&schema, &json!({ "a": 2 })) && !takes(&schema, &json!({ "a": 1, "b": [1] })));
}

#[test]
fn numbers_have_their_ranges() {
    let schema = taking(Type::Tuple(vec![Type::Integer, Type::BigInt, Type::BigInt128]), vec![]);
    let is_taken = |text: &str| takes(&schema, &serde_json::from_str(text).unwrap());
    assert!(is_taken(
        "[4294967295, 18446744073709551615, -170141183460469231731687303715884105728]"
    ));
    assert!(is_taken("[-2147483648, -9223372036854775808, 1]"));
    assert!(!is_taken("[4294967296, 1, 1]"));
    assert!(!is_taken("[1, 18446744073709551616000, 1]"));
    assert!(!is_taken("[1.5, 1, 1]"));
}

#[test]
fn keys_of_maps_are_texts() {
    for (ty, good, bad) in [
        (keyed(Type::Integer), "-12", "1.5"),
        (keyed(Type::Float), "1.5e-7", "NaN"),
        (keyed(Type::Bool), "true", "1"),
        (keyed(Type::Union(vec![literal("a"), literal("b")])), "b", "c"),
    ] {
        let schema = taking(ty, vec![]);
        assert!(takes(&schema, &json!({ good: 1 })), "{good}");
        assert!(!takes(&schema, &json!({ bad: 1 })), "{bad}");
    }
    assert!(takes(&taking(map(Type::Bool), vec![]), &json!({ "any": true })));
}
