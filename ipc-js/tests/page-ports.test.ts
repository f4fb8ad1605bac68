// Ports to other pages in the client, on real ports.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MessageChannel } from "node:worker_threads";

import { type Door, open } from "../src/client.js";
import type { Port } from "../src/types.js";
import { failure } from "../src/wire/failures.js";
import { frame } from "../src/wire/frames.js";
import { type FakePage, openPage } from "./page.js";
import { tables } from "./tables.js";
import { until } from "./until.js";

const CHANNEL = "agent:peer";

type Message = (text: string, at?: bigint) => void;

interface Joined {
  readonly page: FakePage;
  readonly door: Door;
  readonly port: Port<Message>;
  /** The end of the other page. */
  readonly other: MessagePort;
}

/** A page that was joined with another one, by the port 5. */
async function join(t: TestContext): Promise<Joined> {
  const page = openPage(t);
  const door = open(tables);
  const ports: Port<Message>[] = [];
  door.onPort<Message>(CHANNEL, (port) => ports.push(port));
  const { port1, port2 } = new MessageChannel();
  t.after(() => {
    port1.close();
  });
  page.port.send(`port 5 ${CHANNEL}\n\n`, [port2]);
  await until(() => ports.length === 1);
  const [port] = ports;
  assert.ok(port);
  return { page, door, port, other: port1 as unknown as MessagePort };
}

/** The frames that the client has sent. */
const sent = ({ port }: FakePage) => port.received.slice(1).join("");

test("messages wait for the first listener, and have one order", async (t) => {
  const { port, other } = await join(t);
  const got: unknown[] = [];
  other.postMessage([["first"], ["second", 2n]]);
  port.onMessage((...args) => got.push(args));
  await until(() => got.length === 2);
  assert.deepEqual(got, [["first"], ["second", 2n]]);
  const back: unknown[] = [];
  other.onmessage = ({ data }: MessageEvent) => back.push(data);
  port.post("back");
  port.post("again", 3n);
  await until(() => back.length === 2);
  assert.deepEqual(back, [[["back"]], [["again", 3n]]]);
});

test("what is no list of arguments is dropped", async (t) => {
  const { port, other } = await join(t);
  const got: unknown[] = [];
  port.onMessage((...args) => got.push(args));
  for (const message of [
    null,
    "text",
    { length: 1 },
    ["x"],
    [null, ["last"]],
  ]) {
    other.postMessage(message);
  }
  await until(() => got.length > 0);
  assert.deepEqual(got, [["last"]]);
});

test("an error of one listener does not reach the others", async (t) => {
  const lines = t.mock.method(console, "error", () => undefined);
  const { port, other } = await join(t);
  let count = 0;
  port.onMessage(() => {
    throw new Error("broken");
  });
  const remove = port.onMessage(() => count++);
  other.postMessage([["x"]]);
  await until(() => count === 1);
  assert.equal(lines.mock.callCount(), 1);
  remove();
  remove();
  other.postMessage([["x"]]);
  await until(() => lines.mock.callCount() === 2);
  assert.equal(count, 1);
  assert.throws(() => {
    Reflect.apply(port.onMessage, port, ["x"]);
  }, /the listener of "agent:peer" must be a function/);
});

test("a value is copied when it is posted, and the messages of a turn travel together", async (t) => {
  const { port, other } = await join(t);
  const got: unknown[][][] = [];
  other.onmessage = ({ data }: MessageEvent<unknown[][]>) => got.push(data);
  const value = { at: 0 };
  const post = port.post as (...args: unknown[]) => void;
  for (; value.at < 2000; value.at++) {
    post("x", value);
  }
  assert.throws(() => {
    post("x", { at: () => 1 });
  }, /^TypeError: args\[1\]\.at is a function, and cannot be sent$/);
  port.close();
  await until(() => got.flat().length === 2000);
  assert.equal(got.length, 3);
  assert.ok(
    got.flat().every(([, item], index) => (item as typeof value).at === index),
  );
});

test("a page closes its end once, and Rust learns of it", async (t) => {
  const { page, port } = await join(t);
  let ends = 0;
  port.onClose(() => ends++);
  const remove = port.onClose(() => ends++);
  remove();
  port.close();
  port.close();
  port.post("late");
  assert.equal(ends, 1);
  port.onClose(() => ends++);
  assert.equal(ends, 2, "it has ended");
  page.port.send("hangup 5\n\n");
  await until(() => sent(page).includes("hangup 5"));
  assert.equal(sent(page).split("hangup").length, 2);
  assert.equal(ends, 2);
});

