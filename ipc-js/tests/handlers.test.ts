// Handlers of requests in the client, on real ports.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";

import { type ClientRequestContext, type Door, open } from "../src/client.js";
import { failure } from "../src/wire/failures.js";
import { eachFrame } from "../src/wire/frames.js";
import { type FakePage, openPage } from "./page.js";
import { tables } from "./tables.js";
import { until } from "./until.js";

const GONE = failure("cancelled", "its page is gone");
const CHANNEL = "agent:confirm";

type Handler = (
  process: string,
  size: bigint,
  context: ClientRequestContext,
) => unknown;

function openDoor(t: TestContext): { page: FakePage; door: Door } {
  const page = openPage(t);
  return { page, door: open(tables) };
}

/** Sends a request, and returns the header and the value of its answer. */
async function ask(page: FakePage, id: number): Promise<[string, unknown]> {
  const { port } = page;
  const start = port.received.length;
  port.send(`request ${id} ${CHANNEL}\n["rm",7]\n`);
  await until(() => port.received.length > start);
  let answer: [string, unknown] = ["", null];
  eachFrame(String(port.received[start]), (head, rest, payload) => {
    answer = [`${head} ${rest}`, JSON.parse(payload)];
  });
  return answer;
}

test("the first handler of a channel subscribes at once, and the last one unsubscribes", async (t) => {
  const { page, door } = openDoor(t);
  door.send("note", ["a"]);
  const offs = [door.handle(CHANNEL, () => 1), door.handle(CHANNEL, () => 2)];
  door.send("note", ["b"]);
  assert.deepEqual(await page.port.messages(2), [
    'send note\n["a"]\nlisten agent:confirm\n\n',
    'send note\n["b"]\n',
  ]);
  offs[1]?.();
  offs[1]?.();
  offs[0]?.();
  offs[0]?.();
  assert.equal((await page.port.messages(3))[2], "unlisten agent:confirm\n\n");
});

test("the newest handler answers, and its end uncovers the one before", async (t) => {
  const { page, door } = openDoor(t);
  const handlers = [() => 1, () => 2, () => 3, () => 2];
  const [, second, third, again] = handlers.map((handler) =>
    door.handle(CHANNEL, handler),
  );
  await page.port.messages(1);
  assert.deepEqual(await ask(page, 1), ["answer 1", 2]);
  again?.();
  assert.deepEqual(await ask(page, 2), ["answer 2", 3]);
  second?.();
  third?.();
  third?.();
  assert.deepEqual(await ask(page, 3), ["answer 3", 1]);
});

test("a handler gets decoded arguments and a context, and may answer later", async (t) => {
  const { page, door } = openDoor(t);
  const handler: Handler = async (process, size, { signal, onAbort }) => {
    await setImmediate();
    assert.ok(!signal.aborted);
    onAbort(() => assert.fail("it was not aborted"));
    return { process, size, bytes: Uint8Array.of(1) };
  };
  door.handle(CHANNEL, handler);
  await page.port.messages(1);
  page.port.send(`request 5 ${CHANNEL}\n["rm",7]\n`);
  assert.deepEqual((await page.port.messages(2))[1], [
    'answer 5\n{"process":"rm","size":7,"bytes":"\\u0000b0"}\n',
    Uint32Array.of(1),
    [Uint8Array.of(1)],
  ]);
});

test("`undefined` is an answer", async (t) => {
  const { page, door } = openDoor(t);
  door.handle(CHANNEL, () => undefined);
  await page.port.messages(1);
  assert.deepEqual(await ask(page, 1), ["answer 1", null]);
});

test("whatever a handler throws fails the request", async (t) => {
  const { page, door } = openDoor(t);
  const cases: [thrown: unknown, fail: object][] = [
    [new TypeError("no"), { name: "TypeError", message: "no", data: null }],
    [
      Object.assign(new Error("no"), { data: { kind: "Busy" } }),
      { name: "Error", message: "no", data: { kind: "Busy" } },
    ],
    [
      Object.assign(new Error("no"), { code: "EBUSY" }),
      { name: "Error", message: "no", data: { code: "EBUSY" } },
    ],
    [null, { name: "Error", message: "null", data: null }],
    [undefined, { name: "Error", message: "undefined", data: null }],
    ["text", { name: "Error", message: "text", data: null }],
    [Object.create(null), { name: "Error", message: "object", data: null }],
    [
      { message: "lone \ud800", data: () => 1 },
      { name: "Error", message: "lone \ufffd", data: null },
    ],
  ];
  for (const [index, [thrown, fail]] of cases.entries()) {
    const off = door.handle(CHANNEL, () => {
      throw thrown;
    });
    const offLater = door.handle(CHANNEL, async () => {
      await setImmediate();
      throw thrown;
    });
    await setImmediate();
    const ids = [2 * index + 1, 2 * index + 2] as const;
    await until(() => page.port.received.length > 1);
    assert.deepEqual(await ask(page, ids[0]), [`fail ${ids[0]}`, fail]);
    offLater();
    assert.deepEqual(await ask(page, ids[1]), [`fail ${ids[1]}`, fail]);
    // Keeps the channel, so that no other frames are sent.
    door.handle(CHANNEL, () => 1);
    off();
  }
});

