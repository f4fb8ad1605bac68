const { ipcRenderer, contextBridge } = electron;

// Reads values of unknown types.
/** Whether a value is an object, and no array. */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** The member of an object with this key; `undefined` if the value is no object or lacks it. */
function member(value, key) {
  return typeof value === "object" && value !== null
    ? Reflect.get(value, key)
    : undefined;
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
ipcRenderer.on("ipc:mark", (event, page, mark) => {
  if (!isFromMain(event) || page !== PAGE || typeof mark !== "number") {
    return;
  }
  newest = mark;
  const due = waiting.filter((answer) => answer.mark <= newest);
  waiting = waiting.filter((answer) => answer.mark > newest);
  for (const { resume } of due) {
    resume();
  }
});

// Finds the value that Electron's structured clone refuses, to report its path.
/** How many values are searched, and how deep. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 100;
/** Names the first value that cannot be sent; `null` if none is found. */
function uncloneable(args) {
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
  for (const [index, arg] of args.entries()) {
    const problem = find(arg, ["args", index]);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
}

// Calls of the plain door: one channel per method, ordinary values.
/** Calls main without an answer. */
function send(channel, ...args) {
  try {
    ipcRenderer.send(channel, ...args, { "ipc:page": PAGE });
  } catch (error) {
    const problem = uncloneable(args);
    throw problem === null ? error : new TypeError(problem);
  }
}
/** Calls main. The page gets the answer after all events that main sent before it. */
async function invoke(channel, ...args) {
  let value;
  try {
    const last = { "ipc:page": PAGE, mark: lastMark() };
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
    const problem = uncloneable(args);
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
  const problem = uncloneable(args);
  return problem === null
    ? error
    : readable(failure("invalid-argument", problem));
}
function unserved(channel) {
  const text = `nothing in main serves "${channel}": call connect() before the window loads its page`;
  return failure("not-found", text);
}
/** A failure as an Error with the same text, for a function that throws instead of rejecting. */
function throwable(reason) {
  return new Error(textOf(reason));
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

// Frames: a header of words and a line of JSON each, one after the other in a text.
/** Writes a frame. */
function frame(header, payload) {
  return `${header}\n${payload}\n`;
}

// Hands the ports of the page's clients over to main.
/** Hands the ports of clients over to main, through the page's own port. */
function forwardClientPorts(pagePort) {
  // Without connect() nothing listens to the port, and the calls of clients would never end.
  const isServed = ipcRenderer.invoke("ipc:served", PAGE).then(
    () => true,
    () => false,
  );
  window.addEventListener("ipc:port", (event) => {
    const port = event instanceof MessageEvent ? event.ports[0] : undefined;
    if (port === undefined) {
      return;
    }
    // Tells the client that the port is taken.
    event.preventDefault();
    void isServed.then((isServed) => {
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

// Events of the plain door: the page's listeners, and the subscriptions of the page in main.
/** The listeners of each channel that has ever had one. */
const listenersOf = new Map();
/** Listens to an event. Returns the function that removes the listener. */
function on(channel, listener) {
  if (typeof listener !== "function") {
    throw new TypeError(`the listener of "${channel}" must be a function`);
  }
  // A new function, so that a listener that is added twice is called twice. Both sides have compared
  // their schemas, so the arguments have these types.
  const call = (...args) => {
    listener(...args);
  };
  const listeners = listenersOf.get(channel) ?? receive(channel);
  listeners.add(call);
  if (listeners.size === 1) {
    ipcRenderer.send("ipc:listen", { page: PAGE, channel });
  }
  return () => {
    if (listeners.delete(call) && listeners.size === 0) {
      ipcRenderer.send("ipc:unlisten", { page: PAGE, channel });
    }
  };
}
/** Receives the events of a channel. Returns the set of its listeners. */
function receive(channel) {
  const listeners = new Set();
  listenersOf.set(channel, listeners);
  ipcRenderer.on(channel, (event, ...args) => {
    const page = member(args[args.length - 1], "ipc:event");
    // Electron may deliver an event for the previous page of this frame.
    if (!isFromMain(event) || (page !== undefined && page !== PAGE)) {
      return;
    }
    if (page !== undefined) {
      args.pop();
    }
    for (const listener of [...listeners]) {
      try {
        listener(...args);
      } catch (error) {
        console.error(`a listener of "${channel}" failed:`, error);
      }
    }
  });
  return listeners;
}

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
  return { expose, send, invoke, sync, on };
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
