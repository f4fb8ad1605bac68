const { ipcRenderer, contextBridge } = electron;

// Looking into values of which nothing is known.
/** What an object has under `key`; `undefined` if it is none. */
function member(value, key) {
  return typeof value === "object" && value !== null
    ? Reflect.get(value, key)
    : undefined;
}
/** `args.user.tags[3]`. */
function pathOf([root, ...keys]) {
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

// What this page is to main.
/** The name of this page. Nobody else can guess it. */
const PAGE = Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) =>
  word.toString(36),
).join("-");
/** Whether main has sent a message, and no other renderer: `sendTo` was there up to Electron 27. */
function isFromMain(event) {
  const senderId = Reflect.get(event, "senderId");
  return senderId === undefined || senderId === 0;
}

// Marks: Electron may deliver an answer before events that were sent first. Main sends a numbered
// mark after such events, and the answer names it.
/** The newest mark that has come, with all events before it. */
let last = 0;
/** The answers that came before their mark. */
let waiting = [];
/** The newest mark that has come. */
function lastMark() {
  return last;
}
/** Waits for a mark, and so for the events before it. */
async function passed(mark) {
  if (mark > last) {
    await new Promise((resume) => {
      waiting.push({ mark, resume });
    });
  }
}
ipcRenderer.on("ipc:mark", (event, page, mark) => {
  if (!isFromMain(event) || page !== PAGE || typeof mark !== "number") {
    return;
  }
  last = mark;
  const due = waiting.filter((answer) => answer.mark <= last);
  waiting = waiting.filter((answer) => answer.mark > last);
  for (const { resume } of due) {
    resume();
  }
});

