//! The stable names of the rules that a trait or a type alone can break.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $code;)*

        /// Every code of this module.
        pub const ALL: &[&str] = &[$($code),*];
    };
}

codes! {
    /// `#[ipc_api]` is applied to something other than a trait.
    NOT_A_TRAIT = "not-a-trait";
    /// The trait is generic, unsafe or has a supertrait.
    TRAIT_SHAPE = "trait-shape";
    /// The trait declares no channel.
    NO_METHODS = "no-methods";
    /// The trait has an associated type or a macro call.
    NOT_A_METHOD = "not-a-method";
    /// JavaScript cannot have a constant: its type, or a value that the source does not show.
    CONSTANT = "constant";
    /// The attribute has no such option.
    UNKNOWN_OPTION = "unknown-option";
    /// An option is given twice.
    DUPLICATE_OPTION = "duplicate-option";
    /// The value of an option is invalid or missing.
    INVALID_OPTION = "invalid-option";
    /// An attribute is not allowed here.
    UNKNOWN_ATTRIBUTE = "unknown-attribute";
    /// A method has no attribute that declares its kind.
    MISSING_KIND = "missing-kind";
    /// A method has more than one kind.
    DUPLICATE_KIND = "duplicate-kind";
    /// An attribute of the IPC is inside `cfg_attr`.
    CONDITIONAL_ATTRIBUTE = "conditional-attribute";
    /// A channel name is empty, has control characters or is reserved.
    INVALID_CHANNEL = "invalid-channel";
    /// Two methods that the same side implements share a channel.
    DUPLICATE_CHANNEL = "duplicate-channel";
    /// Two methods, or two arguments, share a JavaScript name.
    DUPLICATE_JS_NAME = "duplicate-js-name";
    /// A name cannot be used in JavaScript.
    RESERVED_NAME = "reserved-name";
    /// A method is generic, `unsafe`, `const` or `extern`, or has a body.
    METHOD_SHAPE = "method-shape";
    /// `&self` is missing, superfluous or another receiver.
    RECEIVER = "receiver";
    /// A one-way call to Rust returns a value.
    SEND_RETURNS_VALUE = "send-returns-value";
    /// A one-way call from Rust returns a value.
    EVENT_RETURNS_VALUE = "event-returns-value";
    /// A stream has another return type than `impl Stream<Item = …>`.
    STREAM_TYPE = "stream-type";
    /// A stream among the arguments of a method that cannot read it.
    INCOMING = "incoming";
    /// A method is `async` or not, against its kind.
    ASYNCNESS = "asyncness";
    /// The API's peer cannot have this kind.
    WRONG_PEER = "wrong-peer";
    /// An argument is a pattern.
    ARGUMENT_PATTERN = "argument-pattern";
    /// The type of an argument or a result borrows, or has no name.
    UNOWNED_TYPE = "unowned-type";
    /// A method has too many arguments.
    TOO_MANY_ARGUMENTS = "too-many-arguments";
    /// `&Caller` is not allowed here.
    CALLER = "caller";
    /// The string in `#[ipc(ts = "…")]` is not a TypeScript type.
    INVALID_TYPESCRIPT = "invalid-typescript";
    /// Tokens are nested too deeply.
    TOO_DEEP = "too-deep";
}
