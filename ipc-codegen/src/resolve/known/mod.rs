//! The types of other crates whose shape on the wire is known: a path comes in, a [`Shape`] goes
//! out.
//!
//! The [`TABLE`] is all that the compiler knows of them. Its lowering, the page `docs/types.md` and
//! the tests against the real crates read it.

mod table;

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::LazyLock;

pub use table::{MACROS, TABLE};

/// A type that is known by its path.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// Where it is found. `std` is `core` and `alloc` too.
    pub paths: &'static [&'static str],
    /// The names of its type parameters. Those after them, hashers and allocators, change nothing.
    pub params: &'static [&'static str],
    /// What it is on the wire.
    pub shape: Shape,
    /// What its users should know.
    pub note: &'static str,
}

/// A macro of another crate that stands for items.
#[derive(Debug)]
pub struct KnownMacro {
    /// The name of its package.
    pub krate: &'static str,
    /// The first number of the package's version.
    pub major: u64,
    /// Its name there.
    pub name: &'static str,
    /// Rules, as those of a `macro_rules!`, that write what serde is to know of its items.
    pub rules: &'static str,
}

/// A shape on the wire, in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `null`.
    Null,
    /// `boolean`.
    Bool,
    /// An integer that a `number` holds.
    Integer,
    /// An integer that has to be one of those that a `number` holds.
    SafeInteger,
    /// An integer of 64 bits: a `bigint`.
    BigInt,
    /// An integer of 128 bits: a `bigint`.
    BigInt128,
    /// A `number` that may be any.
    Float,
    /// A `number`, or a `bigint` where that is what it takes.
    Number,
    /// `string`.
    String,
    /// `Uint8Array`.
    Bytes,
    /// Any JSON.
    Json,
    /// Any JSON, kept as its text.
    RawJson,
    /// One string and no other.
    Literal(&'static str),
    /// The type argument at this index.
    Arg(usize),
    /// What the type argument at this index is an array of.
    ElementOf(usize),
    /// This or `null`.
    Option(&'static Shape),
    /// An array.
    List(&'static Shape),
    /// An array of so many.
    Tuple(&'static [Shape]),
    /// An object with keys of a type.
    Map(&'static Shape, &'static Shape),
    /// An object with these keys.
    Object(&'static [(&'static str, Shape)]),
    /// Any of these.
    Union(&'static [Shape]),
    /// What the enum that is the first type argument says of a set of its variants.
    EnumSet,
    /// A value that has no size of its own, and stands behind a pointer.
    Unsized(&'static Shape),
    /// This, where a feature of its crate is surely on.
    WithFeature(&'static str, &'static Shape),
    /// None that could be told to TypeScript: what to do instead.
    Refused(&'static str),
}

impl Known {
    /// Whether serde looks through it, as through a `Box`.
    pub(crate) fn is_transparent(&self) -> bool {
        self.shape == Shape::Arg(0)
    }

    /// Whether serde makes it of a value that is missing.
    pub(crate) fn is_option(&self) -> bool {
        matches!(self.shape, Shape::Option(_))
    }

    /// Whether it is the `Result` of std.
    pub(crate) fn is_result(&self) -> bool {
        self.paths == table::RESULT
    }
}

/// One of the types that share a row, by its path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfRow {
    path: &'static str,
    row: &'static Known,
}

impl Deref for OfRow {
    type Target = Known;

    fn deref(&self) -> &Known {
        self.row
    }
}

static REFERENCES: Known =
    Known { paths: &["&", "&mut"], params: &["T"], shape: Shape::Arg(0), note: "" };

impl OfRow {
    /// References, which no path leads to.
    pub(crate) const REFERENCE: Self = Self { path: "&", row: &REFERENCES };
    pub(crate) const MUTABLE: Self = Self { path: "&mut", row: &REFERENCES };

    pub(crate) const fn path(self) -> &'static str {
        self.path
    }

    /// Whether it is a reference.
    pub(crate) fn is_reference(self) -> bool {
        self.path.starts_with('&')
    }

    /// Whether both are one type, as far as their paths tell: a type may have several.
    pub(crate) fn is(self, other: Self) -> Option<bool> {
        let name = |path: &'static str| path.rsplit("::").next();
        let is_of_std = |path: &str| path.starts_with("std::") && !path.contains("NonZero");
        if self.path == other.path {
            Some(true)
        } else if name(self.path) == name(other.path) {
            None
        } else if self.is_reference() || other.is_reference() {
            Some(false)
        } else {
            (is_of_std(self.path) && is_of_std(other.path)).then_some(false)
        }
    }
}

/// The type at an absolute path, if it is known.
pub(crate) fn find(path: &[String]) -> Option<OfRow> {
    static BY_PATH: LazyLock<HashMap<&str, OfRow>> = LazyLock::new(|| {
        let of_row = |row: &'static Known| row.paths.iter().map(move |path| OfRow { path, row });
        TABLE.iter().flat_map(of_row).map(|found| (found.path, found)).collect()
    });
    let (krate, rest) = path.split_first()?;
    let krate = if matches!(krate.as_str(), "core" | "alloc") { "std" } else { krate };
    BY_PATH.get(format!("{krate}::{}", rest.join("::")).as_str()).copied()
}

/// The path in std of a name that is in scope everywhere.
pub(crate) fn prelude(name: &str) -> Option<Vec<String>> {
    let module = match name {
        "Box" => "boxed",
        "Option" => "option",
        "Result" => "result",
        "String" | "ToString" => "string",
        "Vec" => "vec",
        "bool" | "char" | "str" | "f32" | "f64" | "i8" | "i16" | "i32" | "i64" | "i128"
        | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "primitive",
        "Copy" | "Send" | "Sized" | "Sync" | "Unpin" => "marker",
        "Clone" => "clone",
        "Default" => "default",
        "Drop" | "Fn" | "FnMut" | "FnOnce" => "ops",
        "Eq" | "Ord" | "PartialEq" | "PartialOrd" => "cmp",
        "AsMut" | "AsRef" | "From" | "Into" | "TryFrom" | "TryInto" => "convert",
        "DoubleEndedIterator"
        | "ExactSizeIterator"
        | "Extend"
        | "FromIterator"
        | "IntoIterator"
        | "Iterator" => "iter",
        "ToOwned" => "borrow",
        _ => return None,
    };
    Some(["std", module, name].map(str::to_owned).to_vec())
}

/// The names of [`prelude`] that one may mistype.
pub(crate) const PRELUDE: &[&str] = &["Box", "Option", "Result", "String", "Vec"];

/// What to write in place of a type that is not known.
pub(crate) fn advice(path: &[String]) -> String {
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["std" | "core" | "alloc", ..] => {
            "convert it into a type that crosses: a number, text, a collection, or a struct of these"
                .to_owned()
        }
        [krate, ..] => format!(
            "the source of `{krate}` is not read: convert it into a struct or enum of your own"
        ),
        [] => String::new(),
    }
}