// Finds what the structured clone of Electron does not carry, to say where it is.
/** How many values are looked at, and how deep. */
const MOST = 100_000;
const DEEPEST = 100;
/** What is wrong with arguments that could not be sent; `null` if nothing is found. */
function uncloneable(args) {
  let left = MOST;
  const find = (value, at) => {
    left -= 1;
    if (typeof value === "function" || typeof value === "symbol") {
      return `${pathOf(at)} is a ${typeof value}, and cannot be sent`;
    }
    if (typeof value !== "object" || value === null || left < 0) {
      return null;
    }
    if (value instanceof Promise) {
      return `${pathOf(at)} is a promise, and cannot be sent`;
    }
    if (at.length > DEEPEST || ArrayBuffer.isView(value)) {
      return null;
    }
    for (const [key, item] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      const problem = find(item, [...at, step]);
      if (problem !== null) {
        return problem;
      }
    }
    return null;
  };
  for (const [at, arg] of args.entries()) {
    const problem = find(arg, ["args", at]);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
}

// Calls of the plain door: one channel a method, ordinary values.
/** Calls main and waits for nothing. */
function send(channel, ...args) {
  try {
    ipcRenderer.send(channel, ...args, { "ipc:page": PAGE });
  } catch (error) {
    const problem = uncloneable(args);
    throw problem === null ? error : new TypeError(problem);
  }
}
/** Calls main and waits for its answer, which the page gets after the events that main sent first. */
async function invoke(channel, ...args) {
  let value;
  try {
    const last = { "ipc:page": PAGE, mark: lastMark() };
    value = await ipcRenderer.invoke(channel, ...args, last);
  } catch (error) {
    throw rejection(channel, args, error);
  }
  const answer = value;
  if (answer?.["ipc:ok"]) {
    const [mark, result] = answer["ipc:ok"];
    await passed(mark);
    return result;
  }
  if (answer?.["ipc:error"]) {
    const [mark, problem] = answer["ipc:error"];
    await passed(mark);
    throw readable(problem);
  }
  return value;
}
/** Why Electron itself did not carry a call, in the shape of all other failures. */
function rejection(channel, args, error) {
  if (String(error).includes("No handler registered for")) {
    const text = `nothing in main serves "${channel}": is connect() called before the window loads its page?`;
    return readable(failure("not-found", text));
  }
  const problem = uncloneable(args);
  return problem === null
    ? error
    : readable(failure("invalid-argument", problem));
}
/**
 * A failure as a plain object, because the context bridge takes everything but the message from an
 * Error. As text it says what an Error would say.
 */
function readable(problem) {
  const { name, code, message } = problem;
  return { ...problem, toString: () => `${name} (${code}): ${message}` };
}

// Frames: a header of words and a line of JSON, one after the other in a text.
/** Writes a frame. */
function frame(header, payload) {
  return `${header}\n${payload}\n`;
}

// Hands the ports of the page's clients to main.
/** Serves the clients of this page, whose port to main this is. */
function servePorts(main) {
  // Without connect() nobody hears the port, and nobody would answer.
  const isServed = ipcRenderer.invoke("ipc:served", PAGE).then(
    () => true,
    () => false,
  );
  window.addEventListener("ipc:port", (event) => {
    const port = event instanceof MessageEvent ? event.ports[0] : undefined;
    if (port === undefined) {
      return;
    }
    // Says to the client that somebody has taken the port.
    event.preventDefault();
    void isServed.then((isServed) => {
      if (isServed) {
        main.postMessage("ipc:port", [port]);
      } else {
        const text =
          "nothing in main serves this page: is connect() called before the window loads its page?";
        port.postMessage(
          frame("end", JSON.stringify(failure("not-found", text))),
        );
      }
    });
  });
}

// Events of the plain door: the page's listeners, and what main is told of them.
/** The listeners of each event that ever had one. */
const listeners = new Map();
/** Listens to an event, and returns the function that ends this. */
function on(channel, listener) {
  if (typeof listener !== "function") {
    throw new TypeError(`the listener of "${channel}" must be a function`);
  }
  // A function of its own, so that a listener that is given twice counts twice. Its arguments are
  // what the schema says, which the two sides compare.
  const call = (...args) => {
    listener(...args);
  };
  const calls = listeners.get(channel) ?? receive(channel);
  calls.add(call);
  if (calls.size === 1) {
    ipcRenderer.send("ipc:listen", { page: PAGE, channel });
  }
  return () => {
    if (calls.delete(call) && calls.size === 0) {
      ipcRenderer.send("ipc:unlisten", { page: PAGE, channel });
    }
  };
}
/** Receives an event for all its listeners, from the first one on. */
function receive(channel) {
  const calls = new Set();
  listeners.set(channel, calls);
  ipcRenderer.on(channel, (event, ...args) => {
    const page = member(args[args.length - 1], "ipc:event");
    // It may have been on its way to the page that was here before this one.
    if (!isFromMain(event) || (page !== undefined && page !== PAGE)) {
      return;
    }
    if (page !== undefined) {
      args.pop();
    }
    for (const call of [...calls]) {
      try {
        call(...args);
      } catch (error) {
        console.error(`a listener of "${channel}" failed:`, error);
      }
    }
  });
  return calls;
}

// Opens the page: its port to main lives as long as it does, and its name goes with every call.
/** Says hello to main, before any script of the page runs. */
function open({ protocol, schema, fast }) {
  // The port closes when the page ends, whatever ends it. Its handler keeps it from being collected.
  const { port1: port, port2 } = new MessageChannel();
  port.onmessage = () => {
    // The window has been attached since: the page's clients may ask again.
    window.dispatchEvent(new Event("ipc:attached"));
  };
  const hello = { page: PAGE, protocol, schema };
  ipcRenderer.postMessage("ipc:hello", hello, [port2]);
  if (fast) {
    servePorts(port);
  }
  return { expose, send, invoke, on };
}
/** The argument by which a window says which keys its pages get: `--ipc-expose=electronAPI,files`. */
const EXPOSED = "--ipc-expose=";
function expose(key, api) {
  const given = process.argv.find((word) => word.startsWith(EXPOSED));
  const keys = given?.slice(EXPOSED.length).split(",");
  if (keys === undefined || keys.includes(key)) {
    contextBridge.exposeInMainWorld(key, api);
  }
}

return { open };
