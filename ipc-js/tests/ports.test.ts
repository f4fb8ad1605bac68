// The fast door in main: the port of a client, with a pipe that records.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MessageChannel, type MessagePort } from "node:worker_threads";

import { type Core, createCore } from "../src/main/core.js";
import { isSameGeneration, STALE } from "../src/main/generation.js";
import { limitsOf } from "../src/main/limits.js";
import { MAIN } from "../src/main/pipe.js";
import {
  refusePort,
  serveClient,
  type ServedClient,
} from "../src/main/ports.js";
import { failure } from "../src/wire/failures.js";
import { eachFrame, type Message } from "../src/wire/frames.js";
import { MainPort } from "./main-port.js";
import { tables } from "./tables.js";
import { until } from "./until.js";
import { sparse } from "./values.js";

/** The first endpoint of the page, and the endpoint of its client. */
const PAGE = 7;
const CLIENT = 8;

const HELLO = `hello\n${JSON.stringify({ protocol: 3, schema: tables.schema })}\n`;

interface Served {
  readonly core: Core;
  /** The messages to Rust. */
  readonly sent: { readonly endpoint: number; readonly message: Message }[];
  /** Rust's part: receives a message of a client. */
  receive: (message: Message) => void;
  /** The messages to the client. */
  readonly received: unknown[];
  /** The lines of the log. */
  readonly lines: string[];
  readonly ended: ServedClient[];
  readonly client: ServedClient;
  readonly port: MessagePort;
  isClosed: boolean;
}

/** Serves a client that has not said hello yet. */
function serve(t: TestContext): Served {
  const { port1: port, port2 } = new MessageChannel();
  const lines: string[] = [];
  t.mock.method(console, "error", (line: string) => lines.push(line));
  const core = createCore(tables, limitsOf({ messageSize: 4 * 2 ** 20 }));
  core.lastEndpoint = PAGE;
  const sent: Served["sent"] = [];
  core.pipe = {
    send(endpoint, message) {
      sent.push({ endpoint, message });
      if (endpoint !== MAIN) {
        served.receive(message);
      }
    },
    close: () => undefined,
  };
  const ended: ServedClient[] = [];
  const received: unknown[] = [];
  const client = serveClient(core, new MainPort(port2), PAGE, (client) =>
    ended.push(client),
  );
  const served: Served = {
    ...{ core, sent, received, lines, ended, client, port },
    receive: () => undefined,
    isClosed: false,
  };
  port.on("message", (message: unknown) => received.push(message));
  port.on("close", () => {
    served.isClosed = true;
  });
  t.after(() => {
    port.close();
  });
  return served;
}

/** Serves a client that has said the right hello. */
function greet(t: TestContext): Served {
  const served = serve(t);
  served.port.postMessage(HELLO);
  return served;
}

/** The frames to Rust that only the main process may send. */
function mainFrames({ sent }: Served): string[] {
  return sent
    .filter(({ endpoint }) => endpoint === MAIN)
    .map(({ message }) => message.text);
}

/** The messages of the client that have reached Rust so far. */
async function forwarded(served: Served): Promise<Message[]> {
  const last = 'send note\n["last"]\n';
  served.port.postMessage(last);
  const isLast = ({ message }: Served["sent"][number]) => message.text === last;
  await until(() => served.sent.some(isLast));
  return served.sent
    .filter((item) => item.endpoint !== MAIN && !isLast(item))
    .map(({ message }) => message);
}

/** The errors in a message to a client, by the ids of its calls. */
function errorsIn(message: unknown): Record<string, unknown> {
  assert.ok(typeof message === "string");
  const errors: Record<string, unknown> = {};
  eachFrame(message, (head, id, payload) => {
    assert.equal(head, "error");
    errors[id] = JSON.parse(payload);
  });
  return errors;
}

test("a client with the right hello joins its page", async (t) => {
  const served = greet(t);
  assert.deepEqual(await forwarded(served), []);
  assert.deepEqual(mainFrames(served), [`join ${CLIENT} ${PAGE}\n\n`]);
  assert.equal(served.core.lastEndpoint, CLIENT);
  assert.deepEqual(served.received, []);
  assert.deepEqual(served.ended, []);
});

