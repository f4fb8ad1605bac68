//! The channel table that `#[ipc_api]` leaves in the program, and its fingerprint.

use std::time::Duration;

/// One row of an API's channel table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channel {
    /// The method's place in the trait, counting every method whatever its `cfg`.
    pub ordinal: usize,
    /// How the method is called.
    pub kind: Kind,
    /// The channel's name.
    pub name: &'static str,
    /// The method's name in JavaScript.
    pub js_name: &'static str,
    /// The arguments' names in JavaScript.
    pub args: &'static [&'static str],
    /// How long a call may take.
    pub timeout: Option<Duration>,
    /// The largest size of the arguments, in bytes.
    pub max_bytes: Option<u64>,
    /// The fingerprint of the fields above except `ordinal`, and of the argument and return types.
    pub fingerprint: u64,
}

/// How a method is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The other side calls Rust and gets no answer.
    Send,
    /// The other side calls Rust and gets an answer.
    Invoke,
    /// The other side calls Rust and gets a stream of items.
    Stream,
    /// The other side calls Rust and is blocked until it gets an answer.
    Sync,
    /// Rust calls the other side and gets no answer.
    Event,
    /// Rust calls the other side and gets an answer.
    Request,
    /// A page calls the other pages and gets no answer.
    Relay,
    /// Rust joins two pages, which exchange messages.
    Port,
}

impl Kind {
    /// The name of the attribute that declares it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Invoke => "invoke",
            Self::Stream => "stream",
            Self::Sync => "sync",
            Self::Event => "event",
            Self::Request => "request",
            Self::Relay => "relay",
            Self::Port => "port",
        }
    }

    /// Whether Rust implements the method, be it the application or the runtime; if not, the other side
    /// does.
    #[must_use]
    pub const fn is_implemented_in_rust(self) -> bool {
        match self {
            Self::Send | Self::Invoke | Self::Stream | Self::Sync | Self::Relay => true,
            Self::Event | Self::Request | Self::Port => false,
        }
    }
}

/// The contract of an API, which must be the same on both sides.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// The trait's name.
    pub name: &'static str,
    /// Whether the other side is pages, and not Electron's main process.
    pub for_pages: bool,
    /// The channels.
    pub channels: &'static [Channel],
    /// The fingerprint of the trait, its constants and its channels.
    pub fingerprint: u64,
}

impl Contract {
    /// A contract. `fingerprint` is that of the trait without its constants and channels, and `constants`
    /// are the fingerprints of its constants.
    #[must_use]
    pub const fn new(
        name: &'static str,
        for_pages: bool,
        fingerprint: u64,
        constants: &[u64],
        channels: &'static [Channel],
    ) -> Self {
        let mut contract = Self { name, for_pages, channels, fingerprint };
        let mut index = 0;
        while index < constants.len() {
            contract.fingerprint = joined(contract.fingerprint, constants[index]);
            index += 1;
        }
        index = 0;
        while index < channels.len() {
            contract.fingerprint = joined(contract.fingerprint, channels[index].fingerprint);
            index += 1;
        }
        contract
    }

    /// How long a request on this channel may take, if the method says so.
    pub(crate) fn timeout_of_request(&self, channel: &str) -> Option<Duration> {
        let is_request = |row: &&Channel| row.kind == Kind::Request && row.name == channel;
        self.channels.iter().find(is_request)?.timeout
    }
}

/// Joins the fingerprint of an API with that of its next constant or channel.
///
/// ```
/// use ipc_runtime::table::{Channel, Contract, Kind, joined};
///
/// const SET_TITLE: Channel = Channel {
///     ordinal: 0,
///     kind: Kind::Send,
///     name: "set-title",
///     js_name: "setTitle",
///     args: &["title"],
///     timeout: None,
///     max_bytes: Some(1024),
///     fingerprint: 7,
/// };
/// const CONTRACT: Contract = Contract::new("DesktopApi", true, 3, &[5], &[SET_TITLE]);
/// assert_eq!(CONTRACT.fingerprint, joined(joined(3, 5), 7));
/// ```
#[must_use]
pub const fn joined(api: u64, next: u64) -> u64 {
    (api ^ next).wrapping_mul(0x0000_0100_0000_01b3)
}
