// Sources that the client sends, on real ports.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";

import { type Door, open } from "../src/client.js";
import { IpcError } from "../src/errors.js";
import { failure } from "../src/wire/failures.js";
import { type FakePage, openPage } from "./page.js";
import { tables } from "./tables.js";
import { until } from "./until.js";

const GONE = failure("cancelled", "its page is gone");

function openDoor(t: TestContext): { page: FakePage; door: Door } {
  const page = openPage(t);
  return { page, door: open(tables) };
}

/** A source of numbers without an end, which counts how often it is closed. */
class Numbers {
  pulled = 0;
  returned = 0;

  next(): { done: boolean; value: unknown } {
    this.pulled += 1;
    return { done: false, value: this.pulled };
  }

  return(): unknown {
    this.returned += 1;
    return undefined;
  }
}

/** A call with two sources, which has reached main. */
async function upload(
  { page, door }: { page: FakePage; door: Door },
  chunks: unknown,
  marks: unknown = [],
): Promise<{ readonly call: Promise<unknown> }> {
  const call = door.invoke("upload", ["a", chunks, marks]);
  assert.deepEqual(await page.port.messages(1), ['call 3 upload\n["a",1,2]\n']);
  return { call };
}

test("items are sent as Rust grants credit, in any order of the sources", async (t) => {
  const opened = openDoor(t);
  const { page } = opened;
  const { call } = await upload(
    opened,
    [Uint8Array.of(1), Uint8Array.of(2)],
    [7],
  );
  page.port.send("credit 2 64 1048576\n\n");
  assert.deepEqual((await page.port.messages(2))[1], "item 2\n7\ndone 2\n\n");
  page.port.send("credit 1 1 1048576\n\n");
  assert.deepEqual((await page.port.messages(3))[2], [
    'item 1\n"\\u0000b0"\n',
    Uint32Array.of(1),
    [Uint8Array.of(1)],
  ]);
  page.port.send("credit 1 1 1\n\n");
  assert.deepEqual((await page.port.messages(4))[3], [
    'item 1\n"\\u0000b0"\n',
    Uint32Array.of(1),
    [Uint8Array.of(2)],
  ]);
  page.port.send("credit 1 1 1\n\nreply 3\n9\n");
  assert.equal(await call, 9);
  assert.equal((await page.port.messages(5))[4], "done 1\n\n");
});

test("no more bytes are sent than Rust has granted, but for one item", async (t) => {
  const opened = openDoor(t);
  const { page } = opened;
  const chunk = "x".repeat(98);
  const { call } = await upload(opened, Array(9).fill(chunk));
  page.port.send("credit 1 64 250\n\n");
  const items = `item 1\n"${chunk}"\n`;
  assert.equal((await page.port.messages(2))[1], items.repeat(3));
  page.port.send("credit 1 0 50\n\n");
  page.port.send("credit 1 0 1\n\n");
  assert.equal((await page.port.messages(3))[2], items);
  page.port.send("reply 3\n9\n");
  assert.equal(await call, 9);
});

test("the end of the call closes its sources once", async (t) => {
  const aborted = new AbortController();
  const ends: ((page: FakePage) => void)[] = [
    (page) => {
      page.port.send("reply 3\n9\n");
    },
    (page) => {
      page.port.send('error 3\n{"code":"denied","message":"no"}\n');
    },
    (page) => {
      page.port.send("cancel 1\n\ncancel 2\n\nreply 3\n9\n");
    },
    (page) => {
      page.port.send(`end\n${JSON.stringify(GONE)}\n`);
    },
    () => {
      aborted.abort();
    },
  ];
  for (const end of ends) {
    const page = openPage(t);
    const door = open(tables);
    const sources = [new Numbers(), new Numbers()];
    const call = door
      .invoke("upload", ["a", ...sources], { signal: aborted.signal })
      .catch(() => undefined);
    await page.port.messages(1);
    page.port.send("credit 1 2 99\n\n");
    await until(() => sources[0]?.pulled === 2);
    end(page);
    await call;
    await setImmediate();
    assert.deepEqual(
      sources.map(({ returned }) => returned),
      [1, 1],
    );
    page.port.send("credit 1 2 99\n\ncancel 1\n\n");
    await setImmediate();
    assert.equal(sources[0]?.pulled, 2);
  }
});

test("a call that is not sent closes its sources", async (t) => {
  const { page, door } = openDoor(t);
  const sources = [new Numbers(), new Numbers()];
  const wrong = [
    door.invoke("upload", [() => 1, ...sources]),
    door.invoke("upload", ["a", ...sources, 7]),
    door.invoke("upload", ["a", ...sources], { signal: AbortSignal.abort() }),
    door.invoke("upload", ["a", sources[0], "text"]),
  ];
  const results = await Promise.allSettled(wrong);
  assert.deepEqual(
    results.map((result) =>
      result.status === "rejected" && result.reason instanceof IpcError
        ? result.reason.message
        : null,
    ),
    [
      "args.name is a function, and cannot be sent",
      '"upload" takes 3 arguments, not 4',
      "the caller cancelled the call",
      'args.marks must be an iterable, a ReadableStream or an object with the function "next"',
    ],
  );
  await setImmediate();
  assert.deepEqual(
    sources.map(({ returned }) => returned),
    [4, 3],
  );
  assert.equal(page.port.received.length, 1);
});

test("a source that fails, or has a value that cannot be sent, fails its stream", async (t) => {
  const opened = openDoor(t);
  const { page } = opened;
  const error = Object.assign(new RangeError("no more"), {
    data: { left: 1n },
  });
  async function* failing(): AsyncGenerator<number> {
    yield* [1];
    await setImmediate();
    throw error;
  }
  let closed = 0;
  const marks = {
    next: () => ({ done: false, value: { at: NaN } }),
    return: () => (closed += 1),
  };
  const { call } = await upload(opened, failing(), marks);
  page.port.send("credit 1 9 99\n\n");
  await until(() => page.port.received.length >= 4);
  assert.deepEqual(page.port.received.slice(2), [
    "item 1\n1\n",
    'error 1\n{"name":"RangeError","message":"no more","data":{"left":1}}\n',
  ]);
  page.port.send("credit 2 9 99\n\n");
  assert.equal(
    (await page.port.messages(4))[3],
    'error 2\n{"name":"TypeError","message":"value.at is a number that JSON does not have, and cannot be sent","data":null}\n',
  );
  page.port.send("reply 3\n9\n");
  assert.equal(await call, 9);
  await setImmediate();
  assert.equal(closed, 1);
});

test("a large item has a message of its own, without a copy", async (t) => {
  const opened = openDoor(t);
  const { page } = opened;
  const large = new Uint8Array(2 ** 20);
  const { call } = await upload(opened, [Uint8Array.of(1), large]);
  page.port.send("credit 1 9 9999999\n\n");
  assert.deepEqual((await page.port.messages(4)).slice(1), [
    ['item 1\n"\\u0000b0"\n', Uint32Array.of(1), [Uint8Array.of(1)]],
    ['item 1\n"\\u0000b0"\n', Uint32Array.of(2 ** 20), [large]],
    "done 1\n\n",
  ]);
  page.port.send("reply 3\n9\n");
  assert.equal(await call, 9);
});
