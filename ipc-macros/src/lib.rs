//! The `#[ipc_api]` attribute: an API in, the Rust around it out.

mod expand;
mod stand_in;

use proc_macro::TokenStream;
use syn::{Item, parse_macro_input};

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
/// A method with `&self` is implemented in Rust and called by the other side; a method without is
/// implemented by the other side and called from Rust.
///
/// | attribute | receiver | in JavaScript |
/// |---|---|---|
/// | `#[send]` | `&self` | `setTitle(title): void` |
/// | `#[invoke]` | `&self` | `openFile(): Promise<string \| null>` |
/// | `#[event]` | none | `onUpdateCounter(listener): () => void` |
/// | `#[request]` | none, `async` | a function that Electron's main process implements |
///
/// # Options
///
/// - `window = "electronAPI"`: the key on the page's `window`; else the trait's name in camelCase.
/// - `peer = "main"`: the other side is the JavaScript of Electron's main process, not a page. Only
///   such a trait may have a `#[request]`.
/// - `#[send("name")]`, and likewise for the others: the channel's name; else
///   `{trait}:{method}` in camelCase, the trait less `Api`.
/// - `#[invoke(blocking)]`: runs a slow `fn` on a thread of its own.
///
/// `caller: &Caller`, right after `&self`, is who calls; it is no argument on the wire. An `fn` runs
/// on the JS thread, in order; an `async fn` on the runtime's threads.
///
/// # What it generates
///
/// For `DesktopApi`: the trait with its `&self` methods, `Send + Sync + 'static`;
/// `DesktopApiServer::new(implementation)` for `Router::serve`; `DesktopApiRenderer::new(pages)`
/// with the events (`DesktopApiMain::new(&app)` if the peer is main);
/// `DesktopApiClient::new(transport)` to call from Rust, in tests for instance; and
/// `DESKTOP_API_CONTRACT`, the channel table with its fingerprint.
#[proc_macro_attribute]
pub fn ipc_api(args: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as Item);
    let expanded = match ipc_syntax::parse_item(args.into(), &item) {
        Ok(api) => expand::expand_api(&api),
        Err(rejection) => stand_in::expand_rejection(&rejection, item),
    };
    expanded.into()
}
