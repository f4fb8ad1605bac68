//! The page `docs/types.md`, generated from the table and the compiler's output. The test compares the
//! page, or writes it with `BLESS=1`.

use std::fmt::Write;
use std::path::Path;

use ipc_codegen::compile_host;
use ipc_codegen::known::{Known, KnownShape, TABLE};
use ipc_codegen::targets::{Options, generate};

use crate::cases::compiled;

const INTRODUCTION: &str = "\
# Types

What each Rust type is on the wire and in TypeScript. This page is written from the compiler's own table and its
output, and a test puts every row to the real type, in its newest version with its feature `serde`.

TypeScript has a type for what Rust produces, and one for what Rust accepts. Where the two of a struct or an enum
differ, they are `Name` and `NameInput`. `T`, `K`, `V` and the like stand for any type here.

On the wire an integer beyond ±(2^53 - 1) is `\"\\0i…\"`, a number that JSON does not have `\"\\0nan\"`, `\"\\0inf\"`,
`\"\\0-inf\"` or `\"\\0-0\"`, and a buffer `\"\\0b…\"`, its index: see [the wire](wire.md).
";

/// The types of the language: a type, its form on the wire, and a note.
const LANGUAGE: &[(&str, &str, &str)] = &[
    ("()", "null", "as an answer `void`"),
    ("(T, V)", "[T, V]", "of up to 16"),
    ("[T; 2]", "[T, T]", "of up to 16"),
    ("[T; 17]", "[T, …]", "of 17 to 32, and where only rustc knows how many"),
    ("Box<[T]>", "[T, …]", "and behind any other pointer"),
];

/// The modules that `with.rs` tests, and the macros that `flags.rs` tests.
const MODULES: &str = "
Under `#[serde(with = \"…\")]` a field is what its module writes and reads. These are known: `serde_bytes`, `hex`,
`humantime_serde`, `serde_big_array::BigArray`, and those in `uuid::serde`, `chrono::serde`, `chrono::naive::serde` and
`time::serde`.

What `bitflags::bitflags!` declares, of `bitflags = \"2\"`, is a `string`, `A | B`, where it derives serde's traits.
";

/// The key types of maps, and their form on the wire.
const KEYS: &[(&str, &str)] = &[
    ("String", "their text"),
    ("u32", "their digits"),
    ("u64", "their digits, however many"),
    ("ordered_float::OrderedFloat<f64>", "as Rust writes them, `1.0`"),
    ("bool", "`true` and `false`"),
    ("Side", "the names of the variants, which are units"),
    ("Id", "as those of what the newtype holds"),
];

/// The items for the types in the rows.
const ITEMS: &str = "
    #[derive(enumset::EnumSetType, serde::Serialize, serde::Deserialize)]
    #[enumset(serialize_repr = \"list\")]
    pub enum Side { Left, Right }
    #[derive(serde::Serialize, serde::Deserialize)] pub struct Id(u64);
    #[derive(serde::Serialize, serde::Deserialize)] pub struct T(String);
    #[derive(serde::Serialize, serde::Deserialize)] pub struct K(String);
    #[derive(serde::Serialize, serde::Deserialize)] pub struct V(String);
    #[derive(serde::Serialize, serde::Deserialize)] pub struct E(String);
    #[derive(serde::Serialize, serde::Deserialize)] pub struct S(String);
    #[derive(serde::Serialize, serde::Deserialize)] pub struct L(String);
    #[derive(serde::Serialize, serde::Deserialize)] pub struct R(String);
";