test("the messages under way arrive before the end", async (t) => {
  const { page, port, other } = await join(t);
  const got: string[] = [];
  port.onMessage((text) => got.push(text));
  port.onClose(() => got.push("end"));
  page.port.send("hangup 5\n\nhangup 6\n\n");
  for (const text of ["one", "two", "three"]) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    other.postMessage([[text]]);
  }
  await until(() => got.length === 4);
  assert.deepEqual(got, ["one", "two", "three", "end"]);
  assert.ok(!sent(page).includes("hangup"), "Rust knows");
});

test("an end whose other page is gone is closed within a second, whatever still comes", async (t) => {
  const { page, port, other } = await join(t);
  let ends = 0;
  port.onMessage(() => undefined);
  port.onClose(() => ends++);
  const flood = setInterval(() => {
    other.postMessage([["x"]]);
  }, 20);
  t.after(() => {
    clearInterval(flood);
  });
  const start = Date.now();
  page.port.send("hangup 5\n\n");
  await until(() => ends === 1);
  assert.ok(Date.now() - start > 900);
});

test("messages that came before the end wait for a listener after it", async (t) => {
  const { page, port, other } = await join(t);
  let ends = 0;
  port.onClose(() => ends++);
  other.postMessage([["one"], ["two"]]);
  page.port.send("hangup 5\n\n");
  await until(() => ends === 1);
  const got: unknown[] = [];
  port.onMessage((text) => got.push(text));
  await until(() => got.length === 2);
  assert.deepEqual(got, ["one", "two"]);
});

test("a listener of the end that is added in one is called once", async (t) => {
  const { port } = await join(t);
  const calls: string[] = [];
  port.close();
  port.onClose(() => {
    calls.push("outer");
    port.onClose(() => calls.push("inner"));
  });
  assert.deepEqual(calls, ["outer", "inner"]);
});

test("a port that finds no listener any more is closed", async (t) => {
  const { page, door } = await join(t);
  const remove = door.onPort("agent:other", () => undefined);
  remove();
  const { port1, port2 } = new MessageChannel();
  page.port.send(`port 9 agent:other\n\n`, [port2]);
  await until(() => sent(page).includes("hangup 9"));
  port1.close();
});

test("lists of another page that are too long are dropped", async (t) => {
  const { port, other } = await join(t);
  const got: unknown[] = [];
  port.onMessage((...args) => got.push(args));
  const holes = Object.assign([], { length: 2 ** 32 - 1 });
  for (const message of [holes, [holes], Array(1025).fill(["x"]), [["y"]]]) {
    other.postMessage(message);
  }
  await until(() => got.length > 0);
  assert.deepEqual(got, [["y"]]);
});

test("large messages travel alone, and so do those that may be unreadable", async (t) => {
  const { port, other } = await join(t);
  const got: unknown[][] = [];
  other.onmessage = ({ data }: MessageEvent<unknown[]>) => got.push(data);
  const post = port.post as (...args: unknown[]) => void;
  const large = "x".repeat(2 ** 18);
  for (const value of ["a", "b", large, "c", new Map(), "d", "e"]) {
    post(value);
  }
  await until(() => got.flat().length === 7);
  const counts = got.map((messages) => messages.length);
  assert.deepEqual(counts, [1, 1, 1, 1, 1, 2]);
});

test("the end of the client's port ends the ports to other pages", async (t) => {
  const { page, port } = await join(t);
  let ends = 0;
  port.onClose(() => ends++);
  const reason = failure("denied", "its window was detached");
  page.port.send(frame("end", JSON.stringify(reason)));
  await until(() => ends === 1);
});

test("a value that cannot be copied is named by its path", async (t) => {
  const { port } = await join(t);
  assert.throws(() => {
    Reflect.apply(port.post, port, ["x", { at: () => 1 }]);
  }, /^TypeError: args\[1\]\.at is a function, and cannot be sent$/);
});

test("listeners to ports subscribe the client", async (t) => {
  const { page, door } = await join(t);
  const remove = door.onPort(CHANNEL, () => undefined);
  remove();
  assert.equal(sent(page), `listen ${CHANNEL}\n\n`);
});
