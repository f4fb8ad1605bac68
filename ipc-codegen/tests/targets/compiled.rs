//! What is generated from sources that are compiled.

use ipc_codegen::compile_source;
use ipc_codegen::report::{Style, render};
use ipc_codegen::targets::{Options, generate};

use crate::build::nothing;
use crate::host;

/// A notation means what it means in TypeScript, whatever the user's types are called; a name that
/// the user writes may be that of such a type.
#[test]
fn a_notation_names_a_global_that_no_type_hides() {
    let source = "#[ipc_api] trait Api { #[invoke] fn f(&self) -> Said; }
        #[derive(serde::Serialize, ipc_runtime::IpcType)] struct Said {
            #[ipc(ts = \"readonly string[]\")] list: (),
            #[ipc(ts = \"readonly [string, 1]\")] pair: (),
            #[ipc(ts = \"{ [key: string]: readonly 1[] }\")] map: (),
            #[ipc(ts = \"Record<string, 1>\")] named: (),
            DECLARED
        }";
    let types = |declared: &str, more: &str| {
        let source = source.replace("DECLARED", declared) + more;
        let schema = compile_source("lib.rs", &source)
            .unwrap_or_else(|problems| panic!("{}", render(&problems, Style::Plain)));
        generate(&schema, &nothing(), &Options::default()).unwrap()["types.ts"].clone()
    };
    let plain = types("", "");
    for line in [
        "list: ReadonlyArray<string>;",
        "pair: Readonly<[string, 1]>;",
        "map: Record<string, ReadonlyArray<1>>;",
        "named: Record<string, 1>;",
    ] {
        assert!(plain.contains(line), "{plain}");
    }
    let hidden = types(
        "a: ReadonlyArray, b: Readonly, c: Record",
        "#[derive(serde::Serialize)] struct ReadonlyArray { a: u8 }
        #[derive(serde::Serialize)] struct Readonly { a: u8 }
        #[derive(serde::Serialize)] struct Record { a: u8 }",
    );
    for line in [
        "list: globalThis.ReadonlyArray<string>;",
        "pair: globalThis.Readonly<[string, 1]>;",
        "map: globalThis.Record<string, globalThis.ReadonlyArray<1>>;",
        "named: Record<string, 1>;",
    ] {
        assert!(hidden.contains(line), "{hidden}");
    }
}

/// The page sees only the name and the code of an error.
#[test]
fn errors_of_one_name_share_a_guard() {
    let source = "#[ipc_api] trait Api {
            #[invoke] fn text(&self) -> Result<(), String>;
            #[invoke] fn message(&self) -> Result<(), Box<dyn std::error::Error>>;
            #[invoke] fn own(&self) -> Result<(), Error>;
            #[invoke] fn own_again(&self) -> Result<u8, Error>;
        }
        #[derive(serde::Serialize)] enum Error { Busy }";
    let schema = compile_source("lib.rs", source).expect("the source is valid");
    let files = generate(&schema, &nothing(), &Options::default()).unwrap();
    let failure = "export type ErrorFailure =
  | $ipc.Failure<\"Error\", \"application\", string>
  | $ipc.Failure<\"Error\", \"application\", null>
  | $ipc.VariantFailure<\"Error\", \"Busy\", Error>;\n";
    assert!(files["types.ts"].contains(failure), "{}", files["types.ts"]);
    let guards: Vec<_> = files["errors.ts"].matches("export function is").collect();
    assert_eq!(guards.len(), 1);
    assert!(files["errors.ts"].contains(r#"(error, "Error", ["application", "Busy"])"#));
}

/// Whoever followed every path through these would not see the end of it.
#[test]
fn types_that_share_their_parts_are_looked_into_once() {
    let top = "#[ipc_api] trait SharedApi { #[invoke] fn top(&self) -> Shared60; }\n\
               #[derive(serde::Serialize)] struct Shared0 { id: u64 }\n";
    let shared = (1..=60).map(|number| {
        let part = number - 1;
        format!("#[derive(serde::Serialize)] struct Shared{number}(Shared{part}, Shared{part});\n")
    });
    let source = top.to_owned() + &shared.collect::<String>();
    let schema = compile_source("shared.rs", &source).expect("compiles");
    let files = generate(&schema, &host(), &Options::default()).unwrap();
    assert!(files["types.ts"].contains("export type Shared60 = "));
}

/// serde cannot keep an integer of 128 bits, whatever it is here, until it has seen the tag.
#[test]
fn a_tag_comes_first_where_what_is_beside_it_cannot_be_kept() {
    let orders = |field: &str| {
        let source = format!(
            "#[derive(serde::Deserialize, ipc_runtime::IpcType)] struct Held {{ {field} }}
            #[derive(serde::Deserialize)] #[serde(tag = \"t\", content = \"c\")]
            enum Beside {{ A(Held), B(u8) }}
            #[ipc_api] trait Api {{ #[invoke] fn f(&self, it: Beside); }}"
        );
        let schema = compile_source("lib.rs", &source).expect("compiles");
        generate(&schema, &host(), &Options::default()).unwrap()["tables.js"].contains("Order")
    };
    assert!(orders("at: u128") && orders("#[ipc(as = \"number\")] at: u128"));
    assert!(!orders("at: u64") && !orders("#[ipc(as = \"number\")] at: u64"));
}

/// A chain that is longer than what is followed, which ends without an integer of 64 bits.
#[test]
fn every_codec_that_is_named_is_there() {
    let link = |at: usize| format!("#[derive(Serialize)] struct T{at} {{ next: T{} }}\n", at + 1);
    let chain: String = (0..600).map(link).collect();
    let source = format!(
        "use serde::Serialize; {chain} #[derive(Serialize)] struct T600 {{ a: u32 }}
        #[derive(Serialize)] struct Pair {{ a: T80, b: T80, c: T0 }}
        #[ipc_api] trait Api {{ #[invoke] fn f(&self) -> Pair; }}"
    );
    let schema = compile_source("lib.rs", &source).expect("compiles");
    let tables = &generate(&schema, &host(), &Options::default()).unwrap()["tables.ts"];
    let references: Vec<_> = tables.split("{ ref: \"").skip(1).collect();
    assert!(references.len() > 80);
    for reference in references {
        let (name, _) = reference.split_once('"').unwrap();
        assert!(tables.contains(&format!("\n    {name}: {{")), "{name}");
    }
}

/// Each level doubles the ways to the last one.
#[test]
fn untagged_enums_of_untagged_enums_take_no_time() {
    let level = |at: usize| {
        format!("#[derive(Serialize)] #[serde(untagged)] enum T{at} {{ A(T{0}), B(T{0}) }}", at + 1)
    };
    let levels: String = (0..40).map(level).collect();
    let source = format!(
        "use serde::Serialize; {levels} #[derive(Serialize)] struct T40 {{ a: u64 }}
        #[ipc_api] trait Api {{ #[invoke] fn f(&self) -> HashMap<String, T0>; }}
        use std::collections::HashMap;"
    );
    let schema = compile_source("lib.rs", &source).expect("compiles");
    assert!(!generate(&schema, &host(), &Options::default()).unwrap().is_empty());
}
