//! The functions of the benchmark, written by hand with napi-rs.
#![allow(missing_docs, reason = "`bench/ours` documents the same functions")]
#![allow(
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "the callers of these functions are JavaScript"
)]

pub mod items;
pub mod streams;

use std::sync::atomic::{AtomicU32, Ordering};

use napi::Status;
use napi::bindgen_prelude::{Buffer, Uint8Array};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;

use crate::items::{Item, item};

/// A JavaScript function that any thread may call, without a result.
type Listener = ThreadsafeFunction<u32, (), u32, Status, false>;

#[napi(object)]
pub struct Person {
    pub name: String,
    pub age: u32,
    pub admin: bool,
}

#[napi(object)]
pub struct Counted {
    pub numbers: u32,
    pub misplaced: u32,
}

static NUMBERS: AtomicU32 = AtomicU32::new(0);
static NEXT: AtomicU32 = AtomicU32::new(0);
static MISPLACED: AtomicU32 = AtomicU32::new(0);

#[napi]
pub fn nothing() {}

#[napi]
pub fn birthday(person: Person) -> Person {
    Person { age: person.age + 1, ..person }
}

#[napi]
pub fn double(number: u32) -> u32 {
    number * 2
}

#[napi]
pub async fn double_later(number: u32) -> u32 {
    number * 2
}

#[napi]
pub fn items(count: u32) -> Vec<Item> {
    (0..count).map(item).collect()
}

#[napi]
pub fn total(items: Vec<Item>) -> f64 {
    items.iter().map(|item| item.price).sum()
}

#[napi]
pub fn download(size: u32) -> Buffer {
    vec![7; size as usize].into()
}

#[napi]
pub fn upload(bytes: Uint8Array) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

#[napi]
pub async fn burst(count: u32, on_tick: Listener) {
    for number in 0..count {
        on_tick.call(number, ThreadsafeFunctionCallMode::NonBlocking);
    }
}

#[napi]
pub fn count(number: u32) -> u32 {
    if number != NEXT.swap(number + 1, Ordering::Relaxed) {
        MISPLACED.fetch_add(1, Ordering::Relaxed);
    }
    NUMBERS.fetch_add(1, Ordering::Relaxed);
    number
}

#[napi]
pub fn counted() -> Counted {
    NEXT.store(0, Ordering::Relaxed);
    Counted {
        numbers: NUMBERS.swap(0, Ordering::Relaxed),
        misplaced: MISPLACED.swap(0, Ordering::Relaxed),
    }
}
