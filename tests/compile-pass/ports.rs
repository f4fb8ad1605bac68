//! Ports: Rust joins two pages, whose messages it does not see.

#![deny(warnings)]

use ipc_runtime::{App, Caller, Error, Memory, Router, ipc_api};
use serde::Deserialize;

/// Rust never produces a message.
#[derive(Deserialize)]
#[expect(dead_code, reason = "only pages have messages")]
pub struct Move {
    from: String,
    to: String,
}

#[ipc_api]
pub trait GameApi {
    /// A line to the opponent.
    #[port("game:opponent")]
    fn opponent(next: Move, seconds: Option<u64>);

    #[port(js = "signals")]
    fn signal();

    #[cfg(any())]
    #[port]
    fn left_out(text: Unknown);

    /// The argument has the name of the stub's parameter.
    #[port]
    fn same(other: u8);
}

struct Game;

impl GameApi for Game {}

fn join(app: &App, first: &Caller, second: &Caller) -> Result<(), Error> {
    GameApiRenderer::new(first).opponent(second)?;
    GameApiRenderer::new(first).same(second)?;
    GameApiRenderer::new(app.label("left")).signal(app.label("right"))
}

fn main() {
    let memory = Memory::start(|_| Router::new().serve(GameApiServer::new(Game))).unwrap();
    let (_left, _right) = (memory.open_labelled_page("left"), memory.open_labelled_page("right"));
    let app = memory.app();
    GameApiRenderer::new(app.label("left")).opponent(app.label("right")).unwrap();
    let _ = join;
    let names = GAME_API_CONTRACT.channels.iter().map(|channel| channel.js_name);
    assert_eq!(names.collect::<Vec<_>>(), ["onOpponent", "signals", "onSame"]);
}