test("a client with another hello is refused as stale", async (t) => {
  const { schema } = tables;
  const wrong = [
    ...["", "hello\n", "hello\nnull\n", "hello\n{\n", "send note\n[]\n"],
    `hello\n${JSON.stringify({ protocol: 3, schema: "other" })}\n`,
    `hello\n${JSON.stringify({ protocol: 2, schema })}\n`,
    `hello\n${JSON.stringify({ protocol: "3", schema })}\n`,
    `hello\n${JSON.stringify({ schema })}\n`,
    `goodbye\n${JSON.stringify({ protocol: 3, schema })}\n`,
    ...[null, 7, {}, [HELLO], { protocol: 3, schema }],
    [HELLO, new Uint32Array(0), []],
  ];
  for (const hello of wrong) {
    const served = serve(t);
    served.port.postMessage(hello);
    served.port.postMessage(HELLO);
    served.port.postMessage("send note\n[]\n");
    await until(() => served.isClosed);
    assert.deepEqual(served.received, [`end\n${JSON.stringify(STALE)}\n`]);
    assert.deepEqual(mainFrames(served), [
      `join ${CLIENT} ${PAGE}\n\n`,
      `close ${CLIENT}\n\n`,
    ]);
    assert.equal(served.sent.length, 2, "no message reached Rust");
    assert.deepEqual(served.ended, [served.client]);
    assert.equal(served.core.receivers.size, 0);
  }
});

test("messages are forwarded to Rust unchanged", async (t) => {
  const served = greet(t);
  const bytes = Uint8Array.of(1, 2, 3);
  served.port.postMessage("send note\n[1]\nno frame");
  served.port.postMessage(["call 1 a\n[]\n", Uint32Array.of(3), [bytes]]);
  served.port.postMessage(["call 2 a\n[]\n", Uint32Array.of(9, 9), [bytes]]);
  served.port.postMessage(["call 3 a\n[]\n", Uint32Array.of(0), []]);
  assert.deepEqual(await forwarded(served), [
    { text: "send note\n[1]\nno frame", packed: null },
    {
      text: "call 1 a\n[]\n",
      packed: { lengths: Uint32Array.of(3), chunks: [bytes] },
    },
    {
      text: "call 2 a\n[]\n",
      packed: { lengths: Uint32Array.of(9, 9), chunks: [bytes] },
    },
    {
      text: "call 3 a\n[]\n",
      packed: { lengths: Uint32Array.of(0), chunks: [] },
    },
  ]);
});

test("malformed messages are dropped, and their calls refused", async (t) => {
  const served = greet(t);
  const text = "call 1 a\n[]\n";
  const bytes = Uint8Array.of(1);
  const two = Uint32Array.of(1, 1);
  const huge = sparse(2 ** 32 - 1);
  const wrong: unknown[] = [
    ...[null, undefined, 7, true, 7n, {}, [], [text], [text, two]],
    { 0: text, 1: two, 2: [bytes], length: 3 },
    [text, two, [bytes], null],
    [null, two, [bytes]],
    [text, null, [bytes]],
    [text, [1, 1], [bytes]],
    [text, new Uint8Array(2), [bytes]],
    [text, new Int32Array(2), [bytes]],
    [text, new Float64Array(2), [bytes]],
    [text, two, null],
    [text, two, bytes],
    [text, two, { 0: bytes, length: 1 }],
    // Lists with a hole, and one of nothing but holes.
    [text, two, sparse(2, { 0: bytes })],
    [text, two, sparse(2, { 1: bytes })],
    [text, two, huge],
    huge,
    [text, two, [bytes, null]],
    [text, two, [bytes, [1]]],
    [text, two, [bytes, bytes.buffer]],
    [text, two, [new Uint16Array(1)]],
    // More chunks than buffers.
    [text, two, [bytes, bytes, bytes]],
    [text, new Uint32Array(0), [bytes]],
  ];
  for (const message of wrong) {
    served.port.postMessage(message);
  }
  assert.deepEqual(await forwarded(served), []);
  const isCall = (message: unknown) =>
    Array.isArray(message) && message[0] === text;
  const calls = wrong.filter(isCall).length;
  await until(() => served.received.length === calls);
  for (const answer of served.received) {
    assert.match(String(answer), /^error 1\n.*"invalid-argument"/);
  }
  assert.equal(served.lines.length, wrong.length - calls);
  assert.equal(
    served.lines[0],
    "ipc: a message of a page is dropped: it has no frames",
  );
});

