const { ipcRenderer, contextBridge } = electron;

// Reads values of unknown types.
/** Whether a value is an object, and no array. */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** Whether an object is not an instance of a class. */
function isRecord(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
/** The member of an object with this key; `undefined` if the value is no object or lacks it. */
function member(value, key) {
  return typeof value === "object" && value !== null
    ? Reflect.get(value, key)
    : undefined;
}
/** The member of an object with this key, if it is a string. */
function textOf$1(value, key) {
  const text = member(value, key);
  return typeof text === "string" ? text : null;
}
/** The message of a thrown value. */
function messageOf(error) {
  return textOf$1(error, "message") ?? printed(error);
}
/** Any value as text. `String` throws for an object without a prototype. */
function printed(value) {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}
/** Prints a path: `args.user.tags[3]`. */
function printPath([root, ...keys]) {
  const steps = keys.map((key) => {
    if (typeof key === "number") {
      return `[${key}]`;
    }
    return /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `${root ?? ""}${steps.join("")}`;
}

// Failures: how a call ends without a value.
/** The name of the runtime's own failures. */
const RUNTIME_ERROR = "IpcError";
/** A failure of the runtime itself. */
function failure(code, message) {
  return { name: RUNTIME_ERROR, code, message, data: null };
}
/** The failure of a call whose arguments cannot be sent. */
function invalidArgument(error) {
  const isTooLarge = error instanceof RangeError;
  const code = isTooLarge ? "too-large" : "invalid-argument";
  return failure(code, messageOf(error));
}

// How a caller ends a call that has no answer yet.
/**
 * Calls `end` with the failure of a call that has no answer after `timeoutMs`. Returns the function that
 * stops the timer.
 */
function startTimer(timeoutMs, end) {
  // A longer timer would fire at once.
  if (timeoutMs === undefined || !(timeoutMs < 2 ** 31)) {
    return () => undefined;
  }
  const timer = setTimeout(() => {
    end(failure("timeout", `no answer came within ${timeoutMs} ms`));
  }, timeoutMs);
  return () => {
    clearTimeout(timer);
  };
}

// Measures the arguments of a call before any of them is encoded.
/** How deep a value may be nested: deeper ones do not decode in Rust. */
const MAX_DEPTH$1 = 120;

// Answers to the requests of Rust: values, or what a function has thrown.
/** The error of a request that has no handler. */
function notServed(channel) {
  return Object.assign(new Error(`nothing here serves "${channel}"`), {
    code: "not-found",
  });
}
/** Reads a thrown value. If it has a `code` but no `data`, the data is an object with the code. */
function thrownOf(error) {
  const code = member(error, "code");
  const ownData = member(error, "data");
  return {
    name: textOf$1(error, "name") ?? "Error",
    message: messageOf(error),
    data: ownData ?? (code === undefined ? null : { code }),
  };
}

// The identity of this page, and of the senders of its messages.
/** The name of this page, which no other page can guess. */
const PAGE = Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) =>
  word.toString(36),
).join("-");
/** Whether main sent a message. Up to Electron 27, another renderer can send one with `sendTo`. */
function isFromMain(event) {
  const senderId = Reflect.get(event, "senderId");
  return senderId === undefined || senderId === 0;
}
/** Receives the messages for this page on one of the channels that all methods share. */
function receive(channel, listener) {
  ipcRenderer.on(channel, (event, page, ...args) => {
    // Electron may deliver a message for the previous page of this frame.
    if (isFromMain(event) && page === PAGE) {
      listener(...args);
    }
  });
}

// Failures on their way to the page, as the context bridge can carry them, and from the page.
/** The failure of a call on a channel that main does not serve. */
function unserved(channel) {
  const text = `nothing in main serves "${channel}": call connect() before the window loads its page`;
  return failure("not-found", text);
}
/**
 * A failure as a plain object, because the context bridge keeps only the message of an Error. As
 * text it reads like an Error.
 */
function readable(reason) {
  return { ...reason, toString: () => textOf(reason) };
}
function textOf({ name, code, message }) {
  return `${name} (${code}): ${message}`;
}
/** Sends what a function of the page has thrown, about the source or the request with this id. */
function sendThrown(channel, id, error) {
  const failure = thrownOf(error);
  try {
    ipcRenderer.send(channel, { page: PAGE, id, failure });
  } catch {
    // The message is worth more than an error about data that cannot be sent.
    const bare = { ...failure, data: null };
    ipcRenderer.send(channel, { page: PAGE, id, failure: bare });
  }
}

// Calls of the plain door that the page may end before the answer.
let lastId$2 = 0;
/** Whether a call may end early. The page may have passed anything as options. */
function isCancellable(options) {
  return options?.onAbort !== undefined || options?.timeoutMs !== undefined;
}
/** Makes a call that may end early. `send` sends it with its number, and waits for the answer. */
function cancellable({ onAbort, timeoutMs }, send) {
  return new Promise((resolve, reject) => {
    const id = ++lastId$2;
    const call = { isSent: false, hasEnded: false };
    const stopTimer = startTimer(timeoutMs, end);
    function end(reason) {
      if (call.hasEnded) {
        return;
      }
      release();
      if (call.isSent) {
        ipcRenderer.send("ipc:abort", { page: PAGE, id });
      }
      reject(readable(reason));
    }
    function release() {
      call.hasEnded = true;
      stopTimer();
    }
    try {
      onAbort?.(() => {
        end(failure("cancelled", "the caller cancelled the call"));
      });
    } catch (error) {
      // The caller could not cancel the call.
      end(failure("invalid-argument", `onAbort failed: ${messageOf(error)}`));
    }
    if (!call.hasEnded) {
      call.isSent = true;
      send(id).finally(release).then(resolve, reject);
    }
  });
}

// Marks keep answers behind the events that main sent before them: Electron may deliver them first.
// Main sends a numbered mark after such events, and the answer names the mark.
/** The newest mark that has arrived. All events before it have arrived too. */
let newest = 0;
/** The answers that arrived before their marks. */
let waiting = [];
/** The newest mark that has arrived. */
function lastMark() {
  return newest;
}
/** Waits until a mark has arrived, and with it the events before it. */
async function markPassed(mark) {
  if (mark > newest) {
    await new Promise((resume) => {
      waiting.push({ mark, resume });
    });
  }
}
receive("ipc:mark", (mark) => {
  if (typeof mark !== "number") {
    return;
  }
  newest = mark;
  const due = waiting.filter((answer) => answer.mark <= newest);
  waiting = waiting.filter((answer) => answer.mark > newest);
  for (const { resume } of due) {
    resume();
  }
});

// Sources: the values that one side sends as a stream, pulled only while there is credit.
/**
 * Iterates over an iterable, a `ReadableStream`, or an object with a function `next`. `name` is its
 * path.
 *
 * @throws {TypeError} If it is none of these.
 */
function iterate(source, name) {
  const iterator =
    callMember(source, Symbol.asyncIterator) ??
    readerOf(source) ??
    callMember(source, Symbol.iterator) ??
    source;
  if (typeof member(iterator, "next") !== "function") {
    throw new TypeError(
      `${name} must be an iterable, a ReadableStream or an object with the function "next"`,
    );
  }
  return {
    next: () => callMember(iterator, "next"),
    return: () => callMember(iterator, "return"),
  };
}
/** An iterator over a stream. Before Chromium 124, a `ReadableStream` is not iterable. */
function readerOf(source) {
  const reader = callMember(source, "getReader");
  return reader === undefined
    ? undefined
    : {
        next: () => callMember(reader, "read"),
        return: () => callMember(reader, "cancel"),
      };
}
/** Calls a function of an object; `undefined` if the object has none. */
function callMember(object, key) {
  const method =
    typeof object === "object" && object !== null
      ? Reflect.get(object, key)
      : undefined;
  return typeof method === "function"
    ? Reflect.apply(method, object, [])
    : undefined;
}
/** Sends the values of a source as its sink takes them. */
function pump(source, sink) {
  let isOpen = true;
  let isPulling = false;
  async function pull() {
    if (isPulling) {
      return;
    }
    isPulling = true;
    while (isOpen && sink.isOpen()) {
      try {
        const next = source.next();
        // The values of a synchronous source share a message.
        send(isThenable(next) ? await next : next);
      } catch (error) {
        end(() => {
          sink.error(error);
        });
      }
    }
    isPulling = false;
  }
  function send(result) {
    if (typeof result !== "object" || result === null) {
      throw new TypeError('the function "next" returned no object');
    }
    const isDone = Reflect.get(result, "done");
    if (!isOpen) {
      return;
    }
    if (isDone) {
      end(sink.done);
      return;
    }
    try {
      sink.item(Reflect.get(result, "value"));
    } catch (error) {
      close();
      sink.error(error);
    }
  }
  function end(act) {
    if (isOpen) {
      isOpen = false;
      act();
    }
  }
  function close() {
    end(() => {
      // Nothing waits for the source any more.
      Promise.resolve()
        .then(() => source.return())
        .catch(() => undefined);
    });
  }
  return {
    pull() {
      void pull();
    },
    close,
  };
}
function isThenable(value) {
  return typeof member(value, "then") === "function";
}

// Finds the value that Electron's structured clone refuses, to report its path.
/** How many values are searched, and how deep. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 100;
/** Names the first part of a value that cannot be sent; `null` if none is found. */
function uncloneable(value, name) {
  let left = MAX_VALUES;
  const find = (value, path) => {
    left -= 1;
    if (typeof value === "function" || typeof value === "symbol") {
      return `${printPath(path)} is a ${typeof value}, and cannot be sent`;
    }
    if (typeof value !== "object" || value === null || left < 0) {
      return null;
    }
    if (value instanceof Promise) {
      return `${printPath(path)} is a promise, and cannot be sent`;
    }
    if (path.length > MAX_DEPTH || ArrayBuffer.isView(value)) {
      return null;
    }
    for (const [key, item] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      const problem = find(item, [...path, step]);
      if (problem !== null) {
        return problem;
      }
    }
    return null;
  };
  return find(value, [name]);
}
/**
 * Calls a function that sends a value with this name.
 *
 * @throws {TypeError} If the value cannot be sent, with its path.
 */
function sendValue(value, name, send) {
  try {
    send();
  } catch (error) {
    throw new TypeError(uncloneable(value, name) ?? messageOf(error), {
      cause: error,
    });
  }
}

// Weighs values: no less than the size that main counts when it has encoded them.
/** The characters that JSON has for one of a text: an escape. */
const CHARACTER = 6;
/** The characters around a text and of its escape, and the comma or colon after it. */
const TEXT = 16;
/** The characters of the longest number, or of the text in its place. */
const NUMBER = 26;
/** The characters of the largest integer that is sent, of 4,096 bits. */
const BIGINT = 1_300;
/** The characters of the reference to a buffer. */
const REFERENCE = 32;
/** The most credit that a stream has. */
const MAX_WEIGHT$1 = 2 ** 26;
/**
 * The most that an item may have as JSON, with its buffers; `Infinity` if it is very large, or main
 * refuses it.
 */
function weigh(item) {
  let weight = 0;
  function walk(value, depth) {
    if (weight > MAX_WEIGHT$1) {
      weight = Infinity;
    } else if (typeof value === "string") {
      weight += value.length * CHARACTER + TEXT;
    } else if (typeof value === "bigint") {
      weight += BIGINT;
    } else if (typeof value === "object" && value !== null) {
      walkInto(value, depth);
    } else {
      weight += NUMBER;
    }
  }
  function walkInto(value, depth) {
    weight += TEXT;
    if (value instanceof Uint8Array) {
      weight += value.byteLength + REFERENCE;
    } else if (depth >= MAX_DEPTH$1) {
      weight = Infinity;
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length && weight < Infinity; index++) {
        walk(value[index], depth + 1);
      }
    } else if (isRecord(value)) {
      for (const key in value) {
        walk(key, depth + 1);
        walk(value[key], depth + 1);
      }
    } else {
      weight = Infinity;
    }
  }
  walk(item, 0);
  return weight;
}

