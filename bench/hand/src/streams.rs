//! Streams in both directions, and requests to the page.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use napi::Status;
use napi::bindgen_prelude::{Buffer, FnArgs, ToNapiValue, Uint8Array};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use tokio::sync::oneshot;

use crate::items::{Item, item};

/// A JavaScript function that any thread may call, without a result.
type Listener<T> = ThreadsafeFunction<T, (), T, Status, false>;

/// Sends each item, and `null` after the last.
fn send<T: ToNapiValue + 'static>(items: impl Iterator<Item = T>, on_item: &Listener<Option<T>>) {
    for item in items.map(Some).chain([None]) {
        on_item.call(item, ThreadsafeFunctionCallMode::NonBlocking);
    }
}

#[napi]
pub async fn numbers(count: u32, on_item: Listener<Option<u32>>) {
    send(0..count, &on_item);
}

#[napi]
pub async fn rows(count: u32, on_item: Listener<Option<Item>>) {
    send((0..count).map(item), &on_item);
}

#[napi]
pub async fn chunks(count: u32, length: u32, on_item: Listener<Option<Buffer>>) {
    let chunk = |number: u32| Buffer::from(vec![number.to_le_bytes()[0]; length as usize]);
    send((0..count).map(chunk), &on_item);
}

static SUM: AtomicU32 = AtomicU32::new(0);
static STORED: AtomicU32 = AtomicU32::new(0);

#[napi]
pub fn take_number(number: u32) {
    SUM.fetch_add(number, Ordering::Relaxed);
}

#[napi]
pub fn sum() -> u32 {
    SUM.swap(0, Ordering::Relaxed)
}

#[napi]
pub fn take_chunk(chunk: Uint8Array) {
    let size = u32::try_from(chunk.len()).unwrap_or(0);
    let last = chunk.last().map_or(0, |&last| last.into());
    STORED.fetch_add(size + last, Ordering::Relaxed);
}

#[napi]
pub fn stored() -> u32 {
    STORED.swap(0, Ordering::Relaxed)
}

/// The requests that the page has not answered, by their numbers.
static OPEN: LazyLock<Mutex<HashMap<u32, oneshot::Sender<u32>>>> = LazyLock::new(Mutex::default);
static LAST_REQUEST: AtomicU32 = AtomicU32::new(0);

#[napi]
pub async fn ask_page(
    count: u32,
    is_concurrent: bool,
    on_request: Listener<FnArgs<(u32, u32)>>,
) -> u32 {
    let ask = |number| {
        let (sender, receiver) = oneshot::channel();
        let id = LAST_REQUEST.fetch_add(1, Ordering::Relaxed);
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        on_request.call((id, number).into(), ThreadsafeFunctionCallMode::NonBlocking);
        receiver
    };
    let mut sum = 0;
    if is_concurrent {
        for answer in (1..=count).map(ask).collect::<Vec<_>>() {
            sum += answer.await.unwrap_or(0);
        }
    } else {
        for number in 1..=count {
            sum += ask(number).await.unwrap_or(0);
        }
    }
    sum
}

#[napi]
pub fn answer(id: u32, answer: u32) {
    let request = OPEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    if let Some(request) = request {
        // An error means that nobody waits any more.
        let _ = request.send(answer);
    }
}