test("a message that is too large is refused alone", async (t) => {
  const served = greet(t);
  const header = "call 1 a\n";
  const text = `${header}${"x".repeat(4 * 2 ** 20 - header.length)}`;
  served.port.postMessage(text);
  served.port.postMessage(`${text}y`);
  const half = new Uint8Array(2 * 2 ** 20);
  const lengths = Uint32Array.of(2 ** 21, 2 ** 21);
  const two = "send b\n[]\ncall 2 a\n[]\ncall 3 b\n[]\n";
  served.port.postMessage([two, lengths, [half, half]]);
  served.port.postMessage(["send b\n[]\n", lengths, [half, half]]);
  const messages = await forwarded(served);
  assert.equal(messages.length, 1);
  assert.equal(messages[0]?.text.length, 4 * 2 ** 20);
  await until(() => served.received.length === 2);
  const reason = failure(
    "too-large",
    "its message is larger than 4194304 bytes",
  );
  assert.deepEqual(served.received.map(errorsIn), [
    { 1: reason },
    { 2: reason, 3: reason },
  ]);
});

test("a message that is refused ends its streams, sources and requests", async (t) => {
  const served = greet(t);
  const bytes = new Uint8Array(4 * 2 ** 20);
  const frames = [
    ...["stream 1 64 9 a\n[]", "item 2\n7", 'answer 3\n"\\u0000b0"'],
    ...["done 4\n", "fail 5\n{}", "credit 6 1 1\n", "unlisten b\n"],
  ];
  const text = `${frames.join("\n")}\n`;
  served.port.postMessage([text, Uint32Array.of(bytes.length), [bytes]]);
  const [toRust, ...more] = await forwarded(served);
  assert.deepEqual(more, []);
  const message = "its message is larger than 4194304 bytes";
  const data = { code: "too-large" };
  const thrown = JSON.stringify({ name: "IpcError", message, data });
  assert.deepEqual(toRust, {
    text: `error 2\n${thrown}\nfail 3\n${thrown}\nfail 5\n${thrown}\n`,
    packed: null,
  });
  const reason = JSON.stringify(failure("too-large", message));
  await until(() => served.received.length > 0);
  assert.deepEqual(served.received, [`error 1\n${reason}\ncancel 2\n\n`]);
  assert.deepEqual(served.lines, [
    `ipc: a message of a page is dropped: ${message}`,
  ]);
});

test("an error of the pipe ends only the calls of that message", async (t) => {
  const served = greet(t);
  served.receive = ({ text }) => {
    if (text.includes("poison")) {
      throw new Error("no memory");
    }
  };
  served.port.postMessage("call 1 a\n[]\n");
  served.port.postMessage("call 2 poison\n[]\nsend b\n[]\ncall 3 b\n[]\n");
  served.port.postMessage("send poison\n[]\n");
  served.port.postMessage("call 4 a\n[]\n");
  assert.equal((await forwarded(served)).length, 4);
  await until(() => served.received.length > 0);
  const reason = failure("internal", "no memory");
  assert.deepEqual(served.received.map(errorsIn), [{ 2: reason, 3: reason }]);
  assert.deepEqual(served.ended, []);
  assert.match(
    served.lines[0] ?? "",
    /Rust did not accept a message of a page/,
  );
});

test("without a pipe, messages are dropped", async (t) => {
  const served = greet(t);
  await forwarded(served);
  const { pipe } = served.core;
  served.core.pipe = null;
  served.port.postMessage("call 1 a\n[]\n");
  served.client.end(STALE);
  served.core.pipe = pipe;
  await until(() => served.isClosed);
  assert.deepEqual(mainFrames(served), [`join ${CLIENT} ${PAGE}\n\n`]);
});

test("messages from Rust are forwarded to the client unchanged", async (t) => {
  const served = greet(t);
  const send = served.core.receivers.get(CLIENT);
  assert.ok(send);
  const lengths = Uint32Array.of(2);
  const chunks = [Uint8Array.of(1, 2)];
  send({ text: "event tick\n[1]\n", packed: null });
  send({ text: 'reply 1\n""\n', packed: { lengths, chunks } });
  await until(() => served.received.length === 2);
  assert.deepEqual(served.received, [
    "event tick\n[1]\n",
    ['reply 1\n""\n', lengths, chunks],
  ]);
});

