// Sources: what is iterated, and when it is pulled.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";

import fc from "fast-check";

import { createSendCredit, type Credit } from "../src/wire/credit.js";
import { iterate, pump } from "../src/wire/source.js";
import { until } from "./until.js";

/** A pump whose values are sent as there is credit. */
interface TestPump {
  grant(credit: Credit): void;
  close(): void;
}

/** A pump and what it sends. Each value has the size 1. */
function send(source: unknown): { pump: TestPump; sent: unknown[] } {
  const sent: unknown[] = [];
  const credit = createSendCredit();
  const { pull, close } = pump(iterate(source, "args.chunks"), {
    isOpen: credit.isOpen,
    item(value) {
      if (value === "uncloneable") {
        throw new TypeError("value cannot be sent");
      }
      sent.push(value);
      credit.spend(1);
    },
    done() {
      sent.push("done");
    },
    error(error) {
      sent.push(error);
    },
  });
  const grant = (given: Credit) => {
    credit.grant(given);
    pull();
  };
  return { pump: { grant, close }, sent };
}

const ALL = { items: 1_000, bytes: 1_000 };

/** A source that counts its calls. */
class Counter {
  pulled = 0;
  returned = 0;

  next(): unknown {
    this.pulled += 1;
    return { done: false, value: this.pulled };
  }

  return(): unknown {
    this.returned += 1;
    throw new Error("nobody hears this");
  }
}

test("iterables, streams, generators and iterators are sources", async () => {
  function* sync(): Generator<number> {
    yield* [1, 2];
  }
  async function* later(): AsyncGenerator<number> {
    await setImmediate();
    yield 1;
    yield 2;
  }
  const stream = () =>
    new ReadableStream<number>({
      start(controller) {
        controller.enqueue(1);
        controller.enqueue(2);
        controller.close();
      },
    });
  const plain = stream();
  const getReader = plain.getReader.bind(plain);
  let left = 2;
  const next = () =>
    left-- > 0 ? { done: false, value: 2 - left } : { done: true };
  for (const source of [
    ...[[1, 2], new Set([1, 2]), sync(), later(), stream()],
    // Without an iterator, as before Chromium 124.
    ...[{ getReader }, { next }],
  ]) {
    const { pump, sent } = send(source);
    pump.grant(ALL);
    await until(() => sent.includes("done"));
    assert.deepEqual(sent, [1, 2, "done"]);
  }
});

test("anything else is refused with the path of the argument", () => {
  for (const wrong of [null, undefined, 7, "text", {}, { next: 1 }, () => 1]) {
    assert.throws(() => iterate(wrong, "args.chunks"), {
      name: "TypeError",
      message:
        'args.chunks must be an iterable, a ReadableStream or an object with the function "next"',
    });
  }
});

test("a source is pulled only while there is credit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          items: fc.integer({ min: 0, max: 5 }),
          bytes: fc.integer({ min: 0, max: 5 }),
        }),
      ),
      async (grants) => {
        const source = new Counter();
        const { pump } = send(source);
        let items = 0;
        let bytes = 0;
        for (const credit of grants) {
          items += credit.items;
          bytes += credit.bytes;
          pump.grant(credit);
          await Promise.resolve();
          assert.equal(source.pulled, Math.min(items, bytes));
        }
      },
    ),
  );
});

test("the values of a synchronous source are sent at once", () => {
  const { pump, sent } = send([1, 2, 3]);
  assert.deepEqual(sent, []);
  pump.grant({ items: 2, bytes: 9 });
  assert.deepEqual(sent, [1, 2]);
  pump.grant(ALL);
  assert.deepEqual(sent, [1, 2, 3, "done"]);
});

test("one value is pulled at a time", async () => {
  let open = 0;
  const source = {
    async next() {
      assert.equal(++open, 1);
      await setImmediate();
      open -= 1;
      return { done: false, value: 1 };
    },
  };
  const { pump, sent } = send(source);
  pump.grant({ items: 1, bytes: 9 });
  pump.grant({ items: 2, bytes: 9 });
  await until(() => sent.length === 3);
});

test("a source that fails ends with its error, and is not closed", async () => {
  const error = new Error("no");
  for (const next of [
    () => {
      throw error;
    },
    () => Promise.reject(error),
  ]) {
    let returned = 0;
    const { pump, sent } = send({ next, return: () => (returned += 1) });
    pump.grant(ALL);
    await until(() => sent.length > 0);
    pump.close();
    pump.grant(ALL);
    await setImmediate();
    assert.deepEqual(sent, [error]);
    assert.equal(returned, 0);
  }
});

test("a result must be an object", async () => {
  for (const result of [undefined, null, 7, Promise.resolve("done")]) {
    const { pump, sent } = send({ next: () => result });
    pump.grant(ALL);
    await until(() => sent.length > 0);
    assert.match(String(sent[0]), /^TypeError: the function "next" returned/);
  }
});

test("a value that cannot be sent fails the stream and closes the source", async () => {
  let returned = 0;
  const values = [1, "uncloneable", 2];
  const { pump, sent } = send({
    next: () => ({ done: false, value: values.shift() }),
    return: () => (returned += 1),
  });
  pump.grant(ALL);
  await until(() => returned > 0);
  pump.close();
  await setImmediate();
  assert.deepEqual(sent.map(String), ["1", "TypeError: value cannot be sent"]);
  assert.equal(returned, 1);
});

test("a source is closed once, and its failure is ignored", async () => {
  const source = new Counter();
  const { pump, sent } = send(source);
  pump.grant({ items: 2, bytes: 9 });
  pump.close();
  pump.close();
  pump.grant(ALL);
  await setImmediate();
  assert.deepEqual(sent, [1, 2]);
  assert.equal(source.returned, 1);
  const { pump: other } = send({ next: () => ({ done: true }) });
  other.close();
  await setImmediate();
});

test("a value that arrives after the close is dropped", async () => {
  let resolve: (result: unknown) => void = () => undefined;
  const next = () =>
    new Promise((given) => {
      resolve = given;
    });
  let returned = 0;
  const { pump, sent } = send({ next, return: () => (returned += 1) });
  pump.grant(ALL);
  pump.close();
  resolve({ done: false, value: 1 });
  await setImmediate();
  assert.deepEqual(sent, []);
  assert.equal(returned, 1);
});

test("a generator's `finally` runs when it is closed", async () => {
  let closed = false;
  function* values(): Generator<number> {
    try {
      yield 1;
      yield 2;
    } finally {
      closed = true;
    }
  }
  const { pump } = send(values());
  pump.grant({ items: 1, bytes: 1 });
  pump.close();
  await setImmediate();
  assert.ok(closed);
});