// Joins the items of a source into the messages that main asks for, one after the other.
/**
 * Opens a batch whose messages go to `send`. `fail` is called with the error of an item that cannot be
 * sent.
 */
function openBatch(send, fail) {
  let values = [];
  let bytes = 0;
  // What main takes, which is nothing until it asks.
  let mostItems = 0;
  let mostBytes = 0;
  let isScheduled = false;
  const isOpen = () => values.length < mostItems && bytes < mostBytes;
  function flush() {
    if (values.length === 0) {
      return true;
    }
    const sent = values;
    close();
    mostItems = 0;
    // A message with an item that cannot be sent is not sent at all, so the items before it are sent alone.
    let count = sent.length;
    let reason;
    while (count > 0) {
      try {
        send(sent.slice(0, count));
        break;
      } catch (error) {
        reason = error;
        count -= 1;
      }
    }
    if (count === sent.length) {
      return true;
    }
    const problem = uncloneable(sent[count], "value") ?? messageOf(reason);
    fail(new TypeError(problem, { cause: reason }));
    return false;
  }
  function close() {
    values = [];
    bytes = 0;
  }
  /** Sends the items that main takes: all at once if no more may join, or else soon. */
  function sendSoon() {
    if (mostItems === 0 || values.length === 0) {
      return;
    }
    if (!isOpen()) {
      flush();
    } else if (!isScheduled) {
      isScheduled = true;
      runTask(() => {
        isScheduled = false;
        if (mostItems > 0) {
          flush();
        }
      });
    }
  }
  return {
    isOpen,
    add(value) {
      values.push(value);
      bytes += weigh(value);
      sendSoon();
    },
    take(items, bytes) {
      mostItems = items;
      mostBytes = bytes;
      sendSoon();
    },
    flush,
    close,
  };
}
/** Runs `task` after the microtasks of this moment. A timer would wait for a second in a hidden window. */
function runTask(task) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    task();
  };
  port2.postMessage(null);
}

