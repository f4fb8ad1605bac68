//! The overhead of the runtime for a call, from text to the handler and back to text, compared with
//! `serde_json` and the handler alone. `cargo xtask bench dispatch` prints a table.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use criterion::{BatchSize, Criterion, Throughput};
use ipc_runtime::{Memory, MemoryPage, Payload, Router, Transport, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
trait ShopApi {
    #[invoke("birthday")]
    fn birthday(&self, person: Person) -> Person;

    #[invoke("total")]
    fn total(&self, items: Vec<Item>) -> f64;

    #[invoke("items")]
    fn items(&self, count: u32) -> Vec<Item>;
}

#[derive(Serialize, Deserialize)]
struct Person {
    name: String,
    age: u32,
    admin: bool,
}

#[derive(Serialize, Deserialize)]
struct Item {
    id: u32,
    name: String,
    price: f64,
    sold: bool,
}

struct Shop;

impl ShopApi for Shop {
    fn birthday(&self, person: Person) -> Person {
        Person { age: person.age + 1, ..person }
    }

    fn total(&self, items: Vec<Item>) -> f64 {
        items.iter().map(|item| item.price).sum()
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
}

/// The number of objects in the rows with many small objects.
const MANY: u32 = 10_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();

    let person = Person { name: "Ada".to_owned(), age: 36, admin: true };
    compare(&mut criterion, "a small struct each way", 1, "birthday", &(person,), |(person,)| {
        Shop.birthday(person)
    });
    let items = Shop.items(MANY);
    compare(
        &mut criterion,
        "an argument of 10,000 objects",
        MANY,
        "total",
        &(items,),
        |(items,)| Shop.total(items),
    );
    compare(&mut criterion, "a reply of 10,000 objects", MANY, "items", &(MANY,), |(count,)| {
        Shop.items(count)
    });

    criterion.final_summary();
}

/// Measures a call of `channel` with `args`, and `handler` with `serde_json` alone.
fn compare<A, R>(
    criterion: &mut Criterion,
    title: &str,
    values: u32,
    channel: &str,
    args: &A,
    handler: impl Fn(A) -> R,
) where
    A: Serialize + for<'de> Deserialize<'de>,
    R: Serialize,
{
    let memory = Memory::start(|_app| Router::new().serve(ShopApiServer::new(Shop))).unwrap();
    let page = memory.open_page();
    let text = serde_json::to_string(args).unwrap();
    let payload = Payload::encode(args).unwrap();

    // Both sides must have the same result.
    let alone = handler(serde_json::from_str(&text).unwrap());
    assert_eq!(call(&page, channel, payload.clone()), Payload::encode(&alone).unwrap());

    let mut group = criterion.benchmark_group(title);
    group.throughput(Throughput::Elements(values.into()));
    group.bench_function("serde_json", |bencher| {
        bencher.iter(|| {
            let args = serde_json::from_str(black_box(&text)).unwrap();
            serde_json::to_string(&handler(args)).unwrap()
        });
    });
    group.bench_function("dispatch", |bencher| {
        bencher.iter_batched(
            || payload.clone(),
            |payload| call(&page, channel, payload),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// Calls a method whose answer is ready at once.
fn call(page: &MemoryPage, channel: &str, args: Payload) -> Payload {
    let answer = pin!(page.invoke(channel, args));
    match answer.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer.unwrap(),
        Poll::Pending => panic!("`{channel}` has not answered"),
    }
}