test("an answer or arguments that cannot be sent fail the request", async (t) => {
  const { page, door } = openDoor(t);
  let value: unknown = { when: new Date(0) };
  door.handle(CHANNEL, () => value);
  await page.port.messages(1);
  assert.deepEqual(await ask(page, 1), [
    "fail 1",
    {
      name: "TypeError",
      message: "value.when is an instance of Date, and cannot be sent",
      data: null,
    },
  ]);
  value = NaN;
  assert.deepEqual(await ask(page, 2), [
    "fail 2",
    {
      name: "TypeError",
      message: "value is a number that JSON does not have, and cannot be sent",
      data: null,
    },
  ]);
  page.port.send(`request 3 ${CHANNEL}\n["rm",\n`);
  const [, , , last] = await page.port.messages(4);
  assert.match(String(last), /^fail 3\n\{"name":"SyntaxError"/);
});

test("a request without a handler fails", async (t) => {
  const { page, door } = openDoor(t);
  door.handle(CHANNEL, () => 1)();
  await page.port.messages(2);
  assert.deepEqual(await ask(page, 1), [
    "fail 1",
    {
      name: "Error",
      message: 'nothing here serves "agent:confirm"',
      data: { code: "not-found" },
    },
  ]);
});

test("an abort calls the listeners once, and nothing is answered", async (t) => {
  const { page, door } = openDoor(t);
  const lines: unknown[][] = [];
  t.mock.method(console, "error", (...line: unknown[]) => lines.push(line));
  const got: string[] = [];
  const problem = new Error("in a listener");
  let finish: (value: number) => void = () => undefined;
  const handler: Handler = (_process, _size, { signal, onAbort }) => {
    signal.addEventListener("abort", () => got.push("signal"));
    onAbort(() => {
      got.push("first");
      throw problem;
    });
    onAbort(() => {
      got.push("second");
    });
    return new Promise<number>((resolve) => {
      finish = (value) => {
        onAbort(() => {
          got.push("late");
        });
        resolve(value);
      };
    });
  };
  door.handle(CHANNEL, handler);
  await page.port.messages(1);
  page.port.send(
    `request 1 ${CHANNEL}\n["rm",7]\nabort 9\n\nabort 1\n\nabort 1\n\n`,
  );
  await until(() => got.length === 3);
  assert.deepEqual(got, ["signal", "first", "second"]);
  assert.deepEqual(lines, [
    ['an abort listener of "agent:confirm" failed:', problem],
  ]);
  finish(1);
  await setImmediate();
  assert.equal(got[3], "late", "it is called at once");
  door.send("note", ["b"]);
  assert.equal((await page.port.messages(2))[1], 'send note\n["b"]\n');
});

test("the end of the port aborts, and a new port announces the handlers again", async (t) => {
  const { page, door } = openDoor(t);
  let isAborted = false;
  let finish: (value: number) => void = () => undefined;
  const handler: Handler = (_process, _size, { onAbort }) => {
    onAbort(() => {
      isAborted = true;
    });
    return new Promise<number>((resolve) => {
      finish = resolve;
    });
  };
  const off = door.handle(CHANNEL, handler);
  const first = page.port;
  first.send(`request 1 ${CHANNEL}\n["rm",7]\nend\n${JSON.stringify(GONE)}\n`);
  await until(() => first.isClosed);
  assert.ok(isAborted);
  page.dispatchEvent(new Event("ipc:attached"));
  assert.equal(page.ports.length, 2);
  assert.deepEqual(await page.port.messages(1), ["listen agent:confirm\n\n"]);
  finish(1);
  await setImmediate();
  off();
  assert.equal((await page.port.messages(2))[1], "unlisten agent:confirm\n\n");
});

test("a handler and a listener for an abort must be functions", async (t) => {
  const { page, door } = openDoor(t);
  assert.throws(() => door.handle(CHANNEL, 1 as unknown as () => void), {
    name: "TypeError",
    message: 'the handler of "agent:confirm" must be a function',
  });
  const handler: Handler = (_process, _size, { onAbort }) => {
    onAbort(1 as unknown as () => void);
  };
  door.handle(CHANNEL, handler);
  await page.port.messages(1);
  assert.deepEqual(await ask(page, 1), [
    "fail 1",
    {
      name: "TypeError",
      message: "the listener of onAbort must be a function",
      data: null,
    },
  ]);
});