// Sources that the page sends through the plain door.
/** An argument that is a source. The page cannot make one. */
class SourceArgument {
  /** The path of the argument. */
  name;
  source;
  constructor(name, source) {
    this.name = name;
    this.source = source;
  }
}
/** The open sources, by their numbers. */
const sources = new Map();
let lastId$1 = 0;
/** Marks an argument of `invoke` as a source. `name` is the name of the argument. */
function source(name, source) {
  return new SourceArgument(`args.${name}`, source);
}
/**
 * Opens the sources among arguments.
 *
 * @throws {TypeError} If a source has no values.
 */
function openSources(args) {
  if (!args.some((arg) => arg instanceof SourceArgument)) {
    return { args, close: () => undefined };
  }
  const opened = [];
  const close = () => {
    for (const id of opened) {
      sources.get(id)?.close();
      sources.delete(id);
    }
  };
  try {
    const sent = args.map((arg) => {
      if (!(arg instanceof SourceArgument)) {
        return arg;
      }
      const id = ++lastId$1;
      sources.set(id, open$2(id, arg));
      opened.push(id);
      return { "ipc:source": id };
    });
    return { args: sent, close };
  } catch (error) {
    close();
    throw error;
  }
}
function open$2(id, { name, source }) {
  const batch = openBatch((values) => {
    ipcRenderer.send("ipc:items", { page: PAGE, id, values });
  }, fail);
  function fail(error) {
    sources.delete(id);
    pulled.close();
    sendThrown("ipc:error", id, error);
  }
  const pulled = pump(iterate(source, name), {
    isOpen: batch.isOpen,
    item: batch.add,
    done() {
      if (batch.flush()) {
        sources.delete(id);
        ipcRenderer.send("ipc:done", { page: PAGE, id });
      }
    },
    error(error) {
      if (batch.flush()) {
        fail(error);
      }
    },
  });
  return {
    take(items, bytes) {
      batch.take(items, bytes);
      pulled.pull();
    },
    close() {
      batch.close();
      pulled.close();
    },
  };
}
receive("ipc:credit", (id, items, bytes) => {
  sources.get(id)?.take(Number(items), Number(bytes));
});
receive("ipc:cancel", (id) => {
  const source = sources.get(id);
  sources.delete(id);
  source?.close();
});

