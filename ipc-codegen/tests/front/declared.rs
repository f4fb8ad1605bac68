//! Types that the configuration declares.

use std::path::Path;

use ipc_codegen::config::Config;
use ipc_codegen::schema::{Schema, Type};
use ipc_codegen::{Build, Input, compile};
use tempfile::TempDir;

use super::externals::{api, app};
use super::support::{failures, input, print};

/// The input of an application whose configuration has these lines under `[types]`.
fn configured(folder: &TempDir, types: &str) -> Input {
    let path = folder.path().join("app/ipc.toml");
    let text = format!("[types]\n{types}");
    std::fs::write(&path, &text).expect("the folder exists");
    let types = Config::parse(&path, &text).expect("is a configuration").types;
    Input { types, ..input(folder, &["app"]) }
}

fn schema(folder: &TempDir, types: &str) -> Schema {
    compile(&configured(folder, types)).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn problems(folder: &TempDir, types: &str) -> Vec<String> {
    failures(folder, &configured(folder, types))
}

/// Each type with its shape, or its shapes if they differ.
fn types(schema: &Schema) -> Vec<String> {
    let line = |ty: &ipc_codegen::schema::TypeDef| {
        let print = |shape: &Option<std::sync::Arc<Type>>| shape.as_deref().map(print);
        let (output, input) = (print(&ty.shapes.output), print(&ty.shapes.input));
        let shapes: Vec<_> = output.into_iter().chain(input).collect();
        format!("{} ({}) = {}", ty.name, ty.rust, shapes.join(" | "))
    };
    schema.types.iter().map(line).collect()
}

const MONEY: &str = "money = { version = \"1\", features = [\"serde\"] }";

#[test]
fn a_type_of_another_crate_has_the_shape_of_a_rust_type() {
    // `Price` derives nothing without the feature.
    let folder = app("money = \"1\"", &api("money::Price"));
    assert_eq!(
        types(&schema(&folder, "\"money::Price\" = \"(u32, String)\"\n")),
        ["Price (money::price::Price) = [integer, string]"]
    );
    // A private module is no hindrance: messages name the definition.
    assert_eq!(
        types(&schema(&folder, "\"money::price::Price\" = \"u8\"\n")),
        ["Price (money::price::Price) = integer"]
    );
}

#[test]
fn a_type_has_typescript_or_another_name() {
    let folder = app(MONEY, &api("money::Price"));
    assert_eq!(
        types(&schema(&folder, "\"money::Unit\" = { ts = \"'Euro' | 'Dollar'\" }\n")),
        [
            "Price (money::price::Price) = { amount: integer, unit: Unit }",
            "Unit (units::Unit) = \"Euro\" | \"Dollar\""
        ]
    );
    assert_eq!(
        types(&schema(&folder, "\"units::Unit\" = { name = \"Currency\" }\n")),
        [
            "Currency (units::Unit) = \"Euro\"",
            "Price (money::price::Price) = { amount: integer, unit: Currency }"
        ]
    );
}

#[test]
fn a_shape_may_be_a_type_of_the_application() {
    let source = format!(
        "{} #[derive(serde::Serialize)] struct Cents {{ cents: u32 }}",
        api("money::Price")
    );
    let folder = app("money = \"1\"", &source);
    for ty in ["Cents", "crate::Cents"] {
        assert_eq!(
            types(&schema(&folder, &format!("\"money::Price\" = \"{ty}\"\n"))),
            ["Cents (app::Cents) = { cents: integer }", "Price (money::price::Price) = Cents"]
        );
    }
    assert_eq!(
        problems(&folder, "\"money::Price\" = \"Cent\"\n"),
        ["app/ipc.toml unknown-name `\"Cent\"`"]
    );
}

#[test]
fn a_type_whose_definition_cannot_be_read_has_a_shape() {
    let folder = app(MONEY, &api("money::Made"));
    assert_eq!(
        types(&schema(&folder, "\"money::Made\" = \"u8\"\n")),
        ["Made (money::Made) = integer"]
    );
    assert_eq!(
        problems(&folder, "\"money::Made\" = { name = \"Other\" }\n"),
        ["app/ipc.toml invalid-declaration `\"money::Made\"`"]
    );
    let folder = app(MONEY, &api("std::time::Instant"));
    assert_eq!(
        types(&schema(&folder, "\"std::time::Instant\" = \"f64\"\n")),
        ["Instant (app::std::time::Instant) = float"]
    );
}

#[test]
fn a_path_may_name_parameters() {
    let source = api("std::cell::LazyCell<u8>");
    let folder = app(MONEY, &source);
    assert_eq!(
        types(&schema(&folder, "\"std::cell::LazyCell<T>\" = \"Vec<T>\"\n")),
        ["LazyCell (app::std::cell::LazyCell) = (T)[]"]
    );
}

#[test]
fn what_cannot_be_declared_is_an_error() {
    let folder = app(MONEY, &api("money::Price"));
    for (line, code) in [
        ("\"money::Prise\" = \"u8\"", "unknown-name `\"money::Prise\"`"),
        ("\"monet::Price\" = \"u8\"", "unknown-name `\"monet::Price\"`"),
        ("\"money::PathBuf\" = \"u8\"", "invalid-declaration `\"money::PathBuf\"`"),
        ("\"money::price\" = \"u8\"", "invalid-declaration `\"money::price\"`"),
        ("\"money Price\" = \"u8\"", "invalid-declaration `\"money Price\"`"),
        ("\"money::Price\" = \"u8 u8\"", "invalid-option `\"u8 u8\"`"),
        ("\"money::Price\" = { ts = \"{\" }", "invalid-typescript `\"{\"`"),
        ("\"money::Price\" = { name = \"a-b\" }", "reserved-name `\"a-b\"`"),
        ("\"money::Price<T>\" = \"u8\"", "invalid-declaration `\"money::Price<T>\"`"),
        ("\"money::Price\" = { as = \"u8\", ts = \"1\" }", "duplicate-option `\"1\"`"),
    ] {
        assert_eq!(problems(&folder, &format!("{line}\n")), [format!("app/ipc.toml {code}")]);
    }
}

#[test]
fn a_type_is_declared_once() {
    let folder = app(MONEY, &api("money::Price"));
    let lines = "\"money::Price\" = \"u8\"\n\"money::price::Price\" = { name = \"Cost\" }\n";
    assert_eq!(
        problems(&folder, lines),
        ["app/ipc.toml invalid-declaration `\"money::price::Price\"`"]
    );
}

#[test]
fn a_configuration_that_is_not_one_is_an_error() {
    for (text, message) in [
        ("out = 1", "invalid type: integer `1`, expected path string"),
        ("[types]\nA = { az = \"u8\" }", "unknown field `az`, expected one of `name`, `as`, `ts`"),
        (
            "[types]\nA = { as = { in = \"u8\" } }",
            "unknown field `in`, expected `input` or `output`",
        ),
        ("doors = [\"slow\"]", "unknown variant `slow`, expected `plain` or `fast`"),
        ("[types]\nA = 1", "invalid type: integer `1`, expected a string or a table"),
    ] {
        let problems = Config::parse(Path::new("ipc.toml"), text).expect_err("is wrong");
        assert_eq!(problems[0].message, message);
        assert!(problems[0].location.is_some(), "{text}");
    }
}

#[test]
fn a_refused_type_of_another_crate_says_which_line_to_add() {
    // `Price` and `Unit` derive nothing without the feature.
    let held = "#[derive(serde::Serialize)] struct Held { list: Vec<Option<money::Unit>> }";
    let folder = app("money = \"1\"", &format!("{} {held}", api("Held")));
    let problems = compile(&input(&folder, &["app"])).expect_err("is refused");
    assert_eq!(problems.len(), 1);
    let lines = problems[0].help.join("\n");
    assert!(lines.contains("if `units` has a feature that derives it"), "{lines}");
    assert!(
        lines.contains("in `ipc.toml` under `[types]`: `\"units::Unit\" = \"String\"`"),
        "{lines}"
    );
    let labels: Vec<_> = problems[0].related.iter().map(|(_, label)| &**label).collect();
    assert_eq!(labels, ["defined here", "reached as `a.list[]`"]);
    assert_eq!(
        types(&schema(&folder, "\"units::Unit\" = \"String\"\n"))[1],
        "Unit (units::Unit) = string"
    );
}

#[test]
fn one_cause_is_reported_once_with_all_its_places() {
    let held = "#[derive(serde::Serialize)] struct Held { a: uuid::Uuid, b: Vec<uuid::Uuid> }";
    let folder = app("money = \"1\"", &format!("{} {held}", api("Held")));
    let problems = compile(&input(&folder, &["app"])).expect_err("is refused");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].help, ["if `uuid` is a crate, add it to the `Cargo.toml` of `app`"]);
    let labels: Vec<_> = problems[0].related.iter().map(|(_, label)| &**label).collect();
    assert_eq!(labels, ["reached as `a`", "and here"]);
}

#[test]
fn two_foreign_types_of_one_name_get_a_name() {
    let own = "#[derive(serde::Serialize)]struct Unit;";
    let source = format!("{own} {}", api("(money::Unit, Unit)"));
    let folder = app(MONEY, &source);
    let problems = compile(&input(&folder, &["app"])).expect_err("is refused");
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].help,
        [
            "give it a name in `ipc.toml` under `[types]`: `\"units::Unit\" = { name = \"UnitsUnit\" }`"
        ]
    );
    let declared = schema(&folder, "\"units::Unit\" = { name = \"UnitsUnit\" }\n");
    assert_eq!(types(&declared).len(), 2);
}

#[test]
fn a_declaration_that_no_api_reaches_is_a_warning() {
    let folder = app(MONEY, &api("money::Unit"));
    let path = folder.path().join("app/ipc.toml");
    std::fs::write(&path, "out = \"ipc\"\n[types]\n\"money::Price\" = \"u8\"\n")
        .expect("is writable");
    let outcome = Build::new().input(folder.path().join("app")).write().expect("is right");
    let messages: Vec<_> = outcome.warnings.iter().map(|it| (it.code, &*it.message)).collect();
    assert_eq!(messages, [("unused-declaration", "no API reaches `money::Price`")]);
}
