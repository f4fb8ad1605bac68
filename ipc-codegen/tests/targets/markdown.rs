//! `ipc.api.md` as GitHub reads it: every link has a target, and no doc comment reaches beyond its
//! place.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use ipc_codegen::schema::{Docs, Field, Schema, Type};
use ipc_codegen::targets::{Emit, Options, generate};
use ipc_codegen::{Input, compile, compile_source};
use pulldown_cmark::{CodeBlockKind, Event, Options as Extensions, Parser, Tag, TagEnd};

use crate::build::nothing;
use crate::schema::schemas;
use crate::schemas::{main_peer, tutorial, types};

fn markdown(schema: &Schema) -> String {
    let options = Options { emit: Emit::only(["docs"]), ..Options::default() };
    let mut files = generate(schema, &nothing(), &options).expect("can be printed");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["ipc.api.md", "ipc.schema.json"]);
    files.remove("ipc.api.md").unwrap()
}

/// What a text has in it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outline {
    headings: Vec<String>,
    /// The anchors that are linked to.
    links: Vec<String>,
    html: Vec<String>,
    others: Vec<String>,
}

fn outline(text: &str) -> Outline {
    let mut outline = Outline::default();
    let mut is_heading = false;
    let (_, body) = text.split_once('\n').expect("a header");
    for event in Parser::new_ext(body, Extensions::all()) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                is_heading = true;
                outline.headings.push(String::new());
            }
            Event::End(TagEnd::Heading(_)) => is_heading = false,
            Event::Text(text) | Event::Code(text) if is_heading => {
                outline.headings.last_mut().unwrap().push_str(&text);
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                outline.links.extend(dest_url.strip_prefix('#').map(str::to_owned));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                outline.html.push(html.trim().to_owned());
            }
            Event::Start(Tag::Table(_)) | Event::Rule | Event::DisplayMath(_) => {
                outline.others.push(format!("{event:?}"));
            }
            _ => {}
        }
    }
    outline
}

/// The anchors of headings, as github-slugger makes them.
fn anchors(headings: &[String]) -> BTreeSet<String> {
    let mut occurrences: HashMap<String, usize> = HashMap::new();
    let anchor = |heading: &String| {
        let is_kept = |char: &char| char.is_alphanumeric() || matches!(char, '-' | '_' | ' ');
        let plain: String = heading.to_lowercase().chars().filter(is_kept).collect();
        let plain = plain.replace(' ', "-");
        let mut anchor = plain.clone();
        while occurrences.contains_key(&anchor) {
            let count = occurrences.get_mut(&plain).unwrap();
            *count += 1;
            anchor = format!("{plain}-{count}");
        }
        occurrences.insert(anchor.clone(), 0);
        anchor
    };
    headings.iter().map(anchor).collect()
}

/// Docs of keys are items of the list, and no part of a type.
#[test]
fn a_type_has_no_docs_in_it() {
    let docs = Docs::new("Docs.", Some("note"));
    for text in [types(), tutorial()].map(|schema| markdown(&documented(&schema, &docs))) {
        assert!(!text.contains("/**") && text.contains(" (note) — Docs.\n"), "{text}");
    }
}

#[test]
fn every_link_has_a_target() {
    for (name, schema) in schemas() {
        let outline = outline(&markdown(&schema));
        let anchors = anchors(&outline.headings);
        for link in &outline.links {
            assert!(anchors.contains(link), "{name}: {link} is not in {anchors:?}");
        }
        let methods: usize = schema.apis.iter().map(|api| 1 + api.methods.len()).sum();
        let types = schema.types.len() + usize::from(!schema.types.is_empty());
        assert_eq!(outline.headings.len(), 3 + methods + types, "{name}");
        assert_eq!(outline.html.len(), 3, "{name}: {:?}", outline.html);
        assert_eq!(outline.others, [""; 0], "{name}");
    }
}