// Calls of the plain door: one channel per method, ordinary values.
/** Calls main without an answer. */
function send(channel, ...args) {
  sendValue(args, "args", () => {
    ipcRenderer.send(channel, ...args, { "ipc:page": PAGE });
  });
}
/** Calls main. The page gets the answer after all events that main sent before it. */
async function invoke(channel, args, options) {
  let sources;
  try {
    sources = openSources(args);
  } catch (error) {
    throw readable(invalidArgument(error));
  }
  const { args: sent } = sources;
  try {
    const answer = isCancellable(options)
      ? cancellable(options, (call) => answerOf(channel, sent, { call }))
      : answerOf(channel, sent);
    // The type of the answer is generated.
    return await answer;
  } finally {
    sources.close();
  }
}
/** Calls main, and waits for the answer. `more` is for main. */
async function answerOf(channel, args, more) {
  let value;
  try {
    const last = { "ipc:page": PAGE, mark: lastMark(), ...more };
    value = await ipcRenderer.invoke(channel, ...args, last);
  } catch (error) {
    throw rejection(channel, args, error);
  }
  const envelope = value;
  if (envelope?.["ipc:ok"]) {
    const [mark, result] = envelope["ipc:ok"];
    await markPassed(mark);
    return result;
  }
  if (envelope?.["ipc:error"]) {
    const [mark, reason] = envelope["ipc:error"];
    await markPassed(mark);
    throw readable(reason);
  }
  return value;
}
/** Calls main, and blocks the page until main answers. */
function sync(channel, ...args) {
  let answer;
  try {
    answer = ipcRenderer.sendSync(channel, ...args, { "ipc:page": PAGE });
  } catch (error) {
    const problem = uncloneable(args, "args");
    throw problem === null
      ? error
      : throwable(failure("invalid-argument", problem));
  }
  const envelope = answer;
  if (envelope?.["ipc:ok"]) {
    return envelope["ipc:ok"][1];
  }
  // Electron answers by itself once main has lost a message that nothing has answered.
  throw throwable(envelope?.["ipc:error"]?.[1] ?? unserved(channel));
}
/** The failure of a call that Electron itself rejected. */
function rejection(channel, args, error) {
  if (String(error).includes("No handler registered for")) {
    return readable(unserved(channel));
  }
  const problem = uncloneable(args, "args");
  return problem === null
    ? error
    : readable(failure("invalid-argument", problem));
}
/** A failure as an Error with the same text, for a function that throws instead of rejecting. */
function throwable(reason) {
  return new Error(textOf(reason));
}

// Frames: a header of words and a line of JSON each, one after the other in a text.
/** Writes a frame. */
function frame(header, payload) {
  return `${header}\n${payload}\n`;
}

// Whether main serves this page at all.
let answer = null;
/** Whether connect() was called before the page was loaded. Without it, nothing ever answers. */
function isServed() {
  answer ??= ipcRenderer.invoke("ipc:served", PAGE).then(
    () => true,
    () => false,
  );
  return answer;
}

