//! The model of one `#[ipc_api]` trait: what the parser produces, and what the macro and the
//! compiler read.

use proc_macro2::{Ident, Span};
use syn::{Attribute, Type, Visibility};

/// One trait under `#[ipc_api]`.
#[derive(Clone)]
pub struct Api {
    /// The trait's name.
    pub ident: Ident,
    /// The trait's visibility, shared by everything that the macro generates for it.
    pub vis: Visibility,
    /// Who is on the other side.
    pub peer: Peer,
    /// Where the other side finds it: `electronAPI` in `window.electronAPI`, or the key in
    /// `connect({ host: { … } })`.
    pub key: Name,
    /// The trait's attributes, less `#[ipc_api]`.
    pub attrs: Attrs,
    /// Its methods, in source order.
    pub methods: Vec<Method>,
}

/// Who calls an API's `&self` methods and implements its other methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A page: the default.
    Page,
    /// The JavaScript of Electron's main process: `peer = "main"`.
    Main,
}

/// A name and the tokens that gave it.
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
    /// Its place in the trait, counting every method whatever its `cfg`.
    pub ordinal: usize,
    /// How it is called.
    pub kind: Kind,
    /// The channel that it listens on or sends to.
    pub channel: Name,
    /// Its name on the JavaScript side: `setTitle`, `onUpdateCounter`.
    pub js_name: String,
    /// Whether it is an `async fn`.
    pub is_async: bool,
    /// Whether it runs on a thread of its own: `#[invoke(blocking)]`.
    pub is_blocking: bool,
    /// Whether it takes `&Caller`, and the type as it was written.
    pub caller: Option<CallerArg>,
    /// The arguments that cross the wire.
    pub args: Vec<Arg>,
    /// The type after `->`.
    pub returns: Option<Type>,
    /// The method's attributes, less its kind.
    pub attrs: Attrs,
}

/// How a method is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `#[send]`: the other side calls Rust and waits for nothing.
    Send,
    /// `#[invoke]`: the other side calls Rust and waits for the answer.
    Invoke,
    /// `#[event]`: Rust calls the other side and waits for nothing.
    Event,
    /// `#[request]`: Rust calls the other side and waits for the answer.
    Request,
}

impl Kind {
    /// Every kind, in the order in which errors list them.
    pub const ALL: [Self; 4] = [Self::Send, Self::Invoke, Self::Event, Self::Request];

    /// The attribute that declares it.
    #[must_use]
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Invoke => "invoke",
            Self::Event => "event",
            Self::Request => "request",
        }
    }

    /// Whether Rust implements the method; if not, the other side does.
    #[must_use]
    pub const fn is_implemented_in_rust(self) -> bool {
        matches!(self, Self::Send | Self::Invoke)
    }
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
    /// Everything to be repeated on the generated trait, in source order: docs, `cfg`,
    /// `deprecated`, lint levels, `must_use`.
    pub kept: Vec<Attribute>,
    /// The lines of the doc comments, as written after `///`.
    pub docs: Vec<String>,
    /// The `cfg` attributes among `kept`.
    pub cfgs: Vec<Attribute>,
    /// `#[deprecated]`.
    pub deprecated: Option<Deprecated>,
}

/// What `#[deprecated]` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deprecated {
    /// The version since when, if given.
    pub since: Option<String>,
    /// What to use instead, if given.
    pub note: Option<String>,
}
