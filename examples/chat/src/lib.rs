//! Pattern 4: renderer to renderer. The pages of two windows send each other messages with the main
//! process as the broker, and what is being typed on a `MessagePort` of their own.

use ipc_runtime::{App, PageEvent, Router, ipc_api};

/// Messages between the pages of a chat.
#[ipc_api(window = "electronAPI")]
pub trait ChatApi {
    /// Tells all other windows who is here.
    #[relay("chat:joined")]
    fn joined(name: String);

    /// Says something in all other windows.
    #[relay("chat:message", max_bytes = "64KiB")]
    fn message(from: String, text: String);

    /// Raises a hand, in the window of the host alone.
    #[relay("chat:raise-hand", to = "host")]
    fn raise_hand(from: String);

    /// A line to the other window, for what is being typed.
    #[port("chat:draft")]
    fn draft(text: String);
}

/// Joins the two windows, now and whenever one of them is loaded again.
fn join_windows(app: &App) {
    app.on_page(|event| {
        let PageEvent::Opened(page) = event else { return };
        let other = if page.label() == Some("host") { "guest" } else { "host" };
        // `NotFound` until the other window is open, whose page comes here too.
        let _ = ChatApiRenderer::new(page).draft(page.app().label(other));
    });
}

/// The runtime passes the messages on, so there is nothing to implement.
struct Chat;

impl ChatApi for Chat {}

ipc_runtime::addon!(|app| {
    join_windows(&app);
    Router::new().serve(ChatApiServer::new(Chat))
});
