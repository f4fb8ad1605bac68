//! The kinds of channel: one row for each kind, with every rule that depends on it.
//!
//! The parser, the checks, the names and the macro read these rows; `docs/kinds.md` and
//! `ipc-js/src/wire/kinds.ts` are written from them.

/// Who calls an API's `&self` methods and implements its other methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A page: the default.
    Page,
    /// The JavaScript of Electron's main process: `peer = "main"`.
    Main,
}

/// How a method is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `#[send]`: the peer calls Rust and gets no answer.
    Send,
    /// `#[invoke]`: the peer calls Rust and gets an answer.
    Invoke,
    /// `#[stream]`: the peer calls Rust and gets a stream of items.
    Stream,
    /// `#[sync]`: the peer calls Rust and is blocked until it gets an answer. Events that the handler
    /// emits before it returns may arrive after the answer.
    Sync,
    /// `#[event]`: Rust calls the peer and gets no answer.
    Event,
    /// `#[request]`: Rust calls the peer and gets an answer.
    Request,
    /// `#[relay]`: a page calls the other pages and gets no answer. Rust checks the arguments and passes
    /// them on.
    Relay,
    /// `#[port]`: Rust joins two pages, which then exchange messages without Rust.
    Port,
}

/// The rules of one kind.
#[derive(Debug)]
pub struct KindRow {
    /// The attribute that declares the kind. The tables and the schema call the kind the same.
    pub attribute: &'static str,
    /// Who implements the method; the other side calls it.
    pub implemented_by: Implementer,
    /// What the caller gets back.
    pub answer: Answer,
    /// Whether the method is an `async fn`.
    pub asyncness: Asyncness,
    /// The peers whose APIs may have such a method.
    pub peers: &'static [Peer],
    /// The options of the attribute, besides the channel's name.
    pub options: &'static [KindOption],
    /// Whether the method may take `&Caller`, if the peer is a page.
    pub takes_caller: bool,
    /// The prefix of the method's JavaScript name in an API for pages: `on` in `onUpdateCounter`.
    pub page_prefix: &'static str,
    /// What a call does, in one line.
    pub summary: &'static str,
    /// How JavaScript calls or implements `example`, in one line.
    pub javascript: &'static str,
    /// The functions of Electron that carry a call between a page and main.
    pub electron: &'static str,
    /// A method of the kind, without its attribute.
    pub example: &'static str,
}

/// The side that implements a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Implementer {
    /// Rust: the method takes `&self`.
    Rust,
    /// The API's peer: the method takes no receiver.
    Peer,
    /// The runtime, in Rust: the method takes no receiver, and nobody writes a body for it.
    Runtime,
}

/// What the caller of a method gets back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing: the call is one-way.
    None,
    /// A value, or an error of the method's own type if it returns a `Result`.
    Value,
    /// Items, one after the other. A `Result` among them that is an error ends the stream.
    Stream,
}

/// Whether a method is an `async fn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asyncness {
    /// It must not be.
    Forbidden,
    /// It may be.
    Optional,
    /// It must be.
    Required,
}

/// An option of a kind's attribute.
#[derive(Debug)]
pub struct KindOption {
    /// The option's name.
    pub name: &'static str,
    /// Whether a string follows, as in `name = "…"`.
    pub takes_value: bool,
    /// What the option does, in one line.
    pub summary: &'static str,
}

/// `#[send(js = "…")]`: an option of every kind.
pub(crate) const JS: KindOption = KindOption {
    name: "js",
    takes_value: true,
    summary: "gives the method this name in JavaScript, as it is",
};

/// `#[invoke(blocking)]`.
pub(crate) const BLOCKING: KindOption = KindOption {
    name: "blocking",
    takes_value: false,
    summary: "runs a slow `fn` on a thread for blocking work",
};

/// `#[invoke(timeout = "30s")]`.
pub(crate) const TIMEOUT: KindOption = KindOption {
    name: "timeout",
    takes_value: true,
    summary: "ends a call that has no answer after this time, such as `30s`: it fails with `timeout`. The \
              units are `ms`, `s`, `m` and `h`",
};

