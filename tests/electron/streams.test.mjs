// Streams in both directions, on both doors: order, ends, errors, back-pressure, and what is left over.

import assert from "node:assert/strict";
import test from "node:test";
import {
  DOORS,
  launchDoors,
  noneOpen,
  opened,
  probe,
  rawClient,
  streams,
  until,
} from "./harness.mjs";

/** What the page of these tests has. */
const script = `
    /** What has crossed, as text. */
    window.show = (value) =>
      JSON.stringify(value, (_, value) =>
        typeof value === "bigint" ? value + "n"
        : value instanceof Uint8Array ? [...value]
        : value);
    /** Reads a stream to its end. Returns its items, or the error after them. */
    window.readAll = async (stream, limit = Infinity) => {
      const items = [];
      try {
        for (;;) {
          const { done, value } = await stream.next();
          if (done) {
            return { items };
          }
          items.push(value);
          if (items.length === limit) {
            return { items, end: await stream.return() };
          }
        }
      } catch (error) {
        const { name, code, message, data } = error;
        return { items, error: { name, code, message, data } };
      }
    };
    /** A source for either door: the bridge takes an object with its own functions alone. */
    window.sourceOf = (door, iterable) => {
      if (door === "fast") {
        return iterable;
      }
      const iterator = iterable[Symbol.asyncIterator]?.() ?? iterable[Symbol.iterator]();
      return {
        next: async () => iterator.next(),
        return: async () => iterator.return?.(),
      };
    };`;

const launchFlow = (t) => launchDoors(t, "flowApi", "flow", script);

