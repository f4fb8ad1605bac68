//! The functions of the benchmark as a trait, and the counters of the soak test.

use std::sync::atomic::{AtomicU32, Ordering};

use ipc_runtime::{Bytes, Caller, Router, ipc_api};
use serde::{Deserialize, Serialize};

/// The methods that the page of the benchmark calls.
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

    /// Makes `count` items.
    #[invoke]
    fn items(&self, count: u32) -> Vec<Item>;

    /// Adds up the prices.
    #[invoke]
    fn total(&self, items: Vec<Item>) -> f64;

    /// Makes `size` bytes.
    #[invoke]
    fn download(&self, size: u32) -> Bytes;

    /// Counts the bytes.
    #[invoke]
    fn upload(&self, bytes: Bytes) -> u32;

    /// Emits `count` ticks from a thread of the runtime.
    #[invoke]
    async fn burst(&self, caller: &Caller, count: u32);

    /// An event of a burst, with its number.
    #[event]
    fn tick(number: u32);

    /// Takes the next number of a sequence, without an answer.
    #[send]
    fn count(&self, number: u32);

    /// Takes the next number of the same sequence and returns it.
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

/// A small object, for lists.
#[derive(Serialize, Deserialize)]
pub struct Item {
    id: u32,
    name: String,
    price: f64,
    sold: bool,
}

/// The counters of a sequence that begins with 0.
#[derive(Serialize)]
pub struct Counted {
    /// The number of numbers that arrived.
    numbers: u32,
    /// How many numbers did not follow the previous one: lost, repeated or out of order.
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
        let item = |id| Item {
            id,
            name: format!("item {id}"),
            price: f64::from(id) / 4.0,
            sold: id % 2 == 0,
        };
        (0..count).map(item).collect()
    }

    fn total(&self, items: Vec<Item>) -> f64 {
        items.iter().map(|item| item.price).sum()
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
            // After the page has closed, nothing counts the ticks.
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

ipc_runtime::addon!(|_app| Router::new().serve(BenchApiServer::new(Bench::default())));
