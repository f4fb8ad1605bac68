//! The stable names of the compiler's own rules, which stand in brackets after its errors. Those
//! that a trait alone can break are [`ipc_syntax::codes`].

// Finding the sources.

/// A path on the command line does not exist.
pub const NO_SUCH_PATH: &str = "no-such-path";
/// A path on the command line is no crate and no source file.
pub const NOT_A_CRATE: &str = "not-a-crate";
/// A `Cargo.toml` cannot be read.
pub const INVALID_MANIFEST: &str = "invalid-manifest";
/// No crate on the command line has a feature of this name.
pub const UNKNOWN_FEATURE: &str = "unknown-feature";
/// `--emit` names no format.
pub const UNKNOWN_FORMAT: &str = "unknown-format";
/// `--target` names no target that rustc knows.
pub const UNKNOWN_TARGET: &str = "unknown-target";

// Reading them.

/// A source file cannot be read.
pub const UNREADABLE_FILE: &str = "unreadable-file";
/// A source file is not Rust.
pub const SYNTAX: &str = "syntax";
/// The file of a `mod name;` does not exist, or exists twice.
pub const MODULE_FILE: &str = "module-file";
/// The predicate of a `cfg` cannot be read.
pub const INVALID_CFG: &str = "invalid-cfg";
/// Something that is reached stands under a `cfg` whose truth the sources do not tell.
pub const UNDECIDED_CFG: &str = "undecided-cfg";
/// There is no `#[ipc_api]` trait.
pub const NO_API: &str = "no-api";

/// The source of a crate that a type leads into is not on this machine.
pub const UNREAD_CRATE: &str = "unread-crate";

// Names.

/// A path leads nowhere.
pub const UNKNOWN_NAME: &str = "unknown-name";
/// Two glob imports bring the same name.
pub const AMBIGUOUS_NAME: &str = "ambiguous-name";
/// A type is defined by a macro, which is not expanded.
pub const MACRO_GENERATED: &str = "macro-generated";
/// A type is defined by means of itself alone.
pub const CIRCULAR_TYPE: &str = "circular-type";

// Types.

/// A type has no counterpart on the wire.
pub const UNMAPPED_TYPE: &str = "unmapped-type";
/// A type borrows from what it was read from.
pub const BORROWED_TYPE: &str = "borrowed-type";
/// A type has too many or too few arguments.
pub const TYPE_ARGUMENTS: &str = "type-arguments";
/// A type does not derive the trait of serde that its use needs.
pub const MISSING_DERIVE: &str = "missing-derive";
/// A serde attribute changes the wire in a way that is not mapped.
pub const UNMAPPED_SERDE_ATTRIBUTE: &str = "unmapped-serde-attribute";
/// What serde itself says about a type's attributes.
pub const SERDE: &str = "serde";
/// Two keys of one object, or two variants of one enum, have one name on the wire.
pub const DUPLICATE_KEY: &str = "duplicate-key";
/// An internally tagged variant holds something that is not an object.
pub const TAGGED_NEWTYPE: &str = "tagged-newtype";
/// Something is flattened that is not an object, or into what cannot hold it.
pub const FLATTENED_TYPE: &str = "flattened-type";
/// A 64- or 128-bit integer stands where only its text could tell its type.
pub const UNTAGGED_BIGINT: &str = "untagged-bigint";
/// `#[ipc(as = "number")]` stands on something that has no 64- or 128-bit integer in it.
pub const NOT_AN_INTEGER: &str = "not-an-integer";
/// A `#[request]` is answered with a `Result`.
pub const REQUEST_RETURNS_RESULT: &str = "request-returns-result";

// Across traits and types.

/// Two APIs have one name.
pub const DUPLICATE_API: &str = "duplicate-api";
/// Two APIs have one key on `window`, or in `connect({ host })`.
pub const DUPLICATE_API_KEY: &str = "duplicate-api-key";
/// Two types have one name.
pub const DUPLICATE_TYPE: &str = "duplicate-type";
/// A parameter of a type has the name of a type that stands in it.
pub const HIDDEN_TYPE: &str = "hidden-type";
/// An API, a key or a channel has a name of the runtime's own.
pub const RUNTIME_NAME: &str = "runtime-name";

// The output folder.

/// The output folder cannot be created, read or written.
pub const OUTPUT_FOLDER: &str = "output-folder";
/// A file in the output folder cannot be read, written or removed.
pub const OUTPUT_FILE: &str = "output-file";
/// Something that is not ours is where a generated file belongs.
pub const FOREIGN_FILE: &str = "foreign-file";
/// A generated file that has to change is read-only.
pub const READ_ONLY_FILE: &str = "read-only-file";
