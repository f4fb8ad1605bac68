//! Writes crates to compile, with types, channels, and functions between them, as in an
//! application. The same sizes make the same text.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The number of types in a file.
const TYPES_A_FILE: u32 = 50;

/// The number of channels of an API: few enough that each file has an API.
const CHANNELS_AN_API: u32 = 10;

/// The size of a crate.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) types: u32,
    pub(crate) channels: u32,
}

/// How the sources of a crate are divided.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    ManyFiles,
    OneFile,
}

/// Writes a crate into `folder`. Returns the bytes of its sources.
pub(crate) fn write(folder: &Path, size: Size, layout: Layout) -> std::io::Result<usize> {
    let sources = folder.join("src");
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(&sources)?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)?;

    let files = size.types.div_ceil(TYPES_A_FILE);
    let apis = size.channels.div_ceil(CHANNELS_AN_API);
    let mut root = String::from("//! An application of many types.\n\n");
    let mut bytes = 0;
    for file in 0..files {
        let mut text = String::new();
        text.push_str(IMPORTS);
        if file > 0 {
            let _ = writeln!(text, "use super::part{}::*;\n", file - 1);
        }
        let first = file * TYPES_A_FILE;
        for number in first..size.types.min(first + TYPES_A_FILE) {
            item(&mut text, number, first);
        }
        for number in (0..apis).filter(|number| number % files == file) {
            api(&mut text, number, size, file);
        }
        match layout {
            Layout::ManyFiles => {
                bytes += text.len();
                let _ = writeln!(root, "mod part{file};");
                fs::write(sources.join(format!("part{file}.rs")), text)?;
            }
            Layout::OneFile => {
                let _ = writeln!(root, "mod part{file} {{\n{text}}}\n");
            }
        }
    }
    fs::write(sources.join("lib.rs"), &root)?;
    Ok(bytes + root.len())
}

const MANIFEST: &str = "\
# An application of many types.
[package]
name = \"many-types\"
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
ipc-runtime = \"0.1.0\"
serde = { version = \"1\", features = [\"derive\"] }
typeshare = \"1\"

[workspace]
";

const IMPORTS: &str = "\
use std::collections::{BTreeMap, HashMap};

use ipc_runtime::ipc_api;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

";

/// The name, the attributes and the type of a field. `{other}` is another type of the file.
type Field = (&'static str, &'static str, &'static str);

/// The fields that the structs choose from.
const FIELDS: [Field; 11] = [
    ("id", "", "u32"),
    ("display_name", "", "String"),
    ("is_enabled", "", "bool"),
    ("ratio", "    #[serde(default)]\n", "f64"),
    ("tags", "", "Vec<String>"),
    ("note", "    #[serde(skip_serializing_if = \"Option::is_none\")]\n", "Option<String>"),
    ("parts", "", "Vec<{other}>"),
    ("counts_by_name", "", "HashMap<String, u32>"),
    ("last_modified", "    #[serde(rename = \"modifiedAt\")]\n", "u32"),
    ("secret", "    #[serde(skip)]\n", "Option<String>"),
    ("matrix", "", "Vec<Vec<f32>>"),
];

/// The last field of every struct, so that a type reaches all types before it.
const LINK: Field = ("parent", "", "Option<Box<{other}>>");

/// Appends a type. Every third type has an `impl` with function bodies.
fn item(text: &mut String, number: u32, first: u32) {
    let before = |distance| format!("Type{}", number.saturating_sub(distance).max(first));
    let _ = write!(
        text,
        "/// What the application knows about part {number} of its work.\n///\n\
         /// It is kept for as long as the window is open, and is sent whenever it changes.\n\
         #[typeshare]\n#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\n",
    );
    match number % 5 {
        3 => unit_enum(text, number),
        4 => tagged_enum(text, number, &before(1), &before(2)),
        _ => structure(text, number, &before(1)),
    }
    if number.is_multiple_of(3) {
        implementation(text, number);
    }
}

fn structure(text: &mut String, number: u32, other: &str) {
    let _ = writeln!(text, "#[serde(rename_all = \"camelCase\")]\npub struct Type{number} {{");
    let some = FIELDS.iter().cycle().skip(number as usize % FIELDS.len());
    let some = some.take(6 + number as usize % 5);
    for (name, attributes, ty) in some.chain([&LINK]) {
        let _ = writeln!(
            text,
            "    /// The {} of part {number}.\n{attributes}    pub {name}: {},",
            name.replace('_', " "),
            ty.replace("{other}", other),
        );
    }
    text.push_str("}\n\n");
}

fn unit_enum(text: &mut String, number: u32) {
    let _ = writeln!(text, "#[serde(rename_all = \"kebab-case\")]\npub enum Type{number} {{");
    for name in ["NotStarted", "InProgress", "WaitingForUser", "Done", "Cancelled"] {
        let _ = writeln!(text, "    /// The work is {}.\n    {name},", name.to_lowercase());
    }
    text.push_str("}\n\n");
}

fn tagged_enum(text: &mut String, number: u32, other: &str, another: &str) {
    let _ = writeln!(
        text,
        "#[serde(tag = \"kind\", content = \"data\", rename_all = \"camelCase\")]\npub enum Type{number} {{
    /// Nothing has happened.
    Nothing,
    /// It was opened, from this path.
    Opened(String),
    /// It has another one now.
    Replaced(Box<{other}>),
    /// Its part is another one now.
    Exchanged(Box<{another}>),
    /// It was moved.
    #[serde(rename_all = \"camelCase\")]
    Moved {{
        /// From here.
        from_index: u32,
        /// To there.
        to_index: u32,
    }},
}}
"
    );
}

