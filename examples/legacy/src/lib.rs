//! The legacy approaches of the tutorial: a reply to a `send`, and a call that blocks the page.
//!
//! For new code, `#[invoke]` is better than both: the page awaits the answer of its own call.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the console is the log")]

use ipc_runtime::{Caller, Router, ipc_api};

/// Messages that the page sends, and the ways in which it gets an answer.
#[ipc_api(window = "electronAPI", event_argument)]
pub trait LegacyApi {
    /// The page sends a message. The answer is an event of its own.
    #[send("asynchronous-message")]
    fn asynchronous_message(&self, caller: &Caller, arg: String);

    /// The answer to `asynchronous-message`.
    #[event("asynchronous-reply")]
    fn asynchronous_reply(arg: String);

    /// The page sends a message, and is blocked until it gets the answer.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync("synchronous-message")]
    fn synchronous_message(&self, arg: String) -> String;
}

struct Legacy;

impl LegacyApi for Legacy {
    // ipcMain.on('asynchronous-message', (event, arg) => {
    //   console.log(arg)
    //   event.reply('asynchronous-reply', 'pong')
    // })
    fn asynchronous_message(&self, caller: &Caller, arg: String) {
        println!("{arg}");
        if let Err(error) = LegacyApiRenderer::new(caller).asynchronous_reply("pong".to_owned()) {
            eprintln!("cannot reply: {error}");
        }
    }

    // ipcMain.on('synchronous-message', (event, arg) => {
    //   console.log(arg)
    //   event.returnValue = 'pong'
    // })
    fn synchronous_message(&self, arg: String) -> String {
        println!("{arg}");
        "pong".to_owned()
    }
}

ipc_runtime::addon!(|_app| Router::new().serve(LegacyApiServer::new(Legacy)));