// Hands the ports of the page's clients over to main.
/** Hands the ports of clients over to main, through the page's own port. */
function forwardClientPorts(pagePort) {
  // Asked early: main answers before a client opens its port.
  void isServed();
  window.addEventListener("ipc:port", (event) => {
    const port = event instanceof MessageEvent ? event.ports[0] : undefined;
    if (port === undefined) {
      return;
    }
    // Tells the client that the port is taken.
    event.preventDefault();
    void isServed().then((isServed) => {
      if (isServed) {
        pagePort.postMessage("ipc:port", [port]);
      } else {
        const text =
          "nothing in main serves this page: call connect() before the window loads its page";
        port.postMessage(
          frame("end", JSON.stringify(failure("not-found", text))),
        );
      }
    });
  });
}

// The event that listeners get under `event_argument`, as in Electron's tutorial: it can send, and nothing else.
/** Makes the event of an API that sends on `channels` alone. */
function listenerEvent(channels, send) {
  const sender = {
    // The page may pass anything.
    send(channel, ...args) {
      if (typeof channel !== "string" || !channels.includes(channel)) {
        const known = channels.map((name) => `"${name}"`).join(", ");
        throw new TypeError(
          `event.sender cannot send on "${printed(channel)}": the channels of its API are ${known || "none"}`,
        );
      }
      send(channel, args);
    },
  };
  return Object.freeze({ sender: Object.freeze(sender) });
}

// The listeners of one channel.
/** Makes a list of listeners. `channel` is for messages. */
function createListeners(channel) {
  const listeners = new Set();
  return {
    size: () => listeners.size,
    add(listener) {
      if (typeof listener !== "function") {
        throw new TypeError(`the listener of "${channel}" must be a function`);
      }
      // A new function, so that a listener that is added twice is called twice.
      const call = (...args) => {
        listener(...args);
      };
      listeners.add(call);
      return () => listeners.delete(call);
    },
    call(...args) {
      // A listener may remove others, which are called all the same.
      for (const listener of [...listeners]) {
        try {
          listener(...args);
        } catch (error) {
          console.error(`a listener of "${channel}" failed:`, error);
        }
      }
    },
  };
}

// Events of the plain door: the page's listeners, and the subscriptions of the page in main.
/** The listeners of each channel that has ever had one. */
const listenersOf = new Map();
/**
 * Listens to an event. Returns the function that removes the listener. With `sends`, the first argument of
 * the listener is an event that sends on these channels.
 */
function on(channel, listener, sends) {
  if (sends === undefined) {
    // Both sides have compared their schemas, so the arguments have these types.
    return listen(channel, listener, receiveEvents);
  }
  const event = listenerEvent(sends, (channel, args) => {
    send(channel, ...args);
  });
  const call = (...args) => {
    listener(...[event, ...args]);
  };
  return listen(channel, call, receiveEvents);
}
/**
 * Adds a listener, and subscribes the page if it is the channel's only one. Before the first one,
 * `receive` begins to receive messages for the listeners.
 */
function listen(channel, listener, receive) {
  const listeners = listenersOf.get(channel) ?? open$1(channel, receive);
  const remove = listeners.add(listener);
  if (listeners.size() === 1) {
    ipcRenderer.send("ipc:listen", { page: PAGE, channel });
  }
  return () => {
    if (remove() && listeners.size() === 0) {
      ipcRenderer.send("ipc:unlisten", { page: PAGE, channel });
    }
  };
}
function open$1(channel, receive) {
  const listeners = createListeners(channel);
  listenersOf.set(channel, listeners);
  receive(channel, listeners);
  return listeners;
}
function receiveEvents(channel, listeners) {
  ipcRenderer.on(channel, (event, ...args) => {
    const page = member(args[args.length - 1], "ipc:event");
    // Electron may deliver an event for the previous page of this frame.
    if (!isFromMain(event) || (page !== undefined && page !== PAGE)) {
      return;
    }
    if (page !== undefined) {
      args.pop();
    }
    listeners.call(...args);
  });
}

// Handlers of requests: functions of a page that Rust calls and waits for.
/**
 * Makes a list of handlers. `announce` gets the first handler of a channel and the end of the last
 * one; `contextOf` makes the last argument of handlers.
 */
