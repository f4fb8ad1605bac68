//! The `#[ipc_api]` attribute, which generates the Rust side of an API, and `#[derive(IpcType)]`.

mod data;
mod expand;
mod recover;
mod runtime;

use proc_macro::TokenStream;
use syn::{DeriveInput, Item, parse_macro_input};

/// Declares the IPC channels of an Electron application as the methods of a trait.
///
/// ```ignore
/// #[ipc_api(window = "electronAPI")]
/// pub trait DesktopApi {
///     /// Sets the title of the window that asks.
///     #[send("set-title")]
///     fn set_title(&self, caller: &Caller, title: String);
///
///     /// Shows the native open dialog; `null` if the user cancels.
///     #[invoke("dialog:openFile")]
///     async fn open_file(&self, caller: &Caller) -> Result<Option<PathBuf>, OpenFileError>;
///
///     /// The menu asks the page to change its counter.
///     #[event("update-counter")]
///     fn update_counter(step: i32);
/// }
/// ```
///
/// A method with `&self` is implemented in Rust and called by the other side; a method without
/// `&self` is implemented by the other side and called from Rust. A `#[relay]` goes from page to page:
/// nobody implements it, and its argument types are `Serialize` and `Deserialize`. A `#[port]` joins two
/// pages, which then exchange messages without Rust.
///
/// | attribute | receiver | in JavaScript |
/// |---|---|---|
/// | `#[send]` | `&self` | `setTitle(title): void` |
/// | `#[invoke]` | `&self` | `openFile(): Promise<string \| null>` |
/// | `#[stream]` | `&self`, a plain `fn` | `logLines(since): Stream<string>`, for `for await` in the client |
/// | `#[sync]` | `&self`, a plain `fn` | `version(): string`, which blocks the page |
/// | `#[event]` | none | `onUpdateCounter(listener): () => void` |
/// | `#[request]` | none, `async` | `handleLocale(handler): () => void` |
/// | `#[relay]` | none | `chatMessage(from, text): void`, and `onChatMessage(listener)` in every other page |
/// | `#[port]` | none | `onPeer(listener): () => void`, which gets a port to another page |
///
/// # Options
///
/// - `window = "electronAPI"`: the key on the page's `window`. The default is the trait's name in
///   camelCase.
/// - `crate = "ipc"`: the name of this crate, if it is renamed in `Cargo.toml`.
/// - `peer = "main"`: the other side is the JavaScript of Electron's main process, not a page.
/// - `#[send("name")]`, and likewise for the other kinds: the channel's name. The default is
///   `{trait}:{method}` in camelCase, the trait without `Api`.
/// - `#[send(js = "setTitle")]`, and likewise for the other kinds: the method's name in JavaScript,
///   to which no prefix is added.
/// - `#[invoke(timeout = "30s")]`: a call that has no answer after this time fails with the code
///   `timeout`, and `Caller::cancelled` resolves. The units are `ms`, `s`, `m` and `h`. A plain `fn` can
///   have a timeout only if it is `blocking`.
/// - `#[invoke(max_bytes = "1MiB")]`, and likewise for other calls of pages: a call with larger
///   arguments fails with the code `too-large`, before they are decoded. The units are `B`, `KiB`, `MiB`
///   and `GiB`. What counts is the size of the arguments as they are sent: JSON and bytes.
/// - `#[relay(to = "main")]`: reaches only the pages in windows that were attached with this label.
/// - `#[invoke(blocking)]`: runs a slow `fn` on a thread for blocking work. At most 16 calls of one
///   window or view run at once. Further calls are queued, and dropped if they are cancelled.
///
/// `const VERSION: &str = "1.0";` is a constant that the page has without a call,
/// `window.electronAPI.VERSION`; in Rust it is `DesktopApiConstants::VERSION`. It is an integer, a float, a
/// `bool`, a `&str`, or an array, a slice or a tuple of these. Its value is a literal, `concat!(…)`,
/// `env!("CARGO_PKG_VERSION")`, the path of another constant with such a value, or an array or tuple of
/// these.
///
/// `caller: &Caller`, right after `&self`, is the page that calls; it is not sent as an argument. A
/// plain `fn` runs on the JS thread, in order; an `async fn` runs on the runtime's threads.
///
/// The `E` of a `Result<T, E>` must be `Serialize` and `Display`: it crosses as its value and its
/// message. `Box<dyn Error>`, `anyhow::Error` and `eyre::Report` need neither, and cross as their
/// message.
///
/// # What it generates
///
/// For `DesktopApi`: the trait with its `&self` methods, `Send + Sync + 'static`; its implementation
/// for `Arc<T>` where `T` implements it, so that several APIs may share one state;
/// `DesktopApiServer::new(implementation)` for `Router::serve`; `DesktopApiRenderer::new(pages)`,
/// which emits the events (`DesktopApiMain::new(&app)` if the peer is main);
/// `DesktopApiClient::new(transport)`, which calls the methods from Rust, such as in tests;
/// `DesktopApiConstants`, if there are constants; and `DESKTOP_API_CONTRACT`, the channel table with its
/// fingerprint.
#[proc_macro_attribute]
pub fn ipc_api(args: TokenStream, item: TokenStream) -> TokenStream {
    if let Err(error) = ipc_syntax::check_nesting(item.clone().into()) {
        return error.to_compile_error().into();
    }
    let item = parse_macro_input!(item as Item);
    let (expanded, krate) = match ipc_syntax::parse_item(args.into(), &item) {
        Ok(api) => (expand::expand_api(&api), api.krate),
        Err(rejection) => {
            let expanded = recover::expand_rejection(&rejection, item);
            (expanded, rejection.api.and_then(|api| api.krate))
        }
    };
    runtime::with_path(expanded, krate.as_ref()).into()
}

