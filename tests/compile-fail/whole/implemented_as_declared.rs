//! Methods that break many rules, and an implementation that matches their declarations: rustc
//! reports no further errors.

use ipc_runtime::{App, Caller, Incoming, Router, Stream, ipc_api};

#[ipc_api]
pub trait DesktopApi: Clone {
    #[send]
    fn set_title(&self, title: &str, caller: &Caller);

    #[invok]
    async fn open(&self, (width, height): (u8, u8)) -> Option<String>;

    fn size(&self) -> u32;

    #[event]
    fn changed(&self, by: u32) -> bool;

    #[event]
    fn left_out(&self);

    #[invoke]
    fn replace<T: Into<String>>(&mut self, name: T, other: Self) -> Option<Self>;

    #[send]
    unsafe fn poke(&self, at: u32);

    #[invoke]
    fn version(major: bool) -> String;

    #[invoke]
    fn names(self) -> impl Iterator<Item = String>;

    #[stream]
    async fn lines(&self, since: u32) -> impl Stream<Item = String> + Send;

    #[stream]
    fn list(&self) -> Vec<String>;

    #[invoke]
    fn upload(&self, chunks: Incoming<u8>) -> u32;

    #[request]
    fn confirm(&self) -> bool;

    #[cfg_attr(all(), send)]
    extern "C" fn beep(&self);

    #[invoke]
    #[inline]
    const fn answer(&self) -> u32 {
        42
    }
}

#[derive(Clone)]
struct Desktop;

impl DesktopApi for Desktop {
    fn set_title(&self, _title: &str, _caller: &Caller) {}

    async fn open(&self, (width, height): (u8, u8)) -> Option<String> {
        Some(format!("{width}, {height}"))
    }

    fn size(&self) -> u32 {
        0
    }

    fn changed(&self, by: u32) -> bool {
        by == 0
    }

    fn replace<T: Into<String>>(&mut self, name: T, other: Self) -> Option<Self> {
        name.into().is_empty().then_some(other)
    }

    unsafe fn poke(&self, _at: u32) {}

    fn version(major: bool) -> String {
        if major { "1".to_owned() } else { "1.0".to_owned() }
    }

    fn names(self) -> impl Iterator<Item = String> {
        std::iter::empty()
    }

    async fn lines(&self, _since: u32) -> impl Stream<Item = String> + Send {
        futures_util::stream::empty()
    }

    fn list(&self) -> Vec<String> {
        Vec::new()
    }

    fn upload(&self, _chunks: Incoming<u8>) -> u32 {
        0
    }

    fn confirm(&self) -> bool {
        false
    }

    extern "C" fn beep(&self) {}
}

fn start(app: &App) -> Router {
    let _ = DesktopApiRenderer::new(app).changed(1);
    let _ = DESKTOP_API_CONTRACT.fingerprint;
    Router::new().serve(DesktopApiServer::new(Desktop))
}

fn main() {
    let _ = start;
}