for (const door of DOORS) {
  test(`a stream gives all its items in order and ends (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const found = await page.evaluate(async (door) => {
      const { items } = await readAll(doors[door].count(20_000));
      const after = doors[door].count(0);
      return {
        length: items.length,
        isOrdered: items.every((item, index) => item === index),
        ends: [await after.next(), await after.next(), await after.return()],
      };
    }, door);
    const end = { done: true, value: undefined };
    assert.deepEqual(found, {
      length: 20_000,
      isOrdered: true,
      ends: [end, end, end],
    });
    await noneOpen(app);
  });

  test(`an error, a panic and an invalid call end a stream (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const found = await page.evaluate(
      async (door) =>
        Promise.all([
          readAll(doors[door].breaks(3)).then(show),
          readAll(doors[door].panics(2)),
          readAll(doors[door].panics(0)),
          readAll(doors[door].count("three")),
        ]),
      door,
    );
    assert.deepEqual(JSON.parse(found[0]), {
      items: ["0n", "1n", "2n"],
      error: {
        name: "Torn",
        code: "OnPurpose",
        message: "torn after 3",
        data: { kind: "OnPurpose", after: "3n" },
      },
    });
    assert.deepEqual(found[1].items, [0, 1]);
    assert.equal(found[1].error.code, "internal");
    assert.equal(found[2].error.code, "internal");
    assert.equal(found[3].error.code, "invalid-argument");
    assert.match(found[3].error.message, /args\.to/);
    await noneOpen(app);
  });

  test(`a page that does not read stops the producer (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const read = (count) =>
      page.evaluate(
        async ([door, count]) => {
          window.endless ??= doors[door].forever(1000);
          for (let index = 0; index < count; index++) {
            await window.endless.next();
          }
        },
        [door, count],
      );
    await read(1);
    let produced = 0;
    const settled = async () => {
      const before = produced;
      [, produced] = await streams(app);
      return produced === before && produced > 0;
    };
    await until(settled, "the producer does not stop");
    assert.ok(
      produced < 1000,
      `${produced} items were produced for one reader`,
    );
    await read(5_000);
    await until(settled, "the producer does not stop");
    assert.ok(produced < 6_100, `${produced} items for 5,001 that were read`);
    await page.evaluate(() => window.endless.return());
    await noneOpen(app);
  });

  test(`return and a reload end the stream in Rust (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const found = await page.evaluate(
      (door) => readAll(doors[door].forever(10), 5),
      door,
    );
    assert.equal(found.items.length, 5);
    assert.deepEqual(found.end, { done: true, value: undefined });
    await noneOpen(app);
    for (let round = 0; round < 5; round++) {
      await page.evaluate(async (door) => {
        const streams = Array.from({ length: 20 }, () =>
          doors[door].forever(10),
        );
        await Promise.all(streams.map((stream) => stream.next()));
      }, door);
      assert.equal((await streams(app))[0], 20);
      await page.reload();
      await page.waitForFunction(() => window.doors);
      await noneOpen(app);
    }
  });

  test(`a thousand streams at once are complete (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const sums = await page.evaluate(async (door) => {
      const all = Array.from({ length: 1_000 }, () => doors[door].count(50));
      const read = await Promise.all(all.map((stream) => readAll(stream)));
      return read.map(({ items }) =>
        items.reduce((sum, item) => sum + item, 0),
      );
    }, door);
    assert.equal(sums.length, 1_000);
    assert.ok(sums.every((sum) => sum === 1_225));
    await noneOpen(app);
  });

  test(`values of each kind cross as items, in both directions (${door})`, async (t) => {
    const { page } = await launchFlow(t);
    const [down, up, parcel] = await page.evaluate(async (door) => {
      const parcel = {
        text: "\u0000é\u2028",
        keys: { __key: "" },
        big: 2n ** 60n,
        float: -0.5,
        bytes: new Uint8Array([1, 2, 255]),
        more: [new Uint8Array(), new Uint8Array([7])],
        flag: true,
        nothing: null,
      };
      const { items } = await readAll(doors[door].parcels(parcel, 100));
      const source = sourceOf(
        door,
        Array.from({ length: 100 }, () => parcel),
      );
      const collected = await doors[door].collect(source);
      return [items, collected, [parcel]].map((list) => list.map(show));
    }, door);
    assert.deepEqual([down.length, up.length], [100, 100]);
    assert.deepEqual([...new Set(down)], parcel);
    assert.deepEqual([...new Set(up)], parcel);
  });

  test(`a page sends a stream, and its end, its error and its item's type arrive (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const found = await page.evaluate(async (door) => {
      const sum = async (iterable) => {
        try {
          return show(await doors[door].sum(sourceOf(door, iterable)));
        } catch ({ name, code, message }) {
          return { name, code, message };
        }
      };
      async function* numbers(to) {
        for (let number = 0n; number < to; number++) {
          yield number;
        }
      }
      async function* torn() {
        yield 1n;
        throw new RangeError("no more");
      }
      return [
        await sum(numbers(3_000n)),
        await sum([]),
        await sum(torn()),
        await sum(["text"]),
      ];
    }, door);
    assert.deepEqual(found.slice(0, 2), ['"4498500n"', '"0n"']);
    assert.equal(found[2].code, "Elsewhere");
    assert.match(found[2].message, /no more/);
    assert.equal(found[3].code, "Elsewhere");
    assert.match(found[3].message, /invalid type: string/);
    const torn = await app.evaluate(() => global.connection.flowProbe.torn());
    assert.equal(torn.length, 2);
  });

  test(`5,000 items of a page are pulled one after the other, up to the error after them (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const found = await page.evaluate(async (door) => {
      const sumOf = async (end, isAsync) => {
        let left = 5_000;
        let pulling = 0;
        let returned = 0;
        const pull = () => {
          if (left === 0) {
            return end();
          }
          return { done: false, value: BigInt(left--) };
        };
        const source = {
          next: !isAsync
            ? pull
            : async () => {
                pulling += 1;
                await null;
                const isAlone = pulling === 1;
                pulling -= 1;
                return isAlone ? pull() : { done: false, value: "together" };
              },
          return: async () => {
            returned += 1;
            return { done: true, value: undefined };
          },
        };
        const outcome = await doors[door]
          .sum(source)
          .then(Number, ({ message }) => message);
        return [outcome, returned];
      };
      const done = () => ({ done: true, value: undefined });
      return [
        await sumOf(done, true),
        await sumOf(done, false),
        await sumOf(() => Promise.reject(new Error("torn off")), true),
        await sumOf(() => ({ done: false, value: () => 1 }), true),
      ];
    }, door);
    const sum = (5_000 * 5_001) / 2;
    assert.deepEqual(found.slice(0, 2), [
      [sum, 0],
      [sum, 0],
    ]);
    assert.match(found[2][0], /torn off/);
    assert.equal(found[2][1], 0);
    assert.match(found[3][0], /is a function, and cannot be sent/);
    assert.equal(found[3][1], 1);
    const torn = await app.evaluate(() => global.connection.flowProbe.torn());
    assert.equal(torn.length, 2);
  });

  test(`a handler that stops reading ends the page's stream, once (${door})`, async (t) => {
    const { page } = await launchFlow(t);
    const found = await page.evaluate(async (door) => {
      let returned = 0;
      let pulled = 0;
      const source = {
        next: async () => ({ done: false, value: BigInt(pulled++) }),
        return: async () => {
          returned++;
          return { done: true, value: undefined };
        },
      };
      const taken = await doors[door].take(5, source);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = pulled;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return {
        taken: show(taken),
        returned,
        isStill: pulled === before,
        pulled,
      };
    }, door);
    assert.equal(found.taken, '["0n","1n","2n","3n","4n"]');
    assert.equal(found.returned, 1);
    assert.ok(
      found.isStill && found.pulled <= 600,
      `${found.pulled} items were pulled`,
    );
  });
}