function createHandlers(announce, contextOf) {
  const byChannel = new Map();
  const open = new Map();
  function newest(channel) {
    const handler = [...(byChannel.get(channel) ?? [])].at(-1);
    if (handler === undefined) {
      throw notServed(channel);
    }
    return handler;
  }
  async function answerOf(request, signal) {
    try {
      const handler = newest(request.channel);
      const context = contextOf(controlOf(request.channel, signal));
      return { value: await handler(...request.args(), context) };
    } catch (thrown) {
      return { thrown };
    }
  }
  async function handle(request) {
    const controller = new AbortController();
    open.set(request.id, controller);
    const answer = await answerOf(request, controller.signal);
    if (open.get(request.id) === controller) {
      open.delete(request.id);
      request.answer(answer);
    }
  }
  return {
    channels: () => [...byChannel.keys()],
    add(channel, given) {
      if (typeof given !== "function") {
        throw new TypeError(`the handler of "${channel}" must be a function`);
      }
      // A new function, so that a handler may be added twice.
      const handler = (...args) => given(...args);
      const handlers = byChannel.get(channel) ?? new Set();
      byChannel.set(channel, handlers);
      handlers.add(handler);
      if (handlers.size === 1) {
        announce("listen", channel);
      }
      return () => {
        if (handlers.delete(handler) && handlers.size === 0) {
          byChannel.delete(channel);
          announce("unlisten", channel);
        }
      };
    },
    handle(request) {
      void handle(request);
    },
    abort(id) {
      const controller = open.get(id);
      open.delete(id);
      controller?.abort();
    },
    abortAll() {
      const controllers = [...open.values()];
      open.clear();
      for (const controller of controllers) {
        controller.abort();
      }
    },
  };
}
function controlOf(channel, signal) {
  return {
    signal,
    onAbort(listener) {
      if (typeof listener !== "function") {
        throw new TypeError("the listener of onAbort must be a function");
      }
      const call = () => {
        try {
          listener();
        } catch (error) {
          console.error(`an abort listener of "${channel}" failed:`, error);
        }
      };
      if (signal.aborted) {
        call();
      } else {
        signal.addEventListener("abort", call, { once: true });
      }
    },
  };
}

// Handlers of requests on the plain door.
/** The channels on which requests are received. */
const received = new Set();
const handlers = createHandlers(
  (head, channel) => {
    ipcRenderer.send(`ipc:${head}`, { page: PAGE, channel });
  },
  // The bridge cannot carry an `AbortSignal`.
  ({ onAbort }) => ({ onAbort }),
);
/** Handles the requests on a channel. Returns the function that removes the handler. */
function handle(channel, handler) {
  receiveRequests(channel);
  // Both sides have compared their schemas, so the arguments have these types.
  return handlers.add(channel, handler);
}
function receiveRequests(channel) {
  if (received.has(channel)) {
    return;
  }
  received.add(channel);
  ipcRenderer.on(channel, (event, ...args) => {
    const last = args.pop();
    const id = member(last, "request");
    // Electron may deliver a request to the previous page of this frame.
    if (isFromMain(event) && member(last, "ipc:event") === PAGE) {
      handlers.handle({
        id: String(id),
        channel,
        args: () => args,
        answer(answer) {
          sendAnswer(id, answer);
        },
      });
    }
  });
}
function sendAnswer(id, answer) {
  if ("thrown" in answer) {
    sendThrown("ipc:answer", id, answer.thrown);
    return;
  }
  const { value } = answer;
  try {
    sendValue(value, "value", () => {
      ipcRenderer.send("ipc:answer", { page: PAGE, id, value });
    });
  } catch (error) {
    sendThrown("ipc:answer", id, error);
  }
}
receive("ipc:abort", (id) => {
  handlers.abort(String(id));
});

// The messages that a page sends on a port to another page: those of one turn travel together.
/** The most messages that are sent together. A receiver drops more. */
const MAX_TOGETHER = 1024;
/** How much the messages that are sent together may weigh. */
const MAX_WEIGHT = 2 ** 18;
/**
 * Opens an outbox. The first message of a turn is sent at once, and the small ones of that turn together:
 * the cost of a small message hardly depends on its size.
 */
function openOutbox(send) {
  /** The small messages since the first message of this turn. */
  let waiting = [];
  let weight = 0;
  let isInTurn = false;
  function flush() {
    const messages = waiting;
    waiting = [];
    weight = 0;
    if (messages.length > 0) {
      send(messages);
    }
  }
  return {
    flush,
    post(message) {
      const own = isInTurn ? weigh(message) : Infinity;
      if (own > MAX_WEIGHT) {
        flush();
        send([message]);
      } else {
        if (weight + own > MAX_WEIGHT || waiting.length === MAX_TOGETHER) {
          flush();
        }
        // The page may change a value before the end of the turn.
        waiting.push(
          message.every(isPrimitive) ? message : structuredClone(message),
        );
        weight += own;
      }
      if (!isInTurn) {
        isInTurn = true;
        queueMicrotask(() => {
          isInTurn = false;
          flush();
        });
      }
    },
  };
}
function isPrimitive(value) {
  switch (typeof value) {
    case "object":
      return value === null;
    case "function":
    case "symbol":
      return false;
    default:
      return true;
  }
}

// The ends of ports to other pages.
/**
 * How long no message may have come before an end is closed whose other page is gone, in milliseconds.
 * The news comes through the main process, and may overtake the last messages.
 */