/// `#[invoke(max_bytes = "1MiB")]`.
pub(crate) const MAX_BYTES: KindOption = KindOption {
    name: "max_bytes",
    takes_value: true,
    summary: "refuses a call with larger arguments, such as `1MiB`: it fails with `too-large`. The \
              units are `B`, `KiB`, `MiB` and `GiB`",
};

/// `#[relay(to = "…")]`.
pub(crate) const TO: KindOption = KindOption {
    name: "to",
    takes_value: true,
    summary: "reaches only the pages in windows that were attached with this label",
};

impl KindRow {
    /// Whether the caller is blocked until the answer is there.
    #[must_use]
    pub const fn blocks_caller(&self) -> bool {
        matches!(self.answer, Answer::Value) && matches!(self.asyncness, Asyncness::Forbidden)
    }
}

impl Kind {
    /// Every kind, in the order in which errors list them.
    pub const ALL: [Self; 8] = [
        Self::Send,
        Self::Invoke,
        Self::Stream,
        Self::Sync,
        Self::Event,
        Self::Request,
        Self::Relay,
        Self::Port,
    ];

    /// The rules of the kind.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table")]
    pub const fn row(self) -> &'static KindRow {
        match self {
            Self::Send => &KindRow {
                attribute: "send",
                implemented_by: Implementer::Rust,
                answer: Answer::None,
                asyncness: Asyncness::Optional,
                peers: &[Peer::Page, Peer::Main],
                options: &[JS, MAX_BYTES],
                takes_caller: true,
                page_prefix: "",
                summary: "JavaScript calls Rust and gets no answer",
                javascript: "JavaScript calls `setTitle(title)`, which returns nothing",
                electron: "`ipcRenderer.send` and `ipcMain.on`",
                example: "fn set_title(&self, title: String);",
            },
            Self::Invoke => &KindRow {
                attribute: "invoke",
                implemented_by: Implementer::Rust,
                answer: Answer::Value,
                asyncness: Asyncness::Optional,
                peers: &[Peer::Page, Peer::Main],
                options: &[JS, TIMEOUT, MAX_BYTES, BLOCKING],
                takes_caller: true,
                page_prefix: "",
                summary: "JavaScript calls Rust and waits for the answer",
                javascript: "JavaScript calls `openFile(folder)`, which returns a promise",
                electron: "`ipcRenderer.invoke` and `ipcMain.handle`",
                example: "async fn open_file(&self, folder: String) -> Option<String>;",
            },
            Self::Stream => &KindRow {
                attribute: "stream",
                implemented_by: Implementer::Rust,
                answer: Answer::Stream,
                asyncness: Asyncness::Forbidden,
                peers: &[Peer::Page],
                options: &[JS, MAX_BYTES],
                takes_caller: true,
                page_prefix: "",
                summary: "JavaScript calls Rust and reads the items as they come",
                javascript: "JavaScript calls `logLines(since)`. On `window` it returns an object with \
                             the functions `next` and `return`; in the client also an async iterable, \
                             for `for await`. Rust is asked for items only as fast as the page reads \
                             them",
                electron: "`ipcRenderer.send` and `webContents.send`",
                example: "fn log_lines(&self, since: u32) -> impl Stream<Item = String> + Send;",
            },
            Self::Sync => &KindRow {
                attribute: "sync",
                implemented_by: Implementer::Rust,
                answer: Answer::Value,
                asyncness: Asyncness::Forbidden,
                peers: &[Peer::Page],
                options: &[JS, MAX_BYTES],
                takes_caller: true,
                page_prefix: "",
                summary: "JavaScript calls Rust and is blocked until the answer is there",
                javascript: "JavaScript calls `version(part)`, which returns the value or throws an \
                             `Error`. Until then the page runs no script, paints nothing and receives \
                             no event, not even one that the handler emits, and Electron's main process \
                             waits for the handler. Use `#[invoke]` wherever the page can wait for a \
                             promise",
                electron: "`ipcRenderer.sendSync` and `event.returnValue`",
                example: "fn version(&self, part: String) -> String;",
            },
            Self::Event => &KindRow {
                attribute: "event",
                implemented_by: Implementer::Peer,
                answer: Answer::None,
                asyncness: Asyncness::Forbidden,
                peers: &[Peer::Page, Peer::Main],
                options: &[JS],
                takes_caller: false,
                page_prefix: "on",
                summary: "Rust calls JavaScript and gets no answer",
                javascript: "A page calls `onUpdateCounter(listener)`, which returns a function that \
                             unsubscribes; the main process implements `updateCounter(step)`. \
                             With `#[ipc_api(event_argument)]` the listener is `(event, step) => …`, \
                             as in Electron's tutorial: `event.sender.send(channel, …)` reaches the \
                             `#[send]` methods of the same trait, and throws for other channels",
                electron: "`webContents.send` and `ipcRenderer.on`",
                example: "fn update_counter(step: i32);",
            },
            Self::Request => &KindRow {
                attribute: "request",
                implemented_by: Implementer::Peer,
                answer: Answer::Value,
                asyncness: Asyncness::Required,
                peers: &[Peer::Page, Peer::Main],
                options: &[JS, TIMEOUT],
                takes_caller: false,
                page_prefix: "handle",
                summary: "Rust calls JavaScript and waits for the answer",
                javascript: "A page calls `handleLocale(handler)`, which returns a function that removes \
                             the handler; the main process implements `locale()`. Both may return a \
                             promise",
                electron: "`webContents.send` and `ipcRenderer.send`: Electron has no request to a page",
                example: "async fn locale() -> String;",
            },
            Self::Relay => &KindRow {
                attribute: "relay",
                implemented_by: Implementer::Runtime,
                answer: Answer::None,
                asyncness: Asyncness::Forbidden,
                peers: &[Peer::Page],
                options: &[JS, TO, MAX_BYTES],
                takes_caller: false,
                page_prefix: "",
                summary: "A page calls the other pages and gets no answer",
                javascript: "A page calls `chatMessage(from, text)`, which returns nothing. Every other page \
                             that has the API and has called `onChatMessage(listener)` gets the arguments. \
                             Rust decodes them by their types, and encodes them anew for the listeners, so \
                             that a page gets only what the types have. Messages that do not decode, or are \
                             refused, are logged by the main process",
                electron: "`ipcRenderer.send` and `webContents.send`: the main process is the broker",
                example: "fn chat_message(from: String, text: String);",
            },
            Self::Port => &KindRow {
                attribute: "port",
                implemented_by: Implementer::Peer,
                answer: Answer::None,
                asyncness: Asyncness::Forbidden,
                peers: &[Peer::Page],
                options: &[JS],
                takes_caller: false,
                page_prefix: "on",
                summary: "Rust joins two pages, which then exchange messages without Rust",
                javascript: "A page calls `onPeer(listener)`, which returns a function that unsubscribes. Once \
                             Rust has joined it with another page, both get `listener(port)`: \
                             `port.post(text)` sends to the other page, and `port.onMessage(listener)` \
                             receives. The arguments of the method are one message, in both directions. They \
                             are copied as Electron copies values, so nothing checks what the other page has \
                             sent",
                electron: "`MessageChannelMain`: the main process is not in the way",
                example: "fn peer(text: String);",
            },
        }
    }

    /// The attribute that declares it.
    #[must_use]
    pub const fn attribute(self) -> &'static str {
        self.row().attribute
    }

    /// Whether Rust implements the method, be it the application or the runtime; if not, the peer does.
    #[must_use]
    pub const fn is_implemented_in_rust(self) -> bool {
        matches!(self.row().implemented_by, Implementer::Rust | Implementer::Runtime)
    }

    /// Whether the application implements the method, as a method of the trait.
    #[must_use]
    pub const fn is_in_trait(self) -> bool {
        matches!(self.row().implemented_by, Implementer::Rust)
    }

    /// Whether the caller gets an answer.
    #[must_use]
    pub const fn answers(self) -> bool {
        !matches!(self.row().answer, Answer::None)
    }
}
