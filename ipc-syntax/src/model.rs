//! The model of one `#[ipc_api]` trait. The parser produces it; the macro and the compiler read it.

use proc_macro2::{Ident, Span};
use syn::{Attribute, Expr, Path, Type, Visibility};

use crate::kind::{Kind, Peer};
use crate::names;

/// One trait under `#[ipc_api]`.
#[derive(Clone)]
pub struct Api {
    /// The trait's name.
    pub ident: Ident,
    /// The trait's visibility, shared by everything that the macro generates for it.
    pub vis: Visibility,
    /// The side that is not Rust.
    pub peer: Peer,
    /// Its path in JavaScript: `electronAPI` in `window.electronAPI`, or the key in
    /// `connect({ host: { … } })`.
    pub key: Name,
    /// The option `event_argument`, if it is given: the listeners of the page get an event, which can
    /// send on the API's own channels, as their first argument.
    pub event_argument: Option<Span>,
    /// The option `crate`: the path of the runtime, if it is not `::ipc_runtime`.
    pub krate: Option<Path>,
    /// The trait's attributes, without `#[ipc_api]`.
    pub attrs: Attrs,
    /// Its constants, in source order.
    pub constants: Vec<Constant>,
    /// Its methods, in source order.
    pub methods: Vec<Method>,
}

/// A constant of an API, which JavaScript has without a call.
#[derive(Clone)]
pub struct Constant {
    /// Its name, which is the same in JavaScript.
    pub ident: Ident,
    /// Its type.
    pub ty: ConstantType,
    /// Its type as it is written.
    pub written_type: Type,
    /// Its value as it is written.
    pub expr: Expr,
    /// Its attributes.
    pub attrs: Attrs,
}

/// The type of a constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstantType {
    /// `bool`.
    Bool,
    /// An integer of up to 32 bits.
    Integer,
    /// `usize` or `isize`: a `number` in JavaScript.
    SafeInteger,
    /// An integer of 64 or 128 bits: a `bigint` in JavaScript.
    BigInt,
    /// `f32`.
    Float32,
    /// `f64`.
    Float64,
    /// `&str`.
    String,
    /// An array or a slice of values of one type.
    List(Box<Self>),
    /// A tuple.
    Tuple(Vec<Self>),
}

/// The value of a constant, as its own tokens show it.
#[derive(Clone)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// The decimal digits of an integer, after `-` if it is negative.
    Integer(String),
    /// A number with a fraction or an exponent, after `-` if it is negative.
    Float(String),
    /// A string.
    String(String),
    /// `[…]`, or a reference to it.
    List(Vec<Self>),
    /// `(…)`, or a reference to it.
    Tuple(Vec<Self>),
    /// `concat!(…)`.
    Concat(Vec<Self>),
    /// `env!("…")`, a variable that cargo sets.
    Env(String),
    /// Another constant.
    Path(Path),
}

/// A name and its source.
#[derive(Debug, Clone)]
pub struct Name {
    /// The name itself.
    pub value: String,
    /// The string literal that spelled it, or the identifier that it was derived from.
    pub span: Span,
}

/// One method of an API.
#[derive(Clone)]
pub struct Method {
    /// The method's Rust name.
    pub ident: Ident,
    /// Its index in the trait. Methods that a `cfg` removes count too.
    pub ordinal: usize,
    /// How it is called.
    pub kind: Kind,
    /// The channel that carries its calls.
    pub channel: Name,
    /// Its name in JavaScript: `setTitle`, `onUpdateCounter`.
    pub js_name: Name,
    /// Whether it is an `async fn`.
    pub is_async: bool,
    /// Whether it runs on a thread for blocking work: `#[invoke(blocking)]`.
    pub is_blocking: bool,
    /// How long a call may take, in milliseconds: `timeout = "30s"`.
    pub timeout_ms: Option<Quantity>,
    /// The largest size of the arguments: `max_bytes = "1MiB"`.
    pub max_bytes: Option<Quantity>,
    /// The label of the pages that a relay reaches: `to = "…"`.
    pub to: Option<String>,
    /// Its `&Caller` argument.
    pub caller: Option<CallerArg>,
    /// The arguments that cross the wire.
    pub args: Vec<Arg>,
    /// The type of the answer, or of an item of a stream.
    pub returns: Option<Type>,
    /// The type after `->`, which contains the type of the items if the method returns a stream.
    pub output: Option<Type>,
    /// The method's attributes, without its kind.
    pub attrs: Attrs,
}

impl Method {
    /// Whether its arguments may be streams: whether it runs beside the JS thread, and pages wait for it.
    #[must_use]
    pub fn reads_streams(&self, peer: Peer) -> bool {
        self.kind == Kind::Invoke && self.is_async && peer == Peer::Page
    }

    /// The JavaScript name of the function that adds a listener, if the method is a relay.
    #[must_use]
    pub fn js_listener(&self) -> Option<Name> {
        (self.kind == Kind::Relay).then(|| Name {
            value: names::js_listener(&self.js_name.value),
            span: self.js_name.span,
        })
    }
}

/// A number and its source.
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    /// The number, in the smallest unit.
    pub value: u64,
    /// The string literal that spelled it.
    pub span: Span,
}

/// The `caller: &Caller` argument.
#[derive(Clone)]
pub struct CallerArg {
    /// The argument's name.
    pub ident: Ident,
    /// Its type, `&Caller` under whatever path the source uses.
    pub ty: Type,
}

/// An argument that crosses the wire.
#[derive(Clone)]
pub struct Arg {
    /// The argument's Rust name.
    pub ident: Ident,
    /// Its name in TypeScript and in errors.
    pub js_name: String,
    /// Its type.
    pub ty: Type,
}

/// The attributes that a trait or a method keeps.
#[derive(Clone, Default)]
pub struct Attrs {
    /// The attributes of the generated item, in source order: docs, `cfg`, `deprecated`, lint
    /// levels, `must_use`.
    pub kept: Vec<Attribute>,
    /// The doc comments, as written after `///` or in a block.
    pub docs: Vec<String>,
    /// The `cfg` attributes among `kept`.
    pub cfgs: Vec<Attribute>,
    /// `#[deprecated]`.
    pub deprecated: Option<Deprecated>,
}

/// The content of `#[deprecated]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deprecated {
    /// The version that deprecated the item, if given.
    pub since: Option<String>,
    /// What to use instead, if given.
    pub note: Option<String>,
}