/// The name of every type is a link wherever it stands for one.
#[test]
fn names_of_types_are_links() {
    let text = markdown(&types());
    for part in [
        "- Answer: [`Patch`](#patch-1) `| null`\n",
        "- Argument `value`: [`PatchInput`](#patch-1)\n",
        "- Answer: [`Page`](#page-1)`<bigint>`\n",
        "- Answer: [`Menu`](#menu-1)`[]`\n",
        "`PatchInput`, which Rust accepts: an object with these keys\n\n- `entry`: [`Entry`](#entry-1)\n",
        "`data` is [`Shape`](#shape-1)\n",
        "- `far`: `{ \"a-b\"?: Map<string, [number, (`[`Entry`](#entry-1) `&` [`Empty`](#empty)`)[]]>; c: Intl.Locale }`\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

const HOSTILE: [&str; 20] = [
    "```\nnever ends\n# no heading",
    "~~~~ <script>\n```\n<b>\n~~~",
    "# Heading\n\n## Another\n\nSetext\n===\n\nSetext\n---\n\n> # Quoted\n\n- # Listed",
    "<script>alert(1)</script>\n<!--\nnot a comment\n\n<div>\n",
    "<!-- prettier-ignore-end -->",
    "a `tick\nand <b> another ` with <i>`code`</i>",
    "``` ` <b> ```` <i>",
    "a | b\n- | -\n`<b> | <i>`\n\n> a | b\n> :-|-:\n\n1. a | b\n   -|-",
    "$$\nmath\n\nnever ends",
    "***\n\n___\n\n---",
    "\\<b> \\\\<b> \\`<b>` <https://example.com> <https://a b> <javascript:x>",
    "[`Entry`]: #nowhere\n[^1]: note\n[x](y)",
    "    <b>indented</b>\n\t<i>",
    "\r<b>\r\n# x\u{2028}<i>\u{0}",
    "- ```text\n  <b>\n  ```\n- <b>\n\n10. x\n    ```\n    <b>\n\n<b>\n    ```\n    <b>",
    "text\n10. x\n    ```\n    <b>\n\n    <b>\n    ```\n\n> ```\n> <b>\n<b>",
    "text\n    ~~~ a\n    <b>\n\n    <b>\n~~~ a`b\n<b>",
    "text\n-\n\ntext\n- -\n\ntext\n  - =\n\n* * *\n- - -\n> - ---\n\n> text\n> ---",
    "- a\n-\t```\n\t<b>\n<b>\n\n[a\nb]: x\n[`c]: d`<b>\n[`c\n`]: <b>\n[`Entry`]",
    "> 10. ```\n>     <b>\n>\n>     ```\n>     <b>\n\n>- ```\n> <b>\n><b>",
];

#[test]
fn a_doc_comment_stays_in_its_place() {
    for base in [types(), main_peer()] {
        let plain = outline(&markdown(&documented(&base, &Docs::new("Docs.", Some("note")))));
        for text in HOSTILE {
            for docs in
                [Docs::new(text, None), Docs::new("", Some(text)), Docs::new(text, Some(text))]
            {
                let text = markdown(&documented(&base, &docs));
                let found = outline(&text);
                assert_eq!(found.headings, plain.headings, "{docs:?}\n{text}");
                assert_eq!(found.html, plain.html, "{docs:?}\n{text}");
                assert_eq!(found.others, plain.others, "{docs:?}\n{text}");
            }
        }
    }
}

/// A schema with these docs on everything that can have some.
fn documented(schema: &Schema, docs: &Docs) -> Schema {
    fn document(ty: &mut Type, docs: &Docs) {
        match ty {
            Type::Object(fields) | Type::OneOf(fields) | Type::MissingAsNull(fields) => {
                document_fields(fields, docs);
            }
            Type::Flat { fields, parts, rest } => {
                document_fields(fields, docs);
                for part in parts.iter_mut().chain(rest.as_deref_mut()) {
                    document(part, docs);
                }
            }
            Type::Union(types) | Type::Tuple(types) => {
                for ty in types {
                    document(ty, docs);
                }
            }
            Type::Option(ty) | Type::List(ty) | Type::AllOrNone(ty) | Type::StringsAsKeys(ty) => {
                document(ty, docs);
            }
            _ => {}
        }
    }
    fn document_fields(fields: &mut [Field], docs: &Docs) {
        for field in fields {
            field.docs = docs.clone();
            document(&mut field.ty, docs);
        }
    }
    let mut schema = schema.clone();
    for api in &mut schema.apis {
        api.docs = docs.clone();
        for method in &mut api.methods {
            method.docs = docs.clone();
        }
    }
    for ty in &mut schema.types {
        ty.docs = docs.clone();
        for shape in [&mut ty.shapes.output, &mut ty.shapes.input].into_iter().flatten() {
            let mut changed = (**shape).clone();
            document(&mut changed, docs);
            *shape = changed.into();
        }
    }
    schema
}

/// The reference of a method with these docs and arguments, up to the end of its signature.
fn compiled(docs: &str, arguments: &str, types: &str) -> String {
    let docs: String = docs.lines().flat_map(|line| ["///", line, "\n"]).collect();
    let source =
        format!("#[ipc_api] trait Api {{\n{docs}#[invoke] fn f(&self{arguments};\n}}\n{types}");
    markdown(&compile_source("lib.rs", &source).unwrap_or_else(|problems| panic!("{problems:#?}")))
}

/// The same with `serde` for every type.
fn compiled_types(arguments: &str, types: &[&str]) -> String {
    let types =
        types.iter().map(|ty| format!("#[derive(serde::Serialize, serde::Deserialize)]\n{ty}\n"));
    compiled("", arguments, &types.collect::<String>())
}

#[test]
fn keys_of_a_variant_have_their_docs() {
    let text = compiled_types(
        ", v: V, u: U) -> V",
        &[
            "enum V {
                /// A doc
                A {
                    /// doc of x
                    x: i32,
                    #[deprecated] y: i32,
                    z: i32,
                },
                /// One
                ///
                /// - list
                B {
                    /// First
                    ///
                    /// - of x
                    x: i32,
                },
            }",
            "#[serde(tag = \"t\")] enum U {
                A {
                    /// Text
                    ///
                    /// - list
                    x: i32,
                    y: i32,
                },
            }",
        ],
    );
    for part in [
        "- `{ A: { x: number; y: number; z: number } }` — A doc\n  - `x` — doc of x\n  - `y`, deprecated\n",
        "- `A`: `{ x: number; y: number; z: number }` — A doc\n  - `x` — doc of x\n  - `y`, deprecated\n",
        "- `{ B: { x: number } }`\n\n  One\n\n  - list\n\n  Keys:\n\n  - `x`\n\n    First\n\n    - of x\n",
        "- `x`: `number`\n\n  Text\n\n  - list\n- `y`",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_parameter_is_no_link() {
    let text = compiled_types(
        ", page: Page<Item>)",
        &["struct Item { a: u8 }", "struct Page<Item> { items: Vec<Item>, last: Option<Item> }"],
    );
    for part in [
        "- `items`: `Item[]`\n",
        "- `last` (optional): `Item | null`\n",
        "[`Page`](#page)`<`[`Item`](#item)`>`\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// `·` and marks are parts of names, and a key may be empty.
#[test]
fn unusual_names_are_legible() {
    let text = compiled_types(
        ", l: L·L, a: Ae\u{301})",
        &["struct L·L { #[serde(rename = \"\")] a: u8 }", "struct Ae\u{301} { a: u8 }"],
    );
    for part in [
        "- Argument `l`: [`L·L`](#ll)\n",
        "- Argument `a`: [`Ae\u{301}`](#ae\u{301})\n",
        "- `\"\"`: `number`\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// Link definitions and footnotes count for the whole of a file.
#[test]
fn a_definition_counts_for_its_comment() {
    let schema = compile_source(
        "lib.rs",
        "#[ipc_api] trait Api {
            /// See [x], [the X][x], [`X`][] and note[^1].
            ///
            /// [x]: https://one.example \"One\"
            /// [`x`]: <https://code.example>
            /// [^1]: one
            #[send] fn a(&self);
            /// See [x].
            ///
            /// [X]: https://two.example
            #[send] fn b(&self);
            /// See [x] and [`x`][].
            #[send] fn c(&self);
        }",
    );
    let text = markdown(&schema.expect("compiles"));
    for part in [
        "\nSee [x](https://one.example), [the X](https://one.example), [`X`](https://code.example) and note[^1].\n\n\\[^1]\\: one\n",
        "\nSee [x](https://two.example).\n",
        "\nSee [x] and [`x`][].\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// The blocks of a method's docs, as tags around text.
fn blocks(docs: &str) -> String {
    let text = compiled(docs, ", a: u8)", "");
    let (_, text) = text.split_once("the page calls Rust, which answers.\n").expect("a method");
    let (text, _) = text.split_once("\n## ").expect("another section");
    let mut blocks = String::new();
    for event in Parser::new_ext(text, Extensions::all()) {
        match event {
            Event::Start(Tag::List(_)) => blocks.push_str("<list>"),
            Event::End(TagEnd::List(_)) => blocks.push_str("</list>"),
            Event::Start(Tag::Item) => blocks.push('*'),
            Event::Start(Tag::BlockQuote(_)) => blocks.push_str("<quote>"),
            Event::End(TagEnd::BlockQuote(_)) => blocks.push_str("</quote>"),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                blocks.extend(["<code ", &*language, ">"]);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => blocks.push_str("<indented>"),
            Event::End(TagEnd::CodeBlock) => blocks.push_str("</code>"),
            Event::End(TagEnd::Paragraph) => blocks.push('.'),
            Event::Text(text) | Event::Code(text) => blocks.push_str(&text),
            Event::SoftBreak => blocks.push(' '),
            _ => {}
        }
    }
    blocks
}

#[test]
fn blocks_of_a_comment_stay() {
    let end = "<list>*Argument a: number</list>";
    for (docs, expected) in [
        (
            " 1. Run:\n    ```sh\n    a\n      b\n    ```\n 2. Done",
            "<list>*Run:<code sh>a\n  b\n</code>*Done</list>Types:.",
        ),
        (" - ```text\n   a\n   ```\n - b\n\n Text", "<list>*<code text>a\n</code>*b</list>Text."),
        (" - ```\n   a\n Text", "<list>*<code >a\n</code></list>Text."),
        (
            " > a\n >\n > b\n >\n > ```\n > c\n > ```\n\n d",
            "<quote>a.b.<code >c\n</code></quote>d.",
        ),
        (" >   ```\n > a\n > ```", "<quote><code >a\n</code></quote>"),
        (" - 1\n - 2\n\n 3", "<list>*1*2</list>3."),
        (" 1. 1\n    - 2", "<list>*1<list>*2</list></list>Types:."),
        (" - a\n - b", "<list>*a*b</list>Types:."),
        (" ```no_run\n a\n ```", "<code rust>a\n</code>"),
        (" ```rust,no_run\n a\n ```", "<code rust>a\n</code>"),
        (" ```objective-c\n a\n ```", "<code objective-c>a\n</code>"),
        (" ```\n - a\n [x]: y\n ```", "<code >- a\n[x]: y\n</code>"),
    ] {
        assert_eq!(blocks(docs), format!("{expected}{end}"), "{docs}");
    }
}

/// A file to look at. `BLESS=1` writes it.
#[test]
fn the_reference_of_an_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/open-file");
    let input = Input { paths: vec![folder.clone()], ..Input::default() };
    let text = markdown(&compile(&input).expect("compiles"));
    let path = folder.join("ipc.api.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(fs::read_to_string(&path).is_ok_and(|golden| golden == text), "{}", path.display());
}

/// The limits on the page are those of Rust, and equal those of `connect` and of the README.
#[test]
fn the_limits_are_those_of_the_runtime() {
    let source = include_str!("../../runtime/ts/main/limits.ts");
    let readme = include_str!("../../../README.md");
    let text = markdown(&types());
    for (name, in_source, in_text) in [
        ("messageSize", "128 * 2 ** 20", "128 MiB"),
        ("openCalls", "65_536", "65,536"),
        ("openBytes", "256 * 2 ** 20", "256 MiB"),
    ] {
        assert!(source.contains(&format!("  {name}: {in_source},\n")), "{name}");
        assert!(text.contains(&format!("- `{name}`, {in_text}: ")), "{name}");
        let start = format!("| `{name}`: ");
        let row = readme.lines().find(|line| line.starts_with(&start)).expect(name);
        assert!(row.contains(&format!("| {in_text}")), "{row}");
    }
}
