//! Compares the table of channel kinds with its copies: `docs/kinds.md`, `ipc-js/src/wire/kinds.ts`, the
//! runtime's enum, and the tables in `README.md` and in the docs of the macro. `BLESS=1` writes the two files.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use ipc_runtime::table;
use ipc_syntax::kind::{Answer, Asyncness, Implementer, KindRow};
use ipc_syntax::{Kind, Method, Peer, parse_item};
use syn::Item;

const INTRODUCTION: &str = "\
# Channel kinds

An attribute on each method of an `#[ipc_api]` trait declares the method's kind: which side implements it, and whether
the caller gets an answer. A method with `&self` is implemented in Rust and called by the other side; a method without
`&self` is implemented by the other side and called from Rust, or is a relay, which the runtime passes on from page to page.
The other side is a page, or Electron's main process in a trait with `peer = \"main\"`.

The attribute may name the channel, as in `#[send(\"set-title\")]`. The default is `{trait}:{method}` in camelCase, the
trait without `Api`. Options follow the name. Each method has a channel of its own, but a call to Rust and a call from Rust
may share one, because Electron's channels are bidirectional.

This page is written from the compiler's own table, `ipc-syntax/src/kind.rs`.
";

#[test]
fn the_page_agrees_with_the_table() {
    let mut page = INTRODUCTION.to_owned();
    page.push_str(
        "\n| kind | implemented by | answer | `async` | other side | options | Electron, for a page |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for row in rows() {
        let KindRow { attribute, electron, .. } = row;
        let implementer = match row.implemented_by {
            Implementer::Rust => "Rust",
            Implementer::Peer => "JavaScript",
            Implementer::Runtime => "the runtime",
        };
        let answer = match row.answer {
            Answer::None => "none",
            Answer::Value => "a value or an error",
            Answer::Stream => "items, or an error",
        };
        let asyncness = match row.asyncness {
            Asyncness::Forbidden => "no",
            Asyncness::Optional => "optional",
            Asyncness::Required => "required",
        };
        let peers = peers(row).join(", ");
        let options: Vec<String> =
            options(row).iter().map(|option| format!("`{option}`")).collect();
        let options = options.join(", ");
        writeln!(
            page,
            "| `#[{attribute}]` | {implementer} | {answer} | {asyncness} | {peers} | {options} | {electron} |",
        )
        .unwrap();
    }
    for row in rows() {
        section(&mut page, row);
    }
    compare("docs/kinds.md", &page);
}

/// The tables for users show a method of each kind, in the order of the table.
#[test]
fn the_tables_of_the_documentation_agree_with_the_table() {
    let readme = include_str!("../README.md");
    let docs = include_str!("../ipc-macros/src/lib.rs");
    for (file, text, start) in [("README.md", readme, "| `#["), ("lib.rs", docs, "/// | `#[")] {
        let lines: Vec<_> = text.lines().filter(|line| line.starts_with(start)).collect();
        assert_eq!(lines.len(), Kind::ALL.len(), "{file}");
        for (line, row) in lines.into_iter().zip(rows()) {
            // In a cell, `\|` is a character of the text.
            let line = line.trim_start_matches("/// ").replace("\\|", "¦");
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            assert_eq!(cells[0], format!("`#[{}]`", row.attribute), "{file}");
            assert_eq!(cells[1], receiver(row), "{file}: {line}");
            if let Some((name, result)) = in_the_page(row) {
                let (signature, _) = cells[2][1..].split_once('`').expect("code");
                assert!(signature.starts_with(&format!("{name}(")), "{file}: {line}");
                assert!(signature.contains(result), "{file}: {line}");
            } else {
                assert!(cells[2].contains("main process"), "{file}: {line}");
            }
            let is_blocked = row.blocks_caller();
            assert_eq!(cells[2].contains("blocks the page"), is_blocked, "{file}: {line}");
            if let Some(electron) = cells.get(3) {
                let (expected, _) = row.electron.split_once(':').unwrap_or((row.electron, ""));
                assert_eq!(*electron, expected.replace(" and ", ", "), "{file}");
            }
        }
    }
}

/// What stands before the arguments of a method.
fn receiver(row: &KindRow) -> &'static str {
    match (row.implemented_by, row.asyncness) {
        (Implementer::Rust, Asyncness::Forbidden) => "`&self`, a plain `fn`",
        (Implementer::Rust, _) => "`&self`",
        (Implementer::Peer, Asyncness::Required) => "none, `async`",
        (Implementer::Peer | Implementer::Runtime, _) => "none",
    }
}

/// The name of the example in a page, and how its signature ends; `None` if pages have no such kind.
fn in_the_page(row: &KindRow) -> Option<(String, &'static str)> {
    if !row.peers.contains(&Peer::Page) {
        return None;
    }
    let (name, _) =
        row.example.trim_start_matches("async ").strip_prefix("fn ")?.split_once('(')?;
    let mut camel = row.page_prefix.to_owned();
    for word in name.split('_') {
        let first = if camel.is_empty() { word[..1].to_owned() } else { word[..1].to_uppercase() };
        camel.extend([&*first, &word[1..]]);
    }
    let result = match (row.implemented_by, row.answer) {
        (Implementer::Peer, _) => "): () => void",
        (_, Answer::None) => "): void",
        (_, Answer::Stream) => "): Stream<string>",
        _ if row.blocks_caller() => "): string",
        _ => "): Promise<",
    };
    Some((camel, result))
}