#[test]
fn the_page_matches_the_table() {
    let mut page = INTRODUCTION.to_owned();
    heading(&mut page, "The language");
    for (rust, wire, note) in LANGUAGE {
        row(&mut page, rust, wire, note);
    }
    let is_refused = |known: &&Known| matches!(known.shape, KnownShape::Refused(_));
    let is_of_std = |known: &&Known| known.paths[0].starts_with("std::");
    let is_stream = |known: &&Known| matches!(known.shape, KnownShape::Stream(_));
    let known = || TABLE.iter().filter(|known| known.is_data());
    heading(&mut page, "std");
    known().filter(is_of_std).for_each(|known| known_row(&mut page, known));
    heading(&mut page, "Crates");
    known().filter(|known| !is_of_std(known)).for_each(|known| known_row(&mut page, known));
    page.push_str(MODULES);
    let is_message = |known: &&Known| known.shape == KnownShape::Message;
    let messages: Vec<_> = TABLE.iter().filter(is_message).map(names).collect();
    writeln!(
        page,
        "\n## Errors\n\nAny type that is data and implements `Display` can be the error of a method. So can {} and `Box<dyn Error>`, which cross as \
         their message\nalone, without data, and are refused anywhere else. `dyn Error` may be `Send` and `Sync`, and behind any \
         other pointer.",
        messages.join(", ")
    )
    .unwrap();
    page.push_str("\n## Keys of maps\n\nJSON has only text as keys, and JavaScript reads no more out of them.\n");
    page.push_str("\n| Rust | keys on the wire | TypeScript |\n|---|---|---|\n");
    for (key, wire) in KEYS {
        let rust = format!("std::collections::HashMap<{key}, V>");
        let key = key.rsplit("::").next().unwrap_or(key);
        let [produced, _] = typescript(&rust);
        writeln!(page, "| `HashMap<{key}, V>` | {wire} | {} |", code(&produced)).unwrap();
    }
    page.push_str("\nWhere the keys are of a type parameter, it is `MapOf<K, V>`: the one of these that is given.\n");
    page.push_str("\n## Streams\n\n| Rust | TypeScript | |\n|---|---|---|\n");
    for known in TABLE.iter().filter(is_stream) {
        let note = known.note;
        writeln!(page, "| {} | {} | {note} |", names(known), code("$ipc.Source<T>")).unwrap();
    }
    page.push_str("\n## Refused\n\n| Rust | instead |\n|---|---|\n");
    for known in TABLE.iter().filter(is_refused) {
        let KnownShape::Refused(advice) = known.shape else { continue };
        writeln!(page, "| {} | {advice} |", names(known)).unwrap();
    }
    page.push_str(
        "\nAny other type of another crate is refused, too, unless its source says what it is, or the user does:\n\
         in [`ipc.toml`](guide/configuration.md), or on a field with `#[ipc(as = \"RustType\")]` or \
         `#[ipc(ts = \"…\")]` under\n`#[derive(ipc_runtime::IpcType)]`.\n",
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/types.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &page).expect("docs/types.md can be written");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == page, "docs/types.md does not match the table: BLESS=1 writes it");
}

fn heading(page: &mut String, title: &str) {
    writeln!(
        page,
        "\n## {title}\n\n| Rust | wire | TypeScript, to Rust | TypeScript, from Rust | |\n\
         |---|---|---|---|---|"
    )
    .unwrap();
}

fn known_row(page: &mut String, known: &Known) {
    let args: Vec<_> =
        known.params.iter().map(|param| if *param == "A" { "[T; 2]" } else { param }).collect();
    let mut rust = known.paths[0].to_owned();
    if !args.is_empty() {
        write!(rust, "<{}>", args.join(", ")).unwrap();
    }
    if matches!(known.shape, KnownShape::Unsized(_)) {
        rust = format!("Box<{rust}>");
    }
    let [produced, accepted] = typescript(&rust);
    let wire = wire(&known.shape, known.params);
    let note = match known.shape {
        KnownShape::WithFeature(feature, _) => {
            format!("where the `Cargo.toml` asks for its feature `{feature}`")
        }
        _ => known.note.to_owned(),
    };
    writeln!(
        page,
        "| {} | {} | {} | {} | {note} |",
        names(known),
        code(&wire),
        code(&accepted),
        code(&produced),
    )
    .unwrap();
}

fn row(page: &mut String, rust: &str, wire: &str, note: &str) {
    let [produced, accepted] = typescript(rust);
    writeln!(
        page,
        "| {} | {} | {} | {} | {note} |",
        code(rust),
        code(wire),
        code(&accepted),
        code(&produced)
    )
    .unwrap();
}

