//! The stable names of the compiler's own rules, which its errors print in brackets. The rules about
//! a trait alone are in [`ipc_syntax::codes`].

// Finding the sources.

/// A path on the command line does not exist.
pub const NO_SUCH_PATH: &str = "no-such-path";
/// A path on the command line is neither a crate nor a source file.
pub const NOT_A_CRATE: &str = "not-a-crate";
/// A `Cargo.toml` cannot be read.
pub const INVALID_MANIFEST: &str = "invalid-manifest";
/// No crate on the command line has a feature of this name.
pub const UNKNOWN_FEATURE: &str = "unknown-feature";
/// A configuration cannot be read, or two inputs have different ones.
pub const INVALID_CONFIG: &str = "invalid-config";
/// There is no folder for the generated files.
pub const NO_OUTPUT_FOLDER: &str = "no-output-folder";
/// `--emit` names no format.
pub const UNKNOWN_FORMAT: &str = "unknown-format";
/// A crate or a file is given twice.
pub const DUPLICATE_INPUT: &str = "duplicate-input";
/// `--target` names no target that rustc knows.
pub const UNKNOWN_TARGET: &str = "unknown-target";

// Reading them.

/// A source file cannot be read.
pub const UNREADABLE_FILE: &str = "unreadable-file";
/// A source file is not Rust.
pub const SYNTAX: &str = "syntax";
/// The file of a `mod name;` does not exist, exists twice or contains itself.
pub const MODULE_FILE: &str = "module-file";
/// The predicate of a `cfg` cannot be read.
pub const INVALID_CFG: &str = "invalid-cfg";
/// A trait does not say that the runtime has another name.
pub const RENAMED_RUNTIME: &str = "renamed-runtime";
/// A used item has a `cfg` that the sources do not decide.
pub const UNRESOLVED_CFG: &str = "unresolved-cfg";
/// There is no `#[ipc_api]` trait.
pub const NO_API: &str = "no-api";

/// The source of a crate that defines a type is not on this machine.
pub const UNREAD_CRATE: &str = "unread-crate";

// Names.

/// A path leads nowhere.
pub const UNKNOWN_NAME: &str = "unknown-name";
/// Two glob imports bind the same name.
pub const AMBIGUOUS_NAME: &str = "ambiguous-name";
/// A macro that is not expanded may write an API.
pub const UNEXPANDED_MACRO: &str = "unexpanded-macro";
/// A type is defined by a macro, which is not expanded.
pub const MACRO_GENERATED: &str = "macro-generated";
/// A type is defined only in terms of itself.
pub const CIRCULAR_TYPE: &str = "circular-type";

// Types.

/// A type has no counterpart on the wire.
pub const UNMAPPED_TYPE: &str = "unmapped-type";
/// A type from JavaScript borrows.
pub const BORROWED_TYPE: &str = "borrowed-type";
/// A type has too many or too few arguments.
pub const TYPE_ARGUMENTS: &str = "type-arguments";
/// A type does not derive the serde trait that its use needs.
pub const MISSING_DERIVE: &str = "missing-derive";
/// A serde attribute changes the wire in a way that is not mapped.
pub const UNMAPPED_SERDE_ATTRIBUTE: &str = "unmapped-serde-attribute";
/// serde itself reports an error in a type's attributes.
pub const SERDE: &str = "serde";
/// Two keys of one object, or two variants of one enum, have the same name on the wire.
pub const DUPLICATE_KEY: &str = "duplicate-key";
/// An internally tagged variant holds something that is not an object.
pub const TAGGED_NEWTYPE: &str = "tagged-newtype";
/// A flattened type is not an object, or does not fit into the object around it.
pub const FLATTENED_TYPE: &str = "flattened-type";
/// A 64- or 128-bit integer in an untagged enum cannot be told from other numbers.
pub const UNTAGGED_BIGINT: &str = "untagged-bigint";
/// `#[ipc(as = "number")]` is on a type without a 64- or 128-bit integer.
pub const NOT_AN_INTEGER: &str = "not-an-integer";
/// A stream is part of a value, and not a whole argument.
pub const MISPLACED_STREAM: &str = "misplaced-stream";

// Types that the configuration declares.

/// The configuration declares what it need not or cannot.
pub const INVALID_DECLARATION: &str = "invalid-declaration";
/// No API reaches a type that the configuration declares.
pub const UNUSED_DECLARATION: &str = "unused-declaration";

// Across traits and types.

/// Two APIs have the same name.
pub const DUPLICATE_API: &str = "duplicate-api";
/// Two APIs have the same key in `connect({ host })`, or one has a method where another one's object is
/// on `window`.
pub const DUPLICATE_API_KEY: &str = "duplicate-api-key";
/// Two types have the same name.
pub const DUPLICATE_TYPE: &str = "duplicate-type";
/// A parameter of a type hides another type that its definition uses.
pub const HIDDEN_TYPE: &str = "hidden-type";
/// A method needs a door that the preload does not open.
pub const CLOSED_DOOR: &str = "closed-door";
/// An API, a key or a channel has a name that the runtime reserves.
pub const RUNTIME_NAME: &str = "runtime-name";
/// The objects that a type may be with its flattened types cannot be listed in JSON Schema and for zod.
pub const UNLISTED_OBJECTS: &str = "unlisted-objects";

// Schemas that the compiler did not write.

/// A schema refers to what it does not define, or defines a type without end.
pub const INVALID_SCHEMA: &str = "invalid-schema";

// The output folder.

/// The output folder cannot be created, read or written.
pub const OUTPUT_FOLDER: &str = "output-folder";
/// A file in the output folder cannot be read, written or removed.
pub const OUTPUT_FILE: &str = "output-file";
/// A file that the compiler did not write has the name of a generated file.
pub const FOREIGN_FILE: &str = "foreign-file";
/// A generated file that must change is read-only.
pub const READ_ONLY_FILE: &str = "read-only-file";
