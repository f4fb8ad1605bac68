//! The rules that a trait or a type alone can break, by their stable names.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $code;)*

        /// Every code of this module.
        pub const ALL: &[&str] = &[$($code),*];
    };
}

codes! {
    /// `#[ipc_api]` stands on something that is not a trait.
    NOT_A_TRAIT = "not-a-trait";
    /// The trait is generic, unsafe or has a supertrait.
    TRAIT_SHAPE = "trait-shape";
    /// The trait declares no channel.
    NO_METHODS = "no-methods";
    /// An associated type, a constant or a macro call stands in the trait.
    NOT_A_METHOD = "not-a-method";
    /// An option is not known here.
    UNKNOWN_OPTION = "unknown-option";
    /// An option is given twice.
    DUPLICATE_OPTION = "duplicate-option";
    /// An option has a value that it cannot have, or lacks one.
    INVALID_OPTION = "invalid-option";
    /// An attribute is not known here.
    UNKNOWN_ATTRIBUTE = "unknown-attribute";
    /// An attribute that declares the channel is missing.
    MISSING_KIND = "missing-kind";
    /// More than one attribute declares the channel.
    DUPLICATE_KIND = "duplicate-kind";
    /// `cfg_attr` hides an attribute of the IPC.
    CONDITIONAL_ATTRIBUTE = "conditional-attribute";
    /// A channel name is empty, has control characters or is the runtime's own.
    INVALID_CHANNEL = "invalid-channel";
    /// Two methods share a channel.
    DUPLICATE_CHANNEL = "duplicate-channel";
    /// Two methods, or two arguments, share a JavaScript name.
    DUPLICATE_JS_NAME = "duplicate-js-name";
    /// A name cannot be used in JavaScript.
    RESERVED_NAME = "reserved-name";
    /// The method is generic, or `unsafe`, `const` or `extern`, or has a body.
    METHOD_SHAPE = "method-shape";
    /// `&self` is missing, superfluous, or something else.
    RECEIVER = "receiver";
    /// A `#[send]` returns a value.
    SEND_RETURNS_VALUE = "send-returns-value";
    /// An `#[event]` returns a value.
    EVENT_RETURNS_VALUE = "event-returns-value";
    /// A method must, or must not, be `async`.
    ASYNCNESS = "asyncness";
    /// A `#[request]` to a page.
    REQUEST_TO_PAGE = "request-to-page";
    /// An argument is not a plain name.
    ARGUMENT_PATTERN = "argument-pattern";
    /// An argument or a result borrows, or has no type of its own.
    UNOWNED_TYPE = "unowned-type";
    /// More arguments than a channel can carry.
    TOO_MANY_ARGUMENTS = "too-many-arguments";
    /// `&Caller` stands where it cannot.
    CALLER = "caller";
    /// The text of `#[ipc(ts = "…")]` is not a type of TypeScript.
    INVALID_TYPESCRIPT = "invalid-typescript";
    /// Tokens are nested more deeply than a parser can follow.
    TOO_DEEP = "too-deep";
}