test("the close of a port closes its endpoint, once", async (t) => {
  const served = greet(t);
  await forwarded(served);
  served.port.close();
  await until(() => served.ended.length > 0);
  served.client.end(STALE);
  assert.deepEqual(mainFrames(served).slice(1), [`close ${CLIENT}\n\n`]);
  assert.deepEqual(served.ended, [served.client]);
  assert.equal(served.core.receivers.size, 0);
});

test("a client is told once why it ends, and its later messages are dropped", async (t) => {
  const served = greet(t);
  await forwarded(served);
  const before = served.sent.length;
  served.port.postMessage("call 1 a\n[]\n");
  const gone = failure("cancelled", "its page is gone");
  served.client.end(gone);
  served.client.end(STALE);
  await until(() => served.isClosed);
  assert.deepEqual(served.received, [`end\n${JSON.stringify(gone)}\n`]);
  assert.deepEqual(
    served.sent.slice(before).map(({ message }) => message.text),
    [`close ${CLIENT}\n\n`],
  );
  assert.deepEqual(served.ended, [served.client]);
});

test("each client of a page has its own endpoint", (t) => {
  const served = serve(t);
  const { port1, port2 } = new MessageChannel();
  t.after(() => {
    port1.close();
  });
  serveClient(served.core, new MainPort(port2), PAGE, () => undefined);
  assert.deepEqual(mainFrames(served), [
    `join ${CLIENT} ${PAGE}\n\n`,
    `join ${CLIENT + 1} ${PAGE}\n\n`,
  ]);
  assert.deepEqual([...served.core.receivers.keys()], [CLIENT, CLIENT + 1]);
});

test("an error of the pipe in a frame of main is logged", (t) => {
  const served = serve(t);
  served.core.pipe = {
    send() {
      throw new Error("closed");
    },
    close: () => undefined,
  };
  served.client.end(STALE);
  assert.match(served.lines[0] ?? "", /^ipc: Rust did not accept "close 8": /);
  assert.deepEqual(served.ended, [served.client]);
});

test("a refused port is told why, and closes", async () => {
  const { port1, port2 } = new MessageChannel();
  const received: unknown[] = [];
  let isClosed = false;
  port1.on("message", (message: unknown) => received.push(message));
  port1.on("close", () => {
    isClosed = true;
  });
  refusePort(new MainPort(port2), STALE);
  await until(() => isClosed);
  assert.deepEqual(received, [`end\n${JSON.stringify(STALE)}\n`]);
});

test("a hello of the same generation is recognized", () => {
  const { protocol, schema } = tables;
  assert.ok(isSameGeneration(tables, { protocol, schema, more: 1 }));
  for (const other of [
    null,
    "hello",
    {},
    { protocol, schema: null },
    { protocol: protocol + 1, schema },
  ]) {
    assert.ok(!isSameGeneration(tables, other));
  }
});

test("a huge list is refused quickly", async (t) => {
  const served = greet(t);
  const huge = sparse(2 ** 32 - 1);
  const text = "call 1 greet\n[]\n";
  const start = performance.now();
  served.port.postMessage(huge);
  served.port.postMessage([text, new Uint32Array(2), huge]);
  served.port.postMessage([text, new Uint32Array(2 ** 24), []]);
  assert.deepEqual(await forwarded(served), []);
  await until(() => served.received.length === 2);
  for (const answer of served.received) {
    assert.match(String(answer), /^error 1\n.*invalid-argument/);
  }
  assert.ok(performance.now() - start < 1_000);
});

test("a large message of many calls is refused within bounds", async (t) => {
  const served = greet(t);
  served.port.postMessage("call 1\n\n".repeat(2 ** 20));
  served.port.postMessage(`call ${"1".repeat(4 * 2 ** 20)}\n\n`);
  assert.deepEqual(await forwarded(served), []);
  await until(() => served.received.length > 0);
  assert.equal(served.received.length, 1);
  const errors = String(served.received[0]).split("error 1\n").length - 1;
  assert.equal(errors, 2 ** 17);
});
