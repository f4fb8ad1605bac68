//! The types of other crates whose shape on the wire is known.

/// A type of std, of the runtime or of a well-known crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Bool,
    /// An integer that a `number` holds.
    Integer,
    /// `usize` and `isize`, whose values a `number` mostly holds.
    Size,
    /// A wider one.
    BigInt,
    Float,
    /// Owned text of any kind.
    String,
    /// `str` and `Path`, which stand behind a pointer.
    Str,
    Bytes,
    Option,
    /// `Vec` and the like.
    List,
    Map,
    /// `Box` and the like, and `&'static`, which serde looks through.
    Pointer,
    Result,
}

impl Known {
    /// How many types it takes; more of them are hashers and allocators, and change nothing.
    pub(crate) const fn arity(self) -> usize {
        match self {
            Self::Option | Self::List | Self::Pointer => 1,
            Self::Map | Self::Result => 2,
            _ => 0,
        }
    }
}

/// The type at an absolute path, if it is known.
pub(crate) fn find(path: &[String]) -> Option<Known> {
    let (krate, rest) = path.split_first()?;
    let rest = rest.join("::");
    match krate.as_str() {
        "std" | "core" | "alloc" => find_in_std(&rest),
        "ipc_runtime" | "bytes" if rest == "Bytes" => Some(Known::Bytes),
        "serde_bytes" if rest == "ByteBuf" => Some(Known::Bytes),
        _ => None,
    }
}

fn find_in_std(path: &str) -> Option<Known> {
    Some(match path {
        "primitive::bool" => Known::Bool,
        "primitive::i8" | "primitive::i16" | "primitive::i32" | "primitive::u8"
        | "primitive::u16" | "primitive::u32" => Known::Integer,
        "primitive::isize" | "primitive::usize" => Known::Size,
        "primitive::i64" | "primitive::i128" | "primitive::u64" | "primitive::u128" => {
            Known::BigInt
        }
        "primitive::f32" | "primitive::f64" => Known::Float,
        "primitive::char" | "string::String" | "path::PathBuf" => Known::String,
        "primitive::str" | "path::Path" => Known::Str,
        "option::Option" => Known::Option,
        "result::Result" => Known::Result,
        "vec::Vec"
        | "collections::VecDeque"
        | "collections::vec_deque::VecDeque"
        | "collections::HashSet"
        | "collections::hash_set::HashSet"
        | "collections::BTreeSet"
        | "collections::btree_set::BTreeSet" => Known::List,
        "collections::HashMap"
        | "collections::hash_map::HashMap"
        | "collections::BTreeMap"
        | "collections::btree_map::BTreeMap" => Known::Map,
        "boxed::Box" | "rc::Rc" | "sync::Arc" | "borrow::Cow" => Known::Pointer,
        _ => return None,
    })
}

/// The path in std of a name that is in scope everywhere.
pub(crate) fn prelude(name: &str) -> Option<Vec<String>> {
    let module = match name {
        "Box" => "boxed",
        "Option" => "option",
        "Result" => "result",
        "String" => "string",
        "Vec" => "vec",
        "bool" | "char" | "str" | "f32" | "f64" | "i8" | "i16" | "i32" | "i64" | "i128"
        | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "primitive",
        _ => return None,
    };
    Some(["std", module, name].map(str::to_owned).to_vec())
}

/// The names of [`prelude`] that one may mistype.
pub(crate) const PRELUDE: &[&str] = &["Box", "Option", "Result", "String", "Vec"];

/// What to write in place of a type that has no shape on the wire.
pub(crate) fn advice(path: &[String]) -> String {
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["std", "ffi", ..] => "use `String` or `PathBuf`".to_owned(),
        ["std" | "core", "time", _] => "send a number, such as milliseconds".to_owned(),
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