test("for await ends a stream by break, by a throw and by a signal", async (t) => {
  const { app, page } = await launchFlow(t);
  const found = await page.evaluate(async () => {
    const seen = [];
    for await (const item of doors.fast.forever(1)) {
      seen.push(item.length);
      if (seen.length === 3) {
        break;
      }
    }
    try {
      for await (const item of doors.fast.forever(2)) {
        throw new Error(`thrown at ${item.length}`);
      }
    } catch (error) {
      seen.push(error.message);
    }
    const controller = new AbortController();
    try {
      for await (const item of doors.fast.forever(3, {
        signal: controller.signal,
      })) {
        controller.abort(new Error("enough"));
      }
    } catch (error) {
      seen.push(error.code, error.cause?.message);
    }
    const early = doors.fast.forever(4, { signal: AbortSignal.abort() });
    seen.push(await early.next().catch((error) => error.code));
    return seen;
  });
  const expected = [1, 1, 1, "thrown at 2", "cancelled", "enough", "cancelled"];
  assert.deepEqual(found, expected);
  await noneOpen(app);
});

test("events, items and answers of the fast door arrive in one order", async (t) => {
  const { page } = await launchFlow(t);
  const order = await page.evaluate(async () => {
    const order = [];
    const off = doors.fast.onTick((number) => order.push(`event ${number}`));
    for await (const number of doors.fast.ticks(2_000)) {
      order.push(`item ${number}`);
    }
    off();
    // An item is read in a microtask of its own, so the events of its message come first.
    return order.filter((entry) => entry.startsWith("event")).length === 2_000
      ? order
      : order.length;
  });
  const at = new Map(order.map((entry, index) => [entry, index]));
  for (let number = 0; number < 2_000; number++) {
    assert.ok(
      at.get(`event ${number}`) < at.get(`item ${number}`),
      `${number}`,
    );
  }
});