const SILENCE_MS = 100;
/** Makes a list of ends. `hangUp` tells Rust that this page has closed an end. */
function createEnds(hangUp) {
  const open = new Map();
  /** Those whose other page is gone. */
  const lost = new Set();
  return {
    open(id, channel, messagePort) {
      const end = openEnd(channel, messagePort, () => {
        if (!lost.delete(end)) {
          open.delete(id);
          hangUp(id);
        }
      });
      open.set(id, end);
      return end.port;
    },
    lose(id) {
      const end = open.get(id);
      if (end !== undefined) {
        open.delete(id);
        lost.add(end);
        end.lose();
      }
    },
    revoke(id) {
      open.get(id)?.close();
    },
    closeAll() {
      for (const end of [...open.values(), ...lost]) {
        end.close();
      }
    },
  };
}
/** How long an end whose other page is gone stays open at most, in milliseconds. */
const MAX_LOST_MS = 1000;
/** The most arguments of a message. No method has more. */
const MAX_ARGUMENTS = 16;
function openEnd(channel, messagePort, onClosed) {
  const outbox = openOutbox((messages) => {
    messagePort.postMessage(messages);
  });
  const listeners = createListeners(channel);
  const closeListeners = createListeners(channel);
  let isOpen = true;
  /** The messages so far; `null` once there was a listener. */
  let backlog = [];
  let silence;
  let deadline;
  function close() {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    clearTimeout(silence);
    clearTimeout(deadline);
    outbox.flush();
    messagePort.close();
    onClosed();
    closeListeners.call();
  }
  function awaitSilence() {
    clearTimeout(silence);
    silence = setTimeout(close, SILENCE_MS);
  }
  messagePort.onmessage = ({ data }) => {
    if (deadline !== undefined) {
      awaitSilence();
    }
    for (const message of messagesIn(data)) {
      if (backlog !== null) {
        backlog.push(message);
      } else if (isOpen) {
        listeners.call(...message);
      }
    }
  };
  messagePort.onmessageerror = () => {
    console.error(`a message of "${channel}" cannot be read`);
  };
  return {
    lose() {
      deadline = setTimeout(close, MAX_LOST_MS);
      awaitSilence();
    },
    close,
    port: {
      post(...message) {
        if (isOpen) {
          sendValue(message, "args", () => {
            outbox.post(message);
          });
        }
      },
      onMessage(listener) {
        const remove = listeners.add(listener);
        if (backlog !== null) {
          const messages = backlog;
          backlog = null;
          // After the other listeners that the page adds now.
          queueMicrotask(() => {
            for (const message of messages) {
              listeners.call(...message);
            }
          });
        }
        return () => void remove();
      },
      onClose(listener) {
        const remaining = isOpen ? closeListeners : createListeners(channel);
        const remove = remaining.add(listener);
        if (!isOpen) {
          remaining.call();
        }
        return () => void remove();
      },
      close,
    },
  };
}
/** The messages in what another page has sent, which may be anything. */
function messagesIn(data) {
  const isMessage = (value) =>
    Array.isArray(value) && value.length <= MAX_ARGUMENTS;
  return Array.isArray(data) && data.length <= MAX_TOGETHER
    ? data.filter(isMessage)
    : [];
}

// Ports to other pages on the plain door.
const ends = createEnds((id) => {
  ipcRenderer.send("ipc:hangup", { page: PAGE, id: Number(id) });
});
/** Listens to ports on a channel. Returns the function that removes the listener. */
function onPort(channel, listener) {
  // Both sides have compared their schemas, so the messages have these types.
  const call = listener;
  return listen(channel, call, receivePorts);
}
function receivePorts(channel, listeners) {
  ipcRenderer.on(channel, (event, last) => {
    const [port] = event.ports;
    // Electron may deliver a port to the previous page of this frame.
    if (
      port !== undefined &&
      isFromMain(event) &&
      member(last, "ipc:event") === PAGE
    ) {
      const end = ends.open(String(member(last, "port")), channel, port);
      if (listeners.size() > 0) {
        listeners.call(end);
      } else {
        // The listener was removed meanwhile.
        end.close();
      }
    }
  });
}
receive("ipc:hangup", (id) => {
  ends.lose(String(id));
});
receive("ipc:revoke", (id) => {
  ends.revoke(String(id));
});

// Credit: how many items, and how many bytes of them, the sender of a stream may send before its
// receiver has read them.
/** The items that a receiver grants first. */
const STREAM_ITEMS = 256;
/** The bytes that a receiver grants first. */
const STREAM_BYTES = 2 ** 20;
/** Starts with a sender that has all of the first credit. */
function createReadCredit() {
  let items = 0;
  let bytes = 0;
  return {
    take(size) {
      items += 1;
      bytes += size;
      if (items < STREAM_ITEMS / 2 && bytes < STREAM_BYTES / 2) {
        return null;
      }
      const credit = { items, bytes };
      items = 0;
      bytes = 0;
      return credit;
    },
  };
}

