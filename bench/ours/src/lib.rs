//! The functions of the benchmark as traits, with the counters of the soak test.

mod items;
mod streams;

use std::sync::atomic::{AtomicU32, Ordering};

use ipc_runtime::{Bytes, Caller, Router, ipc_api};
use serde::{Deserialize, Serialize};

use crate::items::Item;
use crate::streams::{StreamApiServer, Streams};

/// The functions that the page of the benchmark calls.
#[ipc_api(window = "benchApi")]
pub trait BenchApi {
    /// Does nothing.
    #[invoke]
    fn nothing(&self);

    /// Adds a year to a person.
    #[invoke]
    fn birthday(&self, person: Person) -> Person;

    /// Doubles a number.
    #[invoke]
    fn double(&self, number: u32) -> u32;

    /// Doubles a number on a thread of the runtime.
    #[invoke]
    async fn double_later(&self, number: u32) -> u32;

    /// Makes the given number of items.
    #[invoke]
    fn items(&self, count: u32) -> Vec<Item>;

    /// Adds up the prices.
    #[invoke]
    fn total(&self, items: Vec<Item>) -> f64;

    /// Makes the given number of bytes.
    #[invoke]
    fn download(&self, size: u32) -> Bytes;

    /// Counts the bytes.
    #[invoke]
    fn upload(&self, bytes: Bytes) -> u32;

    /// Sends the given number of ticks from a thread of the runtime.
    #[invoke]
    async fn burst(&self, caller: &Caller, count: u32);

    /// One of the events of a burst, with its number.
    #[event]
    fn tick(number: u32);

    /// Takes the next number of a sequence, without an answer.
    #[send]
    fn count(&self, number: u32);

    /// Takes the next number of the same sequence, and returns it.
    #[invoke]
    fn count_back(&self, number: u32) -> u32;

    /// Returns the counters and resets them.
    #[invoke]
    fn counted(&self) -> Counted;
}

/// A small struct.
#[derive(Serialize, Deserialize)]
pub struct Person {
    name: String,
    age: u32,
    admin: bool,
}

/// The counters of a sequence that begins with 0.
#[derive(Serialize)]
pub struct Counted {
    /// How many numbers arrived.
    numbers: u32,
    /// How many of them were not the next number: lost, doubled or out of order.
    misplaced: u32,
}

#[derive(Default)]
struct Bench {
    numbers: AtomicU32,
    next: AtomicU32,
    misplaced: AtomicU32,
}

impl BenchApi for Bench {
    fn nothing(&self) {}

    fn birthday(&self, person: Person) -> Person {
        Person { age: person.age + 1, ..person }
    }

    fn double(&self, number: u32) -> u32 {
        number * 2
    }

    async fn double_later(&self, number: u32) -> u32 {
        number * 2
    }

    fn items(&self, count: u32) -> Vec<Item> {
        (0..count).map(Item::new).collect()
    }

    fn total(&self, items: Vec<Item>) -> f64 {
        items.iter().map(Item::price).sum()
    }

    fn download(&self, size: u32) -> Bytes {
        vec![7; size as usize].into()
    }

    fn upload(&self, bytes: Bytes) -> u32 {
        u32::try_from(bytes.len()).unwrap_or(u32::MAX)
    }

    async fn burst(&self, caller: &Caller, count: u32) {
        let page = BenchApiRenderer::new(caller);
        for number in 0..count {
            // An error means that the page is gone, and no one counts.
            let _ = page.tick(number);
        }
    }

    fn count(&self, number: u32) {
        if number != self.next.swap(number + 1, Ordering::Relaxed) {
            self.misplaced.fetch_add(1, Ordering::Relaxed);
        }
        self.numbers.fetch_add(1, Ordering::Relaxed);
    }

    fn count_back(&self, number: u32) -> u32 {
        self.count(number);
        number
    }

    fn counted(&self) -> Counted {
        self.next.store(0, Ordering::Relaxed);
        Counted {
            numbers: self.numbers.swap(0, Ordering::Relaxed),
            misplaced: self.misplaced.swap(0, Ordering::Relaxed),
        }
    }
}

ipc_runtime::addon!(|app| {
    Router::new()
        .serve(BenchApiServer::new(Bench::default()))
        .serve(StreamApiServer::new(Streams::new(&app)))
});
