//! What a row of the table says about a type.

/// Where std defines its `Result`.
pub(super) const RESULT: &[&str] = &["std::result::Result"];

/// A type that is known by its path.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// Its absolute paths. `std` stands for `core` and `alloc` too.
    pub paths: &'static [&'static str],
    /// The names of the type parameters that its shape depends on. Hashers and allocators come after
    /// them.
    pub params: &'static [&'static str],
    /// Its shape on the wire.
    pub shape: KnownShape,
    /// What its users should know.
    pub note: &'static str,
}

/// A macro of another crate that expands to items.
#[derive(Debug)]
pub struct KnownMacro {
    /// The name of its package.
    pub krate: &'static str,
    /// The major version of the package.
    pub major: u64,
    /// The name of the macro.
    pub name: &'static str,
    /// Rules, written as in `macro_rules!`. They expand to items with the serde shape of the real ones.
    pub rules: &'static str,
}

/// A shape on the wire, in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownShape {
    /// `null`.
    Null,
    /// `boolean`.
    Bool,
    /// An integer of up to 32 bits: a `number`.
    Integer,
    /// A wider integer that must be in the range of safe integers: a `number`.
    SafeInteger,
    /// An integer of 64 bits: a `bigint`.
    BigInt,
    /// An integer of 128 bits: a `bigint`.
    BigInt128,
    /// Any `number`, non-finite ones included.
    Float,
    /// A `number`, or a `bigint` where no `number` holds it.
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
    /// The element type of the array that is the type argument at this index.
    ElementOf(usize),
    /// This or `null`.
    Option(&'static KnownShape),
    /// An array.
    List(&'static KnownShape),
    /// An array of fixed length, with a shape for each element.
    Tuple(&'static [KnownShape]),
    /// An object with keys of a type.
    Map(&'static KnownShape, &'static KnownShape),
    /// An object with these keys.
    Object(&'static [(&'static str, KnownShape)]),
    /// Any of these.
    Union(&'static [KnownShape]),
    /// A set of variants of the enum that is the first type argument; the enum's attributes decide.
    EnumSet,
    /// A stream that a page sends: the items are the type argument at this index. It can only be an
    /// argument of a method.
    Stream(usize),
    /// An unsized type, which must be behind a pointer.
    Unsized(&'static KnownShape),
    /// This shape, if a manifest turns on this feature of the crate.
    WithFeature(&'static str, &'static KnownShape),
    /// An error whose value does not cross: only as the error of a method, as its message.
    Message,
    /// The `Result` of std, with the first type argument, and with the second one or, if there is none,
    /// the error at this path.
    ResultOf(&'static str),
    /// No shape that TypeScript can express: what to do instead.
    Refused(&'static str),
}

impl Known {
    /// Whether serde treats it as its only argument, as it does a `Box`.
    pub(crate) fn is_transparent(&self) -> bool {
        self.shape == KnownShape::Arg(0)
    }

    /// Whether serde reads a missing key as its `None`.
    pub(crate) fn is_option(&self) -> bool {
        matches!(self.shape, KnownShape::Option(_))
    }

    /// The index of the type argument that is the items, if it is a stream.
    pub(crate) fn stream_item(&self) -> Option<usize> {
        match self.shape {
            KnownShape::Stream(item) => Some(item),
            _ => None,
        }
    }

    /// Whether its values can be data.
    #[must_use]
    pub fn is_data(&self) -> bool {
        !matches!(
            self.shape,
            KnownShape::Message
                | KnownShape::ResultOf(_)
                | KnownShape::Stream(_)
                | KnownShape::Refused(_)
        )
    }

    /// Whether it is the `Result` of std.
    pub(crate) fn is_result(&self) -> bool {
        self.paths == RESULT
    }
}