#[test]
fn the_javascript_side_agrees_with_the_table() {
    let mut module = "\
// The channel kinds, written from ipc-syntax/src/kind.rs by tests/kinds.rs.

/** Who implements the methods of each kind, and whether a caller gets an answer. */
export const KINDS = {
"
    .to_owned();
    for kind in Kind::ALL {
        let implementer = if kind.is_implemented_in_rust() { "rust" } else { "peer" };
        writeln!(
            module,
            "  {}: {{ implementedBy: \"{implementer}\", answers: {} }},",
            kind.attribute(),
            kind.answers()
        )
        .unwrap();
    }
    module.push_str(
        "} as const;\n\n/** A channel kind. */\nexport type Kind = keyof typeof KINDS;\n",
    );
    compare("ipc-js/src/wire/kinds.ts", &module);
}

#[test]
fn the_runtime_agrees_with_the_table() {
    for kind in Kind::ALL {
        let runtime_kind = match kind {
            Kind::Send => table::Kind::Send,
            Kind::Invoke => table::Kind::Invoke,
            Kind::Stream => table::Kind::Stream,
            Kind::Sync => table::Kind::Sync,
            Kind::Event => table::Kind::Event,
            Kind::Request => table::Kind::Request,
            Kind::Relay => table::Kind::Relay,
            Kind::Port => table::Kind::Port,
        };
        assert_eq!(runtime_kind.name(), kind.attribute());
        assert_eq!(runtime_kind.is_implemented_in_rust(), kind.is_implemented_in_rust());
    }
}

#[test]
fn the_example_of_each_kind_follows_its_rules() {
    for kind in Kind::ALL {
        let row = kind.row();
        for peer in row.peers {
            let method = example(row, *peer);
            assert_eq!(method.kind, kind);
            let call = format!("`{}(", method.js_name.value);
            assert!(row.javascript.contains(&call), "{}: {call}", row.javascript);
        }
    }
}

fn rows() -> impl Iterator<Item = &'static KindRow> {
    Kind::ALL.into_iter().map(Kind::row)
}

/// Parses the example of a kind as the method of an API.
fn example(row: &KindRow, peer: Peer) -> Method {
    let args = match peer {
        Peer::Page => "",
        Peer::Main => "peer = \"main\"",
    };
    let item = format!("trait DesktopApi {{ #[{}] {} }}", row.attribute, row.example);
    let item: Item = syn::parse_str(&item).expect("the example is a method");
    let api = parse_item(args.parse().expect("the arguments are tokens"), &item)
        .unwrap_or_else(|rejection| panic!("{:?}", rejection.diagnostics));
    api.methods.into_iter().next().expect("the trait has a method")
}

fn section(page: &mut String, row: &KindRow) {
    let KindRow { attribute, summary, javascript, example, .. } = row;
    let asyncness = match row.asyncness {
        Asyncness::Forbidden => "The method is a plain `fn`.",
        Asyncness::Optional => "The method is a plain `fn` or an `async fn`.",
        Asyncness::Required => "The method is an `async fn`.",
    };
    let answer = match row.answer {
        Answer::None => "It has no return type.",
        Answer::Value => "It returns a value, or a `Result` whose error reaches the caller.",
        Answer::Stream => {
            "It returns `impl Stream<Item = T>`. An `Err` among the items ends the stream."
        }
    };
    let caller = match (row.takes_caller, row.peers.contains(&Peer::Page)) {
        (true, true) => "In an API for pages it may take `caller: &Caller`, right after `&self`.",
        _ => "It takes no `&Caller`.",
    };
    write!(
        page,
        "\n## `#[{attribute}]`\n\n{summary}.\n\n\
         ```rust\n#[{attribute}]\n{example}\n```\n\n\
         {asyncness} {answer} {caller}\n\n\
         {javascript}.",
    )
    .unwrap();
    if !row.page_prefix.is_empty() {
        let prefix = row.page_prefix;
        write!(
            page,
            " In an API for pages, the prefix `{prefix}` is added to the name unless the Rust name \
             starts with `{prefix}_`."
        )
        .unwrap();
    }
    page.push('\n');
    for (option, syntax) in row.options.iter().zip(options(row)) {
        writeln!(page, "\n`#[{attribute}({syntax})]` {}.", option.summary).unwrap();
    }
}

fn peers(row: &KindRow) -> Vec<&'static str> {
    let name = |peer: &Peer| match peer {
        Peer::Page => "page",
        Peer::Main => "main process",
    };
    row.peers.iter().map(name).collect()
}

/// The options of a kind in their syntax.
fn options(row: &KindRow) -> Vec<String> {
    let value = |takes_value| if takes_value { " = \"…\"" } else { "" };
    row.options
        .iter()
        .map(|option| format!("{}{}", option.name, value(option.takes_value)))
        .collect()
}

/// Compares a file of the repository with the expected text. `BLESS=1` writes the file first.
fn compare(file: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    if env::var_os("BLESS").is_some() {
        fs::write(&path, expected).expect("the file can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{file} differs from the table of kinds: BLESS=1 writes it");
}
