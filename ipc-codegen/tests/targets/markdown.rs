//! `ipc.api.md` as GitHub reads it: every link has a target, and no doc comment reaches beyond its
//! place.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use ipc_codegen::schema::{Docs, Schema, Type};
use ipc_codegen::targets::{Emit, Options, generate};
use ipc_codegen::{Input, compile};
use pulldown_cmark::{Event, Options as Extensions, Parser, Tag, TagEnd};

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

const HOSTILE: [&str; 14] = [
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
            Type::Object(fields) | Type::Flat { fields, .. } => {
                for field in fields {
                    field.docs = docs.clone();
                }
            }
            Type::Union(members) => members.iter_mut().for_each(|member| document(member, docs)),
            _ => {}
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

/// The limits on the page equal those of `connect`.
#[test]
fn the_limits_are_those_of_the_runtime() {
    let source = include_str!("../../runtime/ts/main/limits.ts");
    let text = markdown(&types());
    for (in_source, in_text) in [
        ("messageSize: 128 * 2 ** 20,", "- `messageSize`, 128 MiB: "),
        ("openCalls: 65_536,", "- `openCalls`, 65,536: "),
        ("openBytes: 256 * 2 ** 20,", "- `openBytes`, 256 MiB: "),
    ] {
        assert!(source.contains(in_source) && text.contains(in_text), "{in_text}");
    }
}