/// Declares with `#[ipc(…)]` what `ipc-codegen` cannot read from a type's source.
///
/// Most types that derive serde's traits need no `IpcType`. It is for fields that are serialized by
/// code, for types of crates whose sources do not show their shape, and for names.
///
/// ```ignore
/// #[derive(Serialize, Deserialize, IpcType)]
/// #[ipc(name = "DialogFilter")]
/// struct Filter {
///     #[serde(with = "rfc2822")]
///     #[ipc(as = "String")]
///     since: SystemTime,
///     #[ipc(as = "number")]
///     size: u64,
///     #[ipc(ts = "'light' | 'dark'")]
///     theme: Theme,
/// }
/// ```
///
/// # Options
///
/// - `as = "RustType"`, on a field, a variant or a type: it has the shape of another Rust type,
///   which is resolved in the scope of the attribute. On a variant it is the shape of the content.
///   On a type it replaces serde's derives, for a type that implements serde's traits by hand.
/// - `as = "number"`, on a field of 64- or 128-bit integers: each is a `number` in TypeScript, and
///   not a `bigint`. An integer beyond 2^53 is an error at the receiver, and is never rounded.
/// - `ts = "…"`, on a field, a variant or a type: it has this TypeScript type. The value itself is
///   what serde writes: bytes are a `Uint8Array`, and a 64- or 128-bit integer is a `number` up to
///   2^53 and a `bigint` beyond, so write `number | bigint` for it.
/// - `as(output = "…", input = "…")` and `ts(output = "…", input = "…")`: the shapes that Rust
///   produces and accepts. A direction that is left out has its derived shape.
/// - `name = "…"`, on a type: its name in TypeScript.
/// - `crate = "…"`, on a type: the name of this crate, if it is renamed in `Cargo.toml`.
#[proc_macro_derive(IpcType, attributes(ipc))]
pub fn derive_ipc_type(input: TokenStream) -> TokenStream {
    if let Err(error) = ipc_syntax::check_nesting(input.clone().into()) {
        return error.to_compile_error().into();
    }
    let input = parse_macro_input!(input as DeriveInput);
    let expanded = match ipc_syntax::parse_data(&input) {
        Ok(options) => {
            let expanded = data::expand_data(&input, &options);
            runtime::with_path(expanded, options.krate.as_ref())
        }
        Err(errors) => errors.iter().map(ipc_syntax::Diagnostic::to_compile_error).collect(),
    };
    expanded.into()
}