fn implementation(text: &mut String, number: u32) {
    let _ = writeln!(
        text,
        "impl Type{number} {{
    /// Brings the parts into the order in which they are shown.
    pub(crate) fn arrange(parts: &mut Vec<(String, u32)>, limit: usize) -> Result<usize, String> {{
        if parts.len() > limit {{
            return Err(format!(\"{{}} parts, and no more than {{limit}} are shown\", parts.len()));
        }}
        parts.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut by_name: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (name, weight) in parts.iter() {{
            let name = name.trim_start_matches(\"part-\");
            by_name.entry(name).or_default().push(weight.saturating_mul({number}));
        }}
        let heaviest = by_name.values().map(|weights| weights.iter().sum::<u32>()).max();
        match heaviest {{
            Some(weight) if weight > 0 => Ok(by_name.len()),
            Some(_) => Err(\"every part has the weight 0\".to_owned()),
            None => Ok(0),
        }}
    }}

    fn is_shown(&self, name: &str) -> bool {{
        let hidden = ['.', '_', '\\''];
        !name.starts_with(hidden) && name.len() < 64 && !name.contains(\"{{}}\")
    }}
}}
"
    );
}

/// Appends an API whose methods take and return types of its file, among them the last one, which
/// reaches all others.
fn api(text: &mut String, number: u32, size: Size, file: u32) {
    let first = file * TYPES_A_FILE;
    let here = TYPES_A_FILE.min(size.types - first);
    let _ = writeln!(
        text,
        "/// What the page may ask about part {number}.\n#[ipc_api(window = \"part{number}\")]\npub trait Part{number}Api {{"
    );
    let channels = CHANNELS_AN_API.min(size.channels - number * CHANNELS_AN_API);
    for at in 0..channels {
        let a = first + here - 1 - at % 2;
        let b = first + (at * 7 + number) % here;
        let _ = match at % 4 {
            0 => writeln!(
                text,
                "    /// Loads one.\n    #[invoke(\"part{number}:load-{at}\")]\n    async fn load_{at}(&self, id: u32, like: Type{a}) -> Type{b};\n"
            ),
            1 => writeln!(
                text,
                "    /// Lists them all.\n    #[invoke]\n    fn list_{at}(&self, filter: Option<String>) -> Vec<Type{a}>;\n"
            ),
            2 => writeln!(
                text,
                "    /// Keeps one.\n    #[send]\n    fn keep_{at}(&self, value: Type{a});\n"
            ),
            _ => writeln!(
                text,
                "    /// One has changed.\n    #[event]\n    fn changed_{at}(value: Type{b}, old: Option<Type{a}>);\n"
            ),
        };
    }
    text.push_str("}\n\n");
}