test("a ReadableStream uploads with back-pressure and without copies that stay", async (t) => {
  const { app, page } = await launchFlow(t);
  const found = await page.evaluate(async () => {
    let pulled = 0;
    const chunk = new Uint8Array(256 * 1024);
    const body = new ReadableStream(
      {
        pull(controller) {
          pulled++;
          controller.enqueue(chunk);
          if (pulled === 1024) {
            controller.close();
          }
        },
      },
      { highWaterMark: 0 },
    );
    return doors.fast.upload("big", body, 0);
  });
  assert.deepEqual(
    { ...found, bytes: Number(found.bytes) },
    { name: "big", chunks: 1024, bytes: 256 * 2 ** 20 },
  );
  const slow = await page.evaluate(async () => {
    let pulled = 0;
    const chunk = new Uint8Array(1024 * 1024);
    const controller = new AbortController();
    const source = {
      async next() {
        pulled++;
        return { done: false, value: chunk };
      },
    };
    const upload = doors.fast.upload("slow", source, 20, {
      signal: controller.signal,
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    controller.abort();
    return [await upload.catch(({ code }) => code), pulled];
  });
  assert.equal(slow[0], "cancelled");
  assert.ok(slow[1] < 60, `${slow[1]} chunks were pulled for a slow reader`);
  await until(
    async () =>
      (await app.evaluate(() => global.connection.flowProbe.torn())).length > 0,
    "the upload is not told of its end",
  );
});

test("the credit, the items and the ends of a hostile page harm nobody", async (t) => {
  const { app, page } = await launchFlow(t);
  const client = await rawClient(page);
  const credit = (words) => `credit ${words}\n\n`;
  const lines = await client.send([
    ["stream s1 1 100 flow:count\n[1000000]\n"],
    [
      credit("s1 9007199254740992 1") +
        credit("s1 -1 -1") +
        credit("s1 1e3 1") +
        credit("s1 0x10 1") +
        credit("nobody 5 5") +
        credit("s1") +
        "cancel nobody\n\nitem nobody\n1\ndone nobody\n\nerror nobody\n{}\n",
    ],
    ["call c1 flow:sum\n[7]\n" + "item 7\n1\n".repeat(5_000)],
    ["call c2 flow:sum\n[8]\ndone 8\n\nitem 8\n1\nitem 8\n2\n"],
    ["stream s2 4294967295 4294967295 flow:forever\n[0]\ncancel s2\n\n"],
    ["answer 1\ntrue\nfail 1\n{}\nanswer 18446744073709551616\ntrue\n"],
    ["stream s3 1 1 greet\n[]\ncall c3 flow:count\n[3]\n"],
    ["call c4 flow:sum\n[9]\nitem 9\n"],
  ]);
  const text = lines.join("\n");
  assert.equal(text.split("\n").filter((line) => line === "item s1").length, 1);
  assert.match(text, /reply c2\n0\n/);
  for (const id of ["s3", "c3"]) {
    const code = text.split(`error ${id}\n`)[1].split("\n")[0];
    assert.match(code, /invalid-argument/);
  }
  assert.equal(
    await page.evaluate(() =>
      doors.fast
        .count(3)
        .next()
        .then(({ value }) => value),
    ),
    0,
  );
  await page.reload();
  await noneOpen(app);
  assert.deepEqual(await probe(app, "held"), 0);
});

test("a stream of a window that crashes ends", async (t) => {
  const { app, page } = await launchFlow(t);
  const other = await opened(app, async () => {
    const window = global.openWindow();
    global.connection.attach(window, { label: "other" });
    await window.loadFile("index.html");
  });
  await other.waitForFunction(() => window.doors);
  await other.evaluate(async () => {
    const all = [doors.fast.forever(10), doors.plain.forever(10)];
    await Promise.all(all.map((stream) => stream.next()));
  });
  assert.equal((await streams(app))[0], 2);
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows().filter(
      (it) => it !== global.window,
    );
    window.webContents.forcefullyCrashRenderer();
  });
  await noneOpen(app);
  assert.equal(
    await page.evaluate(() =>
      doors.fast
        .count(2)
        .next()
        .then(({ value }) => value),
    ),
    0,
  );
});
