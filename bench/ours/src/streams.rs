//! Streams in both directions, requests to the page, and relays and ports between pages.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::join_all;
use futures_util::{Stream, StreamExt as _, stream};
use ipc_runtime::{App, Bytes, Caller, Incoming, PageEvent, ipc_api};

use crate::items::Item;

/// The streams, requests, relays and ports that the pages of the benchmark use.
#[ipc_api(window = "streamApi")]
pub trait StreamApi {
    /// The numbers below `count`.
    #[stream]
    fn numbers(&self, count: u32) -> impl Stream<Item = u32> + Send;

    /// The given number of items.
    #[stream]
    fn rows(&self, count: u32) -> impl Stream<Item = Item> + Send;

    /// The given number of chunks, each of `length` bytes with the number of the chunk.
    #[stream]
    fn chunks(&self, count: u32, length: u32) -> impl Stream<Item = Bytes> + Send;

    /// Adds up numbers.
    #[invoke]
    async fn sum(&self, numbers: Incoming<u32>) -> u32;

    /// Adds up the lengths and the last bytes of chunks.
    #[invoke]
    async fn store(&self, chunks: Incoming<Bytes>) -> u32;

    /// Asks the calling page to double each number from 1 to `count`, one after the other or all
    /// at once. Returns the sum of the answers.
    #[invoke]
    async fn ask_page(&self, caller: &Caller, count: u32, is_concurrent: bool) -> u32;

    /// Asks the page to double a number.
    #[request]
    async fn doubled(number: u32) -> u32;

    /// Passes a number to the other page.
    #[relay]
    fn pass(number: u32);

    /// Tells the other page the sum of the numbers that it has passed.
    #[relay]
    fn passed(sum: u32);

    /// A line to the other page.
    #[port]
    fn peer(number: u32);

    /// Joins the calling page with the other page. Returns whether there is one.
    #[invoke]
    fn join(&self, caller: &Caller) -> bool;
}

/// The implementation, which knows the open pages.
#[derive(Default)]
pub(crate) struct Streams {
    pages: Arc<Mutex<BTreeMap<u32, Caller>>>,
}

impl Streams {
    pub(crate) fn new(app: &App) -> Self {
        let streams = Self::default();
        let pages = Arc::clone(&streams.pages);
        app.on_page(move |event| {
            let mut pages = pages.lock().unwrap_or_else(PoisonError::into_inner);
            match event {
                PageEvent::Opened(page) => pages.insert(page.page(), page.clone()),
                PageEvent::Closed(page) => pages.remove(&page.page()),
                _ => None,
            };
        });
        streams
    }
}

impl StreamApi for Streams {
    fn numbers(&self, count: u32) -> impl Stream<Item = u32> + Send {
        stream::iter(0..count)
    }

    fn rows(&self, count: u32) -> impl Stream<Item = Item> + Send {
        stream::iter((0..count).map(Item::new))
    }

    fn chunks(&self, count: u32, length: u32) -> impl Stream<Item = Bytes> + Send {
        stream::iter((0..count).map(move |number| chunk(number, length).into()))
    }

    async fn sum(&self, numbers: Incoming<u32>) -> u32 {
        // A number that is lost makes the sum wrong, which the page notices.
        numbers.fold(0, async |sum, number| sum + number.unwrap_or_default()).await
    }

    async fn store(&self, chunks: Incoming<Bytes>) -> u32 {
        chunks.fold(0, async |size, chunk| size + chunk.map_or(0, |chunk| stored(&chunk))).await
    }

    fn join(&self, caller: &Caller) -> bool {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        // The newest: the page of the row before may not be gone yet.
        let other = pages.values().rev().find(|page| page.page() != caller.page());
        other.is_some_and(|other| StreamApiRenderer::new(caller).peer(other).is_ok())
    }

    async fn ask_page(&self, caller: &Caller, count: u32, is_concurrent: bool) -> u32 {
        let page = StreamApiRenderer::new(caller);
        let ask = async |number| page.doubled(number).await.unwrap_or_default();
        if is_concurrent {
            join_all((1..=count).map(ask)).await.into_iter().sum()
        } else {
            stream::iter(1..=count).then(ask).fold(0, async |sum, answer| sum + answer).await
        }
    }
}

fn chunk(number: u32, length: u32) -> Vec<u8> {
    vec![number.to_le_bytes()[0]; length as usize]
}

/// The length and the last byte of a chunk.
fn stored(chunk: &[u8]) -> u32 {
    u32::try_from(chunk.len()).unwrap_or(0) + chunk.last().map_or(0, |&last| last.into())
}
