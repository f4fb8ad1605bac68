//! Finds rows of the table by path, and names of the prelude.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::LazyLock;

use super::row::{Known, KnownShape};
use super::table::TABLE;

/// One type of a row, by its path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownPath {
    path: &'static str,
    row: &'static Known,
}

impl Deref for KnownPath {
    type Target = Known;

    fn deref(&self) -> &Known {
        self.row
    }
}

static REFERENCES: Known =
    Known { paths: &["&", "&mut"], params: &["T"], shape: KnownShape::Arg(0), note: "" };

static ANY_ERROR: Known = Known {
    paths: &["dyn Error"],
    params: &[],
    shape: KnownShape::Unsized(&KnownShape::Message),
    note: "",
};

impl KnownPath {
    /// `dyn std::error::Error`.
    pub(crate) const ANY_ERROR: Self = Self { path: "dyn Error", row: &ANY_ERROR };

    /// References, which have no path in Rust.
    pub(crate) const REFERENCE: Self = Self { path: "&", row: &REFERENCES };
    pub(crate) const MUTABLE: Self = Self { path: "&mut", row: &REFERENCES };

    /// The `Result` of std.
    pub(crate) fn result() -> Self {
        let path = ["std", "result", "Result"].map(str::to_owned);
        find(&path).expect("the table has `Result`")
    }

    /// The `Option` of std.
    pub(crate) fn option() -> Self {
        let path = ["std", "option", "Option"].map(str::to_owned);
        find(&path).expect("the table has `Option`")
    }

    /// The `String` of std.
    pub(crate) fn string() -> Self {
        let path = ["std", "string", "String"].map(str::to_owned);
        find(&path).expect("the table has `String`")
    }

    pub(crate) const fn path(self) -> &'static str {
        self.path
    }

    /// Whether it is a reference.
    pub(crate) fn is_reference(self) -> bool {
        self.path.starts_with('&')
    }

    /// Whether both paths name one type; none if the paths do not decide it, since a type may have
    /// several.
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

/// Whether an absolute path is that of the trait `std::error::Error`.
pub(crate) fn is_error_trait(path: &[String]) -> bool {
    matches!(path, [krate, module, name]
        if matches!(&**krate, "std" | "core") && module == "error" && name == "Error")
}

/// The type at an absolute path, if it is known.
pub(crate) fn find(path: &[String]) -> Option<KnownPath> {
    static BY_PATH: LazyLock<HashMap<&str, KnownPath>> = LazyLock::new(|| {
        let of_row =
            |row: &'static Known| row.paths.iter().map(move |path| KnownPath { path, row });
        TABLE.iter().flat_map(of_row).map(|found| (found.path, found)).collect()
    });
    let (krate, rest) = path.split_first()?;
    let krate = if matches!(krate.as_str(), "core" | "alloc") { "std" } else { krate };
    BY_PATH.get(format!("{krate}::{}", rest.join("::")).as_str()).copied()
}

/// The path in std of a name from the prelude.
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

/// The names of [`prelude`] that are suggested for a mistyped name.
pub(crate) const PRELUDE: &[&str] = &["Box", "Option", "Result", "String", "Vec"];

/// What to write instead of an unknown type.
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
