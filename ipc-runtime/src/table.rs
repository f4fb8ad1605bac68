//! The channel table that `#[ipc_api]` leaves in the program, and its fingerprint.

/// One row of an API's channel table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channel<'a> {
    /// `send`, `invoke`, `event` or `request`.
    pub kind: &'a str,
    /// The channel's name.
    pub name: &'a str,
    /// The method's name in JavaScript.
    pub js_name: &'a str,
    /// The arguments' names in JavaScript and their types' tokens.
    pub args: &'a [(&'a str, &'a str)],
    /// The tokens of the type after `->`; empty if there is none.
    pub returns: &'a str,
}

/// A trait as its two sides must agree on it.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// The trait's name.
    pub name: &'static str,
    /// Whether pages are on the other side; if not, Electron's main process is.
    pub for_pages: bool,
    /// The channels, with the ordinals of their methods.
    pub channels: &'static [(usize, Channel<'static>)],
    /// The fingerprint of the channels.
    pub fingerprint: u64,
}

impl Contract {
    /// A contract, with its fingerprint computed.
    #[must_use]
    pub const fn new<const N: usize>(
        name: &'static str,
        key: &'static str,
        for_pages: bool,
        channels: &'static [(usize, Channel<'static>); N],
    ) -> Self {
        let mut rows = [Channel { kind: "", name: "", js_name: "", args: &[], returns: "" }; N];
        let mut at = 0;
        while at < N {
            rows[at] = channels[at].1;
            at += 1;
        }
        Self { name, for_pages, channels, fingerprint: fingerprint(name, key, &rows) }
    }
}

/// The fingerprint of an API: equal tables have equal fingerprints, on every machine.
///
/// It is the 64-bit FNV-1a hash over the table's strings, each followed by a byte that no string
/// in a table contains.
///
/// ```
/// use ipc_runtime::table::{Channel, fingerprint};
///
/// const SET_TITLE: Channel<'static> = Channel {
///     kind: "send",
///     name: "set-title",
///     js_name: "setTitle",
///     args: &[("title", "String")],
///     returns: "",
/// };
/// const FINGERPRINT: u64 = fingerprint("DesktopApi", "electronAPI", &[SET_TITLE]);
/// assert_eq!(FINGERPRINT, fingerprint("DesktopApi", "electronAPI", &[SET_TITLE]));
/// assert_ne!(FINGERPRINT, fingerprint("DesktopApi", "electronAPI", &[]));
/// ```
#[must_use]
pub const fn fingerprint(api: &str, key: &str, channels: &[Channel<'_>]) -> u64 {
    let mut hash = text(text(0xcbf2_9ce4_8422_2325, api), key);
    let mut row = 0;
    while row < channels.len() {
        let channel = &channels[row];
        hash = text(text(text(hash, channel.kind), channel.name), channel.js_name);
        let mut arg = 0;
        while arg < channel.args.len() {
            let (name, ty) = channel.args[arg];
            hash = text(text(hash, name), ty);
            arg += 1;
        }
        hash = byte(text(hash, channel.returns), 0xfe);
        row += 1;
    }
    hash
}

const fn text(mut hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        hash = byte(hash, bytes[at]);
        at += 1;
    }
    byte(hash, 0xff)
}

const fn byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}
