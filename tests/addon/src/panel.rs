//! The shape of APIs in JavaScript: traits that share a key or nest, chosen names, a channel for both
//! directions, and limits.

use std::sync::Arc;

use ipc_runtime::{Caller, ipc_api};

mod u64_max {
    pub(super) const SECONDS: u64 = 18_446_744_073_709_551_615;
}

/// Shares its key with `PanelTools`.
#[ipc_api(window = "ipc.panel")]
pub trait PanelApi {
    /// The version of the addon.
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// The largest number of seconds.
    const MAX_SECONDS: u64 = u64_max::SECONDS;

    /// The step of the zoom.
    const STEP: f64 = -0.25;

    /// The levels of the zoom, by their names.
    const LEVELS: &[(&str, f64)] = &[("small", 0.5), ("large", 2.0)];

    /// Sends the text back on the same channel.
    #[send("panel:state", js = "state")]
    fn set_state(&self, caller: &Caller, text: String);

    /// Such a text.
    #[event("panel:state", js = "stateChanged")]
    fn state(text: String);

    /// The length of a short text.
    #[invoke("panel:short", max_bytes = "1KiB")]
    fn short(&self, text: String) -> usize;

    /// Waits until it is cancelled.
    #[invoke("panel:never", timeout = "50ms")]
    async fn never(&self, caller: &Caller);
}

/// Shares its key with `PanelApi`.
#[ipc_api(window = "ipc.panel")]
pub trait PanelTools {
    /// Doubles a number.
    #[invoke]
    fn double(&self, number: u32) -> u32;
}

/// Is inside the other two.
#[ipc_api(window = "ipc.panel.zoom")]
pub trait PanelZoom {
    /// The zoom factor.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn factor(&self) -> f64;
}

/// Is beside them.
#[ipc_api(window = "ipc.status")]
pub trait StatusApi {
    /// The status.
    #[invoke]
    fn status(&self) -> String;
}

#[derive(Clone)]
pub(crate) struct Panel {
    /// Records a call for the tests.
    pub(crate) record: Arc<dyn Fn(&str) + Send + Sync>,
}

impl PanelApi for Panel {
    fn set_state(&self, caller: &Caller, text: String) {
        // A page that is gone needs no answer.
        let _ = PanelApiRenderer::new(caller).state(text);
    }

    fn short(&self, text: String) -> usize {
        text.len()
    }

    async fn never(&self, caller: &Caller) {
        caller.cancelled().await;
        (self.record)("never is cancelled");
    }
}

impl PanelTools for Panel {
    fn double(&self, number: u32) -> u32 {
        number * 2
    }
}

impl PanelZoom for Panel {
    fn factor(&self) -> f64 {
        1.5
    }
}

impl StatusApi for Panel {
    fn status(&self) -> String {
        "ready".to_owned()
    }
}