// The reader of a stream: keeps the items that have arrived until they are read.
function done() {
  return { done: true, value: undefined };
}
/** Opens a reader. Its sender has the first credit. */
function openReader(sender) {
  const credit = createReadCredit();
  let items = [];
  // Not empty only while there are no items.
  let waiting = [];
  let isOpen = true;
  let ending;
  function deliver(value, size, { resolve }) {
    resolve({ done: false, value });
    const read = credit.take(size);
    if (read !== null && isOpen) {
      sender.grant(read);
    }
  }
  function end(given) {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    ending = given;
    const left = waiting;
    waiting = [];
    left.forEach(finish);
  }
  /** Settles a call of `next` after the last item. */
  function finish({ resolve, reject }) {
    const failed = ending;
    ending = undefined;
    if (failed === undefined) {
      resolve(done());
    } else {
      reject(failed.error);
    }
  }
  /** Drops the items, and ends the stream on both sides. */
  function stop(given) {
    items = [];
    if (isOpen) {
      sender.cancel();
      end(given);
    } else {
      ending = undefined;
    }
  }
  return {
    next: () =>
      new Promise((resolve, reject) => {
        const call = { resolve, reject };
        const item = items.shift();
        if (item !== undefined) {
          deliver(item.value, item.size, call);
        } else if (isOpen) {
          waiting.push(call);
        } else {
          finish(call);
        }
      }),
    return() {
      stop();
      return Promise.resolve(done());
    },
    push(value, size) {
      if (!isOpen) {
        return;
      }
      const call = waiting.shift();
      if (call === undefined) {
        items.push({ value, size });
      } else {
        deliver(value, size, call);
      }
    },
    end,
    fail(error) {
      if (isOpen) {
        stop({ error });
      }
    },
  };
}

// Streams that the page reads through the plain door.
/** The open streams, by their numbers. */
const readers = new Map();
let lastId = 0;
/** Reads a stream. */
function stream(channel, ...args) {
  const id = ++lastId;
  const reader = openReader({
    grant({ items }) {
      ipcRenderer.send("ipc:credit", { page: PAGE, id, items });
    },
    cancel() {
      readers.delete(id);
      ipcRenderer.send("ipc:cancel", { page: PAGE, id });
    },
  });
  try {
    const last = { "ipc:page": PAGE, stream: id, items: STREAM_ITEMS };
    ipcRenderer.send(channel, ...args, last);
    readers.set(id, reader);
  } catch (error) {
    const problem = uncloneable(args, "args") ?? messageOf(error);
    reader.end({ error: readable(failure("invalid-argument", problem)) });
  }
  void isServed().then((isServed) => {
    if (!isServed) {
      end(id, unserved(channel));
    }
  });
  // The bridge needs an object with its own functions. The types of the values are generated.
  return {
    next: reader.next,
    return: reader.return,
  };
}
function end(id, reason) {
  readers.get(id)?.end(reason && { error: readable(reason) });
  readers.delete(id);
}
receive("ipc:item", (id, value, size) => {
  readers.get(id)?.push(value, Number(size));
});
receive("ipc:done", (id) => {
  end(id);
});
receive("ipc:error", (id, reason) => {
  // Main has written it.
  end(id, reason);
});

// Opens the page: a port to main that lives as long as the page, and the functions that APIs call.
/** Opens the page, before any script of the page runs. */
function open({ protocol, schema, fast }) {
  // The port closes when the page ends, whatever ends the page. A port without a handler could be
  // collected, which closes it too.
  const { port1: port, port2 } = new MessageChannel();
  port.onmessage = () => {
    // The window has just been attached: clients that were refused may open their ports again.
    window.dispatchEvent(new Event("ipc:attached"));
  };
  const hello = { page: PAGE, protocol, schema };
  ipcRenderer.postMessage("ipc:hello", hello, [port2]);
  if (fast) {
    forwardClientPorts(port);
  }
  return { expose, send, invoke, sync, on, stream, source, handle, onPort };
}
/** The argument that limits the keys that a window's pages get: `--ipc-expose=electronAPI,ipc.files`. */
const EXPOSE_ARGUMENT = "--ipc-expose=";
function expose(key, api) {
  const given = process.argv.find((word) => word.startsWith(EXPOSE_ARGUMENT));
  const keys = given?.slice(EXPOSE_ARGUMENT.length).split(",");
  const exposed = keys === undefined ? api : partOf(api, key, keys);
  if (exposed !== undefined) {
    contextBridge.exposeInMainWorld(key, exposed);
  }
}
/** The part of the value at `path` that has these keys in it; `undefined` if it has none of them. */
function partOf(value, path, keys) {
  if (keys.includes(path)) {
    return value;
  }
  if (!isObject(value) || !keys.some((key) => key.startsWith(`${path}.`))) {
    return undefined;
  }
  const parts = Object.entries(value)
    .map(([name, inner]) => [name, partOf(inner, `${path}.${name}`, keys)])
    .filter(([, part]) => part !== undefined);
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}

return { open };