/// The shortest path of each type, with its parameters. Types of std are shown without their path.
fn names(known: &Known) -> String {
    let parts = |path: &'static str| {
        let krate = path.split("::").next().unwrap_or(path);
        (krate, path.rsplit("::").next().unwrap_or(path))
    };
    let mut shortest: Vec<&str> = Vec::new();
    for path in known.paths {
        match shortest.iter_mut().find(|other| parts(other) == parts(path)) {
            Some(other) if path.len() < other.len() => *other = path,
            Some(_) => {}
            None => shortest.push(path),
        }
    }
    let shown = |path: &&'static str| {
        let (krate, name) = parts(path);
        let is_written_so = |module: &str| path.starts_with(&format!("std::{module}::"));
        let shown = if ["fmt", "io"].into_iter().any(is_written_so) {
            &path["std::".len()..]
        } else if krate == "std" {
            name
        } else {
            path
        };
        if known.params.is_empty() {
            code(shown)
        } else {
            code(&format!("{shown}<{}>", known.params.join(", ")))
        }
    };
    shortest.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// The TypeScript types that Rust produces and accepts.
fn typescript(rust: &str) -> [String; 2] {
    let declare = |derive: &str, name: &str| {
        format!("#[derive(serde::{derive})] pub struct {name} {{ it: {rust} }}")
    };
    let source = format!(
        "#[ipc_api] trait Api {{ #[invoke] fn f(&self, v: Accepted) -> Produced; }} {} {} {ITEMS}",
        declare("Deserialize", "Accepted"),
        declare("Serialize", "Produced"),
    );
    let schema = compiled(rust, &source).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let host = compile_host().expect("the contract compiles");
    let files = generate(&schema, &host, &Options::default()).expect("threads start");
    let text = &files["types.ts"];
    ["Produced", "Accepted"].map(|name| {
        let (_, body) = text.split_once(&format!("interface {name} {{")).expect("the interface");
        let (body, _) = body.split_once("\n}").expect("its end");
        let (_, ty) = body.split_once(':').expect("the field");
        let words: Vec<_> = ty.trim().trim_end_matches(';').split_whitespace().collect();
        words.join(" ").trim_start_matches("| ").to_owned()
    })
}

/// A shape in the notation of JSON.
fn wire(shape: &KnownShape, params: &[&str]) -> String {
    let inner = |shape: &KnownShape| wire(shape, params);
    match shape {
        KnownShape::Null => "null".to_owned(),
        KnownShape::Bool => "boolean".to_owned(),
        KnownShape::Integer
        | KnownShape::SafeInteger
        | KnownShape::BigInt
        | KnownShape::BigInt128 => "integer".to_owned(),
        KnownShape::Float | KnownShape::Number => "number".to_owned(),
        KnownShape::String => "string".to_owned(),
        KnownShape::Bytes => "buffer".to_owned(),
        KnownShape::Json | KnownShape::RawJson => "any".to_owned(),
        KnownShape::Literal(text) => format!("{text:?}"),
        KnownShape::Arg(index) => params[*index].to_owned(),
        KnownShape::ElementOf(_) => "T".to_owned(),
        KnownShape::EnumSet => format!("[{}, …]", params[0]),
        KnownShape::Option(some) => format!("{} or null", inner(some)),
        KnownShape::List(item) => format!("[{}, …]", inner(item)),
        KnownShape::Tuple(items) => {
            format!("[{}]", items.iter().map(inner).collect::<Vec<_>>().join(", "))
        }
        KnownShape::Map(key, value) => format!("{{ {}: {}, … }}", inner(key), inner(value)),
        KnownShape::Object(keys) => {
            let keys = keys.iter().map(|(name, shape)| format!("{name:?}: {}", inner(shape)));
            format!("{{ {} }}", keys.collect::<Vec<_>>().join(", "))
        }
        KnownShape::Union(members) => members.iter().map(inner).collect::<Vec<_>>().join(" or "),
        KnownShape::Unsized(shape) | KnownShape::WithFeature(_, shape) => inner(shape),
        KnownShape::Message
        | KnownShape::ResultOf(_)
        | KnownShape::Stream(_)
        | KnownShape::Refused(_) => "nothing".to_owned(),
    }
}

/// Formats code for a cell of a table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
