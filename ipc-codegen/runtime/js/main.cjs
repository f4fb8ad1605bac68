"use strict";

Object.defineProperty(exports, "__esModule", { value: true });

var node_events = require("node:events");
var electron = require("electron");
var fs = require("node:fs");
var path = require("node:path");
var node_url = require("node:url");

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
function textOf(value, key) {
  const text = member(value, key);
  return typeof text === "string" ? text : null;
}
/** The message of a thrown value. */
function messageOf(error) {
  return textOf(error, "message") ?? printed(error);
}
/** Any value as text. `String` throws for an object without a prototype. */
function printed(value) {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}
/** Whether an object has its own property with this key. */
function hasOwn(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key);
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
const CODES = {
  "invalid-argument": true,
  denied: true,
  "not-found": true,
  timeout: true,
  cancelled: true,
  "too-large": true,
  overloaded: true,
  "backend-gone": true,
  "schema-mismatch": true,
  internal: true,
};
/** Whether a text is a code of the runtime's own failures. */
function isIpcErrorCode(text) {
  return text !== null && hasOwn(CODES, text);
}
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
/** The failure of all calls once the pipe is closed. */
function backendGone() {
  return failure("backend-gone", "the Rust side has ended");
}
/** The failure of all calls of a page that is gone. */
function pageGone() {
  return failure("cancelled", "its page is gone");
}
/** The code in a failure of the runtime that the other side has written. */
function codeFrom(value) {
  const code = textOf(value, "code");
  return isIpcErrorCode(code) ? code : "internal";
}

// The channel kinds, written from ipc-syntax/src/kind.rs by tests/kinds.rs.
/** Who implements the methods of each kind, and whether a caller gets an answer. */
const KINDS = {
  send: { implementedBy: "rust", answers: false },
  invoke: { implementedBy: "rust", answers: true },
  stream: { implementedBy: "rust", answers: true },
  sync: { implementedBy: "rust", answers: true },
  event: { implementedBy: "peer", answers: false },
  request: { implementedBy: "peer", answers: true },
  relay: { implementedBy: "rust", answers: false },
  port: { implementedBy: "peer", answers: false },
};

// The log: standard error, with limits, so that no page can fill a disk.
/** The most lines in a period. */
const MAX_LINES = 100;
/** The length of a period, in milliseconds. */
const PERIOD_MS = 60_000;
/** The most characters of a text in a line. */
const MAX_LENGTH = 500;
let periodStart = 0;
let lines = 0;
/** Logs a fault and its reason. Both may contain text of a page. */
function report(fault, reason) {
  const now = Date.now();
  if (now - periodStart > PERIOD_MS) {
    periodStart = now;
    lines = 0;
  }
  lines += 1;
  if (lines < MAX_LINES) {
    console.error(`ipc: ${escaped(fault)}: ${printedReason(reason)}`);
  } else if (lines === MAX_LINES) {
    console.error(
      `ipc: ${MAX_LINES} lines in a minute: further lines are dropped until the next`,
    );
  }
}
/**
 * Wraps a listener for messages of pages, so that its errors are logged. An uncaught exception would
 * end the application.
 */
function logErrors(listener) {
  return (...args) => {
    try {
      listener(...args);
    } catch (error) {
      report("a message of a page is dropped", error);
    }
  };
}
function printedReason(reason) {
  if (!(reason instanceof Error)) {
    return escaped(printed(reason));
  }
  const stack = (reason.stack ?? "").split("\n");
  const frames = stack.filter((line) => /^ {4}at /.test(line)).slice(0, 10);
  // Lines of the message may look like frames, so all are escaped.
  return [printed(reason), ...frames].map(escaped).join("\n");
}
/** Cuts a long text, and escapes its control characters. */
function escaped(text) {
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  // Also the line separators that are no control characters, and the characters that reverse text.
  return cut.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029\p{Surrogate}]/gu,
    (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

// The pipe to an addon: Rust in this process.
/** Loads an addon from a file with any extension. A relative path starts at `folder`. */
function loadAddon(addon, folder) {
  if (typeof addon !== "string") {
    return checkAddon(addon, "the object given to connect()");
  }
  const file = path.resolve(folder, addon);
  if (!fs.existsSync(file)) {
    throw new Error(`there is no addon at ${file}: build the Rust crate`);
  }
  const loaded = { exports: {} };
  try {
    process.dlopen(loaded, file);
  } catch (error) {
    throw new Error(`the addon ${file} does not load: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return checkAddon(loaded.exports, file);
}
function checkAddon(exports, name) {
  if (!isAddon(exports)) {
    throw new Error(`${name} is not an addon that uses ipc_runtime`);
  }
  return exports;
}
function isAddon(exports) {
  return ["open", "receive", "drain", "close"].every(
    (name) => typeof member(exports, name) === "function",
  );
}
/** Opens the pipe to an addon. */
function addonPipe(addon) {
  return (receive) => {
    const deliver = inOrder(receive);
    let isOpen = true;
    addon.open(() => {
      // Rust may call this once more after the pipe has closed.
      if (isOpen) {
        try {
          deliver(addon.drain());
        } catch (error) {
          report("a message from Rust is dropped", error);
        }
      }
    });
    const pipe = {
      send(endpoint, { text, packed }) {
        if (isOpen) {
          const { lengths = null, chunks = null } = packed ?? {};
          deliver(addon.receive(endpoint, text, lengths, chunks));
        }
      },
      close() {
        isOpen = false;
        addon.close();
      },
    };
    return pipe;
  };
}
/** Delivers packets in order. A receiver may call Rust, which returns more packets: these wait. */
function inOrder(receive) {
  const queue = [];
  let isDelivering = false;
  return (packets) => {
    if (packets.length === 0) {
      return;
    }
    queue.push(packets);
    if (isDelivering) {
      return;
    }
    isDelivering = true;
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (let index = 0; index < next.length; index += 4) {
        deliver(next, index, receive);
      }
    }
    isDelivering = false;
  };
}
function deliver(packets, index, receive) {
  const [endpoint, text, lengths, chunks] = packets.slice(index, index + 4);
  if (typeof endpoint !== "number" || typeof text !== "string") {
    report("a message from Rust is dropped", "it is malformed");
    return;
  }
  const message = { text, packed: packedOf(lengths, chunks) };
  try {
    receive(endpoint, message);
  } catch (error) {
    report("a message from Rust is dropped", error);
  }
}
function packedOf(lengths, chunks) {
  return lengths instanceof Uint32Array && Array.isArray(chunks)
    ? { lengths, chunks }
    : null;
}

// Forms: how the values of untagged types are told apart.
/** Whether a value has a form. */
function hasForm(value, form) {
  if (typeof form === "string") {
    return form === "any" || form === primitiveForm(value);
  }
  if ("is" in form) {
    return value === form.is;
  }
  if ("either" in form) {
    return form.either.some((form) => hasForm(value, form));
  }
  if ("each" in form) {
    return (
      Array.isArray(value) && value.every((item) => hasForm(item, form.each))
    );
  }
  if ("items" in form) {
    const { items } = form;
    return (
      Array.isArray(value) &&
      value.length === items.length &&
      items.every((form, index) => hasForm(value[index], form))
    );
  }
  return isObject(value) && hasForms(value, form);
}
function hasForms(value, { keys, optional = {}, rest }) {
  return (
    !(value instanceof Uint8Array) &&
    Object.keys(keys).every((key) => hasOwn(value, key)) &&
    Object.entries(value).every(([key, item]) => {
      const forms = [keys, optional].find((forms) => hasOwn(forms, key));
      const form = forms?.[key] ?? rest;
      return form !== undefined && hasForm(item, form);
    })
  );
}
function primitiveForm(value) {
  if (value === null) {
    return "null";
  }
  if (value instanceof Uint8Array) {
    return "bytes";
  }
  return typeof value === "bigint" ? "number" : typeof value;
}

// Builds converters between the JSON that crosses and the values of a type, from its codec.
/** How deep a value may be nested: a deeper one crashes the page that Electron delivers it to. */
const MAX_DEPTH$1 = 120;
/** Replaces an integer that is out of range, so that its path can be found. */
const OUT_OF_RANGE = Symbol("out of range");
/** Replaces a number that JSON lacks, so that its path can be found. */
const NON_FINITE = Symbol("non-finite");
/** Returns a function that builds converters, each on first use. `codecs` are the named codecs. */
function converterBuilder(codecs) {
  const named = new Map();
  const resolve = (name) => {
    const codec = codecs[name];
    if (codec === undefined) {
      throw new Error(`the tables have no codec "${name}"`);
    }
    const convert = named.get(name) ?? lazily(() => build(codec));
    named.set(name, convert);
    return convert;
  };
  const build = (codec) => {
    if (typeof codec === "string") {
      return CONVERTERS[codec];
    }
    if ("ref" in codec) {
      return resolve(codec.ref);
    }
    if ("each" in codec) {
      return each(build(codec.each));
    }
    if ("items" in codec) {
      return items(codec.items.map((item) => item && build(item)));
    }
    if ("values" in codec) {
      return rest([], build(codec.values));
    }
    if ("fields" in codec) {
      return fields(entries(codec.fields));
    }
    if ("variants" in codec) {
      return tagged(codec.tag, new Map(entries(codec.variants)));
    }
    if ("known" in codec) {
      return rest(codec.known, build(codec.rest));
    }
    if ("cases" in codec) {
      return byForm(
        codec.cases.map(([form, item]) => [form, item && build(item)]),
      );
    }
    if ("checked" in codec) {
      return checked(codec.checked, build(codec.codec));
    }
    if ("tagFirst" in codec) {
      return tagFirst(codec.tagFirst);
    }
    return all(codec.all.map(build));
  };
  const entries = (codecs) =>
    Object.entries(codecs).map(([key, codec]) => [key, build(codec)]);
  return (codec) => lazily(() => build(codec));
}
/** The path of the first number that JSON lacks, where `json` looks; `null` if there is none. */
function findNonFinite(json, value, root) {
  return pathTo(NON_FINITE, json(value), root);
}
function lazily(build) {
  let convert = null;
  return (value, text) => (convert ??= build())(value, text);
}
function each(convert) {
  return (value, text) => {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        value[index] = convert(value[index], text);
      }
    }
    return value;
  };
}
function items(converts) {
  return (value, text) => {
    if (Array.isArray(value)) {
      converts.forEach((convert, index) => {
        if (convert !== null && index < value.length) {
          value[index] = convert(value[index], text);
        }
      });
    }
    return value;
  };
}
function fields(converts) {
  return (value, text) => {
    if (isObject(value)) {
      for (const [key, convert] of converts) {
        if (hasOwn(value, key)) {
          value[key] = convert(value[key], text);
        }
      }
    }
    return value;
  };
}
/** Converts the members of an object except those with known keys. */
function rest(known, convert) {
  return (value, text) => {
    if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (!known.includes(key)) {
          value[key] = convert(item, text);
        }
      }
    }
    return value;
  };
}
/** Converts an object by the variant that its tag names. */
function tagged(tag, variants) {
  return (value, text) => {
    const convert = variants.get(textOf(value, tag) ?? "");
    return convert === undefined ? value : convert(value, text);
  };
}
/** Converts a value by the first form that it has. */
function byForm(cases) {
  return (value, text) => {
    const [, convert] = cases.find(([form]) => hasForm(value, form)) ?? [];
    return convert ? convert(value, text) : value;
  };
}
/** Refuses a value with an integer that does not fit into a number. */
function checked(root, convert) {
  return (value, text) => {
    // A text without wide integers needs no check.
    if (text?.hasWideIntegers !== true) {
      return value;
    }
    const converted = convert(value, text);
    const path = pathTo(OUT_OF_RANGE, converted, [root]);
    if (path !== null) {
      throw new RangeError(
        `${printPath(path)} is an integer beyond 2^53, which a number cannot hold`,
      );
    }
    return converted;
  };
}
/** Puts the tag of an object first, because Rust needs it to read the members after it. */
function tagFirst(tag) {
  return (value) =>
    isObject(value) && tag in value ? { [tag]: value[tag], ...value } : value;
}
/** Applies several converters in turn. */
function all(converts) {
  return (value, text) =>
    converts.reduce((value, convert) => convert(value, text), value);
}
/** The converters of codecs that are a word. */
const CONVERTERS = {
  // An integer beyond 2^53 is decoded as a bigint.
  bigint: (value) =>
    typeof value === "number" && Number.isSafeInteger(value)
      ? BigInt(value)
      : value,
  safe: (value) => (typeof value === "bigint" ? OUT_OF_RANGE : value),
  json,
  nothing: () => undefined,
  shallow(value) {
    if (depthOf(value, 0) > MAX_DEPTH$1) {
      throw new RangeError("the value is nested too deep");
    }
    return value;
  },
};
function json(value) {
  if (typeof value === "number") {
    return Number.isFinite(value) ? value : NON_FINITE;
  }
  if (value instanceof Uint8Array) {
    return value;
  }
  return Array.isArray(value) ? each(json)(value) : rest([], json)(value);
}
/** The depth of a value at a depth of `outer`. It stops counting beyond `MAX_DEPTH`. */
function depthOf(value, outer) {
  const isNested =
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Uint8Array);
  if (!isNested || outer > MAX_DEPTH$1) {
    return outer;
  }
  const depths = Object.values(value).map((item) => depthOf(item, outer + 1));
  return depths.reduce((left, right) => Math.max(left, right), outer);
}
/** The path of `wanted` in a value, if it is there. `path` is the path of the value. */
function pathTo(wanted, value, path) {
  if (value === wanted) {
    return path;
  }
  if (
    typeof value !== "object" ||
    value === null ||
    value instanceof Uint8Array
  ) {
    return null;
  }
  for (const [key, item] of Object.entries(value)) {
    const name = Array.isArray(value) ? Number(key) : key;
    const found = pathTo(wanted, item, [...path, name]);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

// Decodes JSON text into values. Escapes stand for values that JSON lacks.
/**
 * Decodes a value.
 *
 * @throws {SyntaxError} If the text is not JSON.
 * @throws {TypeError} If this version of the protocol has no such escape.
 */
function decode(text, buffers) {
  if (!text.includes('"\\u0000')) {
    return JSON.parse(text);
  }
  return JSON.parse(text, (_key, value) => {
    if (typeof value === "string") {
      return value.startsWith("\0") ? fromEscape(value, buffers) : value;
    }
    return isObject(value) ? unescapeKeys(value) : value;
  });
}
/** Whether a text has an integer beyond 2^53. */
function hasWideIntegers(text) {
  return text.includes('"\\u0000i');
}
function fromEscape(text, buffers) {
  switch (text) {
    case "\0nan":
      return NaN;
    case "\0inf":
      return Infinity;
    case "\0-inf":
      return -Infinity;
    case "\0-0":
      return -0;
  }
  switch (text[1]) {
    case "s":
      return text.slice(2);
    case "i":
      return BigInt(text.slice(2));
    case "b":
      return buffers[Number(text.slice(2))] ?? new Uint8Array();
  }
  throw new TypeError("the addon does not speak this version of the protocol");
}
function unescapeKeys(object) {
  const entries = Object.entries(object);
  return entries.some(([key]) => key.startsWith("\0"))
    ? Object.fromEntries(
        entries.map(([key, item]) => [key.replace(/^\0s/, ""), item]),
      )
    : object;
}

// The contract: the methods of the tables, with converters in place of codecs.
/** Reads the APIs of one peer from the tables. */
function contractOf(tables, peer) {
  const build = converterBuilder(tables.codecs);
  const contract = {
    rust: new Map(),
    peer: new Map(),
  };
  for (const api of tables.apis) {
    for (const row of api.peer === peer ? api.methods : []) {
      const convert = (key) => {
        const codec = row[key];
        return codec && build(codec);
      };
      contract[KINDS[row.kind].implementedBy].set(row.channel, {
        api,
        kind: row.kind,
        name: row.name,
        channel: row.channel,
        args: row.args,
        json: convert("json"),
        order: convert("order"),
        sources: Object.entries(row.sources ?? {}).map(
          ([name, { json, order }]) => ({
            index: row.args.indexOf(name),
            name: `args.${name}`,
            json: json && build(json),
            order: order && build(order),
          }),
        ),
        returns: convert("returns"),
        decode: convert("decode"),
        error: row.error && {
          name: row.error.name,
          code: codeOf(row.error.code),
          data: row.error.data && build(row.error.data),
        },
      });
    }
  }
  return contract;
}
/** Decodes the value of a `reply` or `item` frame. */
function valueOf({ returns }, payload, buffers) {
  const value = decode(payload, buffers);
  return returns ? returns(value, infoOf(payload)) : value;
}
/** Decodes the arguments of an `event` or `request` frame. */
function argsOf({ decode: convert }, payload, buffers) {
  const value = decode(payload, buffers);
  const args = Array.isArray(value) ? value : [];
  convert?.(args, infoOf(payload));
  return args;
}
/**
 * Decodes the failure of an `error` frame. One with a code is the runtime's own; any other is the
 * error of the method, whose type is in the tables.
 */
function failureOf({ error }, payload, buffers) {
  const value = decode(payload, buffers);
  const message = String(member(value, "message"));
  if (textOf(value, "code") !== null || error === undefined) {
    return failure(codeFrom(value), message);
  }
  const data = member(value, "data") ?? null;
  return {
    name: error.name,
    code: error.code(data),
    message,
    data: error.data ? error.data(data, infoOf(payload)) : data,
  };
}
function infoOf(payload) {
  return { hasWideIntegers: hasWideIntegers(payload) };
}
/** Decodes the outcome of a `reply`, `item` or `error` frame. A frame that does not decode is a failure. */
function outcomeOf(method, head, payload, buffers) {
  try {
    return head === "error"
      ? { failure: failureOf(method, payload, buffers) }
      : { value: valueOf(method, payload, buffers) };
  } catch (error) {
    return { failure: failure("internal", messageOf(error)) };
  }
}
function codeOf(code) {
  if (code === "application") {
    return () => "application";
  }
  if (code === "external") {
    // The value is the variant's name, or an object with that name as its only key.
    return (data) =>
      typeof data === "string" ? data : Object.keys(data ?? {}).join();
  }
  return (data) => textOf(data, code.tag) ?? "application";
}

// The state that the modules of the main process share.
/** The most values in a call that this process encodes, which blocks it meanwhile. */
const MAX_VALUES = 2 ** 22;
/** Makes the state of a connection whose pipe is not open yet. */
function createCore(tables, limits) {
  return {
    tables,
    pageContract: contractOf(tables, "page"),
    mainContract: contractOf(tables, "main"),
    limits,
    argsLimit: { bytes: limits.messageSize, values: MAX_VALUES },
    receivers: new Map(),
    portReceivers: new Map(),
    pipe: null,
    lastEndpoint: 0,
  };
}

// Windows and the web contents that they show.
/**
 * The web contents of a target. A `BaseWindow` has those of all its views.
 *
 * @throws {TypeError} If the target has none.
 */
function contentsOf(target) {
  const own = isContents(target) ? target : member(target, "webContents");
  const found = isContents(own)
    ? [own]
    : contentsIn(member(target, "contentView") ?? target);
  if (found.length === 0) {
    throw new TypeError(
      "attach() and detach() take a BrowserWindow, a BaseWindow with views, a WebContentsView or WebContents",
    );
  }
  return found;
}
function isContents(value) {
  return (
    typeof member(value, "send") === "function" &&
    typeof member(value, "isDestroyed") === "function" &&
    typeof member(value, "loadURL") === "function" &&
    member(value, "webContents") === undefined
  );
}
/** The web contents of a view and of its children. */
function contentsIn(view) {
  const own = member(view, "webContents");
  const children = member(view, "children");
  const inner = Array.isArray(children) ? children.flatMap(contentsIn) : [];
  return isContents(own) ? [own, ...inner] : inner;
}
/** The id of the window that shows web contents, or 0. */
function windowIdOf(contents) {
  const window =
    electron.BrowserWindow.fromWebContents(contents) ??
    baseWindows().find((window) =>
      contentsIn(member(window, "contentView")).includes(contents),
    );
  return window?.id ?? 0;
}
function baseWindows() {
  return callBaseWindow("getAllWindows") ?? [];
}
/** A window by its id; `null` if it is gone. */
function windowOf(id) {
  const window =
    electron.BrowserWindow.fromId(id) ?? callBaseWindow("fromId", id);
  // A `BaseWindow` has all members that this module and the host functions use.
  return window ?? null;
}
/** Calls a static method of `BaseWindow`, which exists from Electron 30 on. */
function callBaseWindow(name, ...args) {
  const baseWindow = Reflect.get(electron, "BaseWindow");
  const method =
    typeof baseWindow === "function"
      ? Reflect.get(baseWindow, name)
      : undefined;
  return typeof method === "function"
    ? Reflect.apply(method, baseWindow, args)
    : undefined;
}

// The host functions of the runtime: windows, dialogs, menus, the application.
/** The functions that Rust calls. Each implements a method of the runtime's own API. */
function electronHost(onClick) {
  const menu = (items) =>
    electron.Menu.buildFromTemplate(
      items.map((item) => menuItem(item, onClick)),
    );
  return {
    setTitle(id, title) {
      windowOf(id)?.setTitle(title);
    },
    show(id) {
      windowOf(id)?.show();
    },
    hide(id) {
      windowOf(id)?.hide();
    },
    close(id) {
      windowOf(id)?.close();
    },
    minimize(id) {
      windowOf(id)?.minimize();
    },
    maximize(id) {
      windowOf(id)?.maximize();
    },
    restore(id) {
      const window = windowOf(id);
      if (window?.isMaximized() === true) {
        window.unmaximize();
      } else {
        window?.restore();
      }
    },
    focus(id) {
      windowOf(id)?.focus();
    },
    setFullScreen(id, on) {
      windowOf(id)?.setFullScreen(on);
    },
    setSize(id, width, height) {
      windowOf(id)?.setSize(width, height);
    },
    nativeHandle(id) {
      return new Uint8Array(existingWindow(id).getNativeWindowHandle());
    },
    setApplicationMenu(items) {
      electron.Menu.setApplicationMenu(menu(items));
    },
    popupMenu(id, items) {
      const window = windowOf(id);
      if (window !== null) {
        menu(items).popup({ window });
      }
    },
    quit() {
      electron.app.quit();
    },
    appName: () => electron.app.name,
    appVersion: () => electron.app.getVersion(),
    theme: () => (electron.nativeTheme.shouldUseDarkColors ? "dark" : "light"),
    setTheme(source) {
      electron.nativeTheme.themeSource = source;
    },
    openExternal: (url) => electron.shell.openExternal(url),
    async showOpenDialog(id, options) {
      const given = withoutNull(options);
      const { filePaths } = await whileShown(id, (parent) =>
        parent === null
          ? electron.dialog.showOpenDialog(given)
          : electron.dialog.showOpenDialog(parent, given),
      );
      return filePaths;
    },
    async showSaveDialog(id, options) {
      const given = withoutNull(options);
      const { canceled, filePath } = await whileShown(id, (parent) =>
        parent === null
          ? electron.dialog.showSaveDialog(given)
          : electron.dialog.showSaveDialog(parent, given),
      );
      // A canceled dialog returns an empty path or none, depending on the version of Electron.
      return canceled || filePath === "" ? null : (filePath ?? null);
    },
    async showMessageBox(id, options) {
      const given = withoutNull(options);
      const { response } = await whileShown(id, (parent) =>
        parent === null
          ? electron.dialog.showMessageBox(given)
          : electron.dialog.showMessageBox(parent, given),
      );
      return { response };
    },
  };
}
/**
 * A window by its id.
 *
 * @throws {Error} If it is gone.
 */
function existingWindow(id) {
  const window = windowOf(id);
  if (window === null) {
    throw gone(id);
  }
  return window;
}
function gone(id) {
  return new Error(`window ${id} is gone`);
}
/** Shows a dialog in a window. Fails if the window closes before the user answers. */
async function whileShown(id, show) {
  if (id === null) {
    return show(null);
  }
  const parent = existingWindow(id);
  return new Promise((resolve, reject) => {
    const onClosed = () => {
      reject(gone(id));
    };
    parent.once("closed", onClosed);
    show(parent)
      .then(resolve, reject)
      .finally(() => parent.off("closed", onClosed));
  });
}
/** Removes options that are `null`: Rust sends them, but Electron expects them to be missing. */
function withoutNull(options) {
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return Object.fromEntries(given);
}
function menuItem(item, onClick) {
  switch (item.type) {
    case "normal": {
      const { id, ...options } = item;
      return {
        ...withoutNull(options),
        click: (_item, window) => {
          onClick(id, window?.id ?? null);
        },
      };
    }
    case "separator":
      return item;
    case "submenu":
      return {
        label: item.label,
        submenu: item.submenu.map((inner) => menuItem(inner, onClick)),
      };
    case "role":
      return { role: item.role };
  }
}

// Measures the arguments of a call before any of them is encoded.
/** How deep a value may be nested: deeper ones do not decode in Rust. */
const MAX_DEPTH = 120;
/**
 * Walks arguments within a limit. Returns whether JSON carries them without a loss.
 *
 * @throws {RangeError} If they are larger.
 */
function measure(args, limit) {
  // A copy by hand: spreading `limit` costs more than the walk of a small call.
  const budget = { bytes: limit.bytes, values: limit.values, isPlain: true };
  walk(args, 0, budget);
  if (budget.values < 0 || budget.bytes < 0) {
    throw tooLarge();
  }
  return budget.isPlain;
}
function walk(value, depth, budget) {
  budget.values -= 1;
  switch (typeof value) {
    case "string":
      budget.bytes -= value.length;
      break;
    case "number":
      // NaN, an infinity, or -0. `Number.isFinite` and `Object.is` are slower.
      if (value - value !== 0 || (value === 0 && 1 / value < 0)) {
        budget.isPlain = false;
      }
      break;
    case "boolean":
    case "undefined":
      break;
    case "object":
      if (value !== null) {
        walkInto(value, depth, budget);
      }
      break;
    default:
      budget.isPlain = false;
  }
}
function walkInto(value, depth, budget) {
  if (budget.values < 0) {
    throw tooLarge();
  }
  // `toWire` refuses the same depth: its paths begin with two keys.
  if (depth >= MAX_DEPTH) {
    budget.isPlain = false;
  } else if (Array.isArray(value)) {
    // An array of holes is long without taking memory.
    if (value.length > budget.values) {
      throw tooLarge();
    }
    for (let index = 0; index < value.length; index++) {
      walk(value[index], depth + 1, budget);
    }
  } else if (isRecord(value)) {
    for (const key in value) {
      budget.bytes -= key.length;
      walk(value[key], depth + 1, budget);
    }
  } else {
    budget.isPlain = false;
    if (value instanceof Uint8Array) {
      budget.bytes -= value.byteLength;
    }
  }
}
function tooLarge() {
  return new RangeError("the data is larger than a message may be");
}

// Encodes values as JSON text, with escapes for values that JSON lacks.
/**
 * Encodes the arguments of a call. Adds their buffers to `buffers`.
 *
 * @throws {TypeError} If a value cannot be sent, with its path.
 * @throws {RangeError} If they are larger than `limit`.
 */
function encodeArgs(
  { channel, args: names, json, order },
  args,
  buffers,
  limit,
) {
  if (args.length > names.length) {
    throw new TypeError(
      `"${channel}" takes ${names.length} arguments, not ${args.length}`,
    );
  }
  const given =
    args.length === names.length
      ? args
      : names.map((_name, index) => args[index] ?? null);
  const rootOf = (index) => ["args", names[index] ?? index];
  const isPlain = measure(given, limit);
  if (isPlain && order === undefined) {
    const text = JSON.stringify(given);
    if (isFinal(text)) {
      return text;
    }
  }
  const wire = given.map((arg, index) => toWire(arg, rootOf(index), buffers));
  const text = JSON.stringify(order ? order(wire) : wire);
  checkText(text, given, rootOf);
  if (json !== undefined) {
    const sent = Object.fromEntries(
      names.map((name, index) => [name, itemOf(decode(text, buffers), index)]),
    );
    checkJson(json, text, sent, ["args"]);
  }
  return text;
}
/** Whether the JSON of plain values needs no change. */
function isFinal(text) {
  // Zero characters need an escape, and lone surrogates are refused. Text may look like these.
  return !text.includes("\\u") || !/\\u(?:0000|d)/.test(text);
}
/**
 * Encodes one value: an answer, or an item of a stream. Adds its buffers to `buffers`.
 *
 * @throws {TypeError} If a value cannot be sent, with its path.
 * @throws {RangeError} If it is larger than `limit`.
 */
function encodeWithin(value, codecs, buffers, limit) {
  if (measure([value], limit) && codecs.order === undefined) {
    const text = JSON.stringify(value ?? null);
    if (isFinal(text)) {
      return text;
    }
  }
  return encodeValue(value, "value", codecs, buffers);
}
/**
 * Encodes one value of any size.
 *
 * @throws {TypeError} If a value cannot be sent, with its path.
 */
function encodeValue(value, name, { json, order }, buffers) {
  const wire = toWire(value ?? null, [name], buffers);
  const text = JSON.stringify(order ? order(wire) : wire);
  checkText(text, [value], () => [name]);
  if (json !== undefined) {
    checkJson(json, text, { [name]: decode(text, buffers) }, []);
  }
  return text;
}
function itemOf(value, index) {
  return Array.isArray(value) ? value[index] : undefined;
}
/** Converts a value into one that JSON carries. `path` is its path, which is restored on return. */
function toWire(value, path, buffers) {
  switch (typeof value) {
    case "undefined":
      return null;
    case "boolean":
      return value;
    case "string":
      return value.startsWith("\0") ? `\0s${value}` : value;
    case "number":
      return escapeNumber(value);
    case "bigint":
      return escapeBigint(value, path);
    case "object":
      break;
    default:
      throw cannotSend(`a ${typeof value}`, path);
  }
  if (value === null) {
    return null;
  }
  if (value instanceof Uint8Array) {
    return `\0b${buffers.push(value) - 1}`;
  }
  if (path.length > MAX_DEPTH) {
    throw cannotSend("nested too deep, or in a circle", path);
  }
  const inside = (key, item) => {
    path.push(key);
    const wire = toWire(item, path, buffers);
    path.pop();
    return wire;
  };
  if (Array.isArray(value)) {
    const items = [];
    for (let index = 0; index < value.length; index++) {
      items.push(inside(index, value[index]));
    }
    return items;
  }
  if (!isRecord(value)) {
    const type = Reflect.get(value, "constructor");
    const name = typeof type === "function" ? type.name : "a class";
    throw cannotSend(`an instance of ${name}`, path);
  }
  // In an object without a prototype, `__proto__` is an ordinary key.
  const object = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) {
      object[key.startsWith("\0") ? `\0s${key}` : key] = inside(key, item);
    }
  }
  return object;
}
function escapeNumber(value) {
  if (Number.isNaN(value)) {
    return "\0nan";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? "\0inf" : "\0-inf";
  }
  return Object.is(value, -0) ? "\0-0" : value;
}
/**
 * Integers are sent up to this size. Those of Rust have 128 bits, but JSON in general may have more
 * digits. Printing millions of bits would take seconds.
 */
const BIGINT_LIMIT = 2n ** 4096n;
function escapeBigint(value, path) {
  if (value >= BIGINT_LIMIT || value <= -BIGINT_LIMIT) {
    throw cannotSend("an integer beyond 4,096 bits", path);
  }
  return Number.isSafeInteger(Number(value)) ? Number(value) : `\0i${value}`;
}
function cannotSend(what, path) {
  return new TypeError(`${printPath(path)} is ${what}, and cannot be sent`);
}
/** Refuses lone surrogates: only JavaScript allows them in text. */
function checkText(text, values, rootOf) {
  // `JSON.stringify` escapes lone surrogates.
  if (text.includes("\\ud")) {
    values.forEach((value, index) => {
      checkSurrogates(value, rootOf(index));
    });
  }
}
function checkSurrogates(value, path) {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    throw cannotSend("text with a lone surrogate", path);
  }
  const isNested = typeof value === "object" && value !== null;
  if (!isNested || ArrayBuffer.isView(value)) {
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    path.push(Array.isArray(value) ? Number(key) : key);
    checkSurrogates(key, path);
    checkSurrogates(item, path);
    path.pop();
  }
}
/** Matches a text with a number that JSON lacks. */
const HAS_NON_FINITE = /"\\u0000(nan|-?inf)"/;
/** Refuses such numbers in values that must be JSON: Rust may decode them as `null`. */
function checkJson(json, text, sent, root) {
  if (HAS_NON_FINITE.test(text)) {
    const path = findNonFinite(json, sent, root);
    if (path !== null) {
      throw cannotSend("a number that JSON does not have", path);
    }
  }
}

// Answers to the requests of Rust: values, or what a function has thrown.
/** The most characters of a message whose error cannot be sent as a whole. */
const MAX_MESSAGE = 10_000;
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
    name: textOf(error, "name") ?? "Error",
    message: messageOf(error),
    data: ownData ?? (code === undefined ? null : { code }),
  };
}
/**
 * Encodes the payload of an `answer` frame, or of a `fail` frame if the answer is not a value that can
 * be sent. Adds its buffers to `buffers`.
 */
function encodeAnswer(answer, codecs, buffers, limit) {
  const first = buffers.length;
  let thrown;
  if ("thrown" in answer) {
    ({ thrown } = answer);
  } else {
    try {
      const { value } = answer;
      const payload = encodeWithin(value, codecs ?? NO_CODECS, buffers, limit);
      return { head: "answer", payload };
    } catch (error) {
      buffers.length = first;
      thrown = error;
    }
  }
  return { head: "fail", payload: encodeThrown(thrown, buffers, limit) };
}
/** Encodes a thrown value. Adds its buffers to `buffers`. */
function encodeThrown(error, buffers, limit) {
  const first = buffers.length;
  const thrown = thrownOf(error);
  try {
    return encodeWithin(thrown, NO_CODECS, buffers, limit);
  } catch {
    buffers.length = first;
    // The message is worth more than an error about data that cannot be sent.
    const { name, message } = thrown;
    return JSON.stringify({
      name: sendable(name),
      message: sendable(message),
      data: null,
    });
  }
}
const NO_CODECS = { json: undefined, order: undefined };
/** A text that Rust decodes: short, and without lone surrogates. */
function sendable(text) {
  return text.slice(0, MAX_MESSAGE).replace(/\p{Surrogate}/gu, "\ufffd");
}

// Buffers: bytes travel beside the text. Each one costs time, so small ones share a chunk.
/** A buffer of this many bytes or more has a chunk of its own. */
const OWN_CHUNK_SIZE = 65_536;
/** Packs buffers to be sent. `null` if there are none. */
function pack(buffers) {
  if (buffers.length === 0) {
    return null;
  }
  const lengths = Uint32Array.from(buffers, (buffer) => buffer.byteLength);
  const chunks = [];
  let small = [];
  const addShared = () => {
    if (small.length > 0) {
      chunks.push(join(small));
      small = [];
    }
  };
  for (const buffer of buffers) {
    if (buffer.byteLength >= OWN_CHUNK_SIZE) {
      addShared();
      chunks.push(withoutExcess(buffer));
    } else if (buffer.byteLength > 0) {
      small.push(buffer);
    }
  }
  addShared();
  return { lengths, chunks };
}
function join(parts) {
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}
/** Copies a view of a part of its memory: the structured clone would send all of that memory. */
function withoutExcess(buffer) {
  return buffer.byteLength === buffer.buffer.byteLength
    ? buffer
    : buffer.slice();
}
/** Unpacks buffers, each into memory of its own. A missing one is empty. */
function unpack({ lengths, chunks }) {
  const buffers = [];
  let next = 0;
  let offset = 0;
  for (const length of lengths) {
    let chunk = chunks[next];
    if (offset === chunk?.byteLength) {
      next += 1;
      offset = 0;
      chunk = chunks[next];
    }
    const start = offset;
    offset += length;
    if (chunk === undefined) {
      buffers.push(new Uint8Array());
    } else if (
      start === 0 &&
      length === chunk.byteLength &&
      length === chunk.buffer.byteLength
    ) {
      buffers.push(new Uint8Array(chunk.buffer));
    } else {
      buffers.push(new Uint8Array(chunk.subarray(start, offset)));
    }
  }
  return buffers;
}

// Frames: a header of words and a line of JSON each, one after the other in a text.
/** How long the id of a call may be. */
const MAX_ID_LENGTH = 64;
/** Writes a frame. */
function frame(header, payload) {
  return `${header}\n${payload}\n`;
}
/** Writes the frame that ends a call with a failure. */
function errorFrame(id, failure) {
  return frame(`error ${id}`, JSON.stringify(failure));
}
/**
 * Calls `handle` for each whole frame of a text.
 *
 * Returns where an incomplete last frame begins, or the length of the text.
 */
function eachFrame(text, handle) {
  let start = 0;
  while (start < text.length) {
    const line = text.indexOf("\n", start);
    const end = line < 0 ? -1 : text.indexOf("\n", line + 1);
    if (end < 0) {
      break;
    }
    const space = text.indexOf(" ", start);
    const hasRest = space >= 0 && space < line;
    handle(
      text.slice(start, hasRest ? space : line),
      hasRest ? text.slice(space + 1, line) : "",
      text.slice(line + 1, end),
    );
    start = end + 1;
  }
  return start;
}
/** Calls `handle` for each whole frame of a message, with its buffers. */
function eachFrameOf({ text, packed }, handle) {
  const all = packed === null ? [] : unpack(packed);
  let buffers = all;
  eachFrame(text, (head, rest, payload) => {
    if (head === "at") {
      buffers = all.slice(Number(rest));
    } else {
      handle(head, rest, payload, buffers);
    }
  });
}
/** Splits off the first word. */
function splitWord(words) {
  const space = words.indexOf(" ");
  return space < 0
    ? [words, ""]
    : [words.slice(0, space), words.slice(space + 1)];
}
const AWAITED = /^(call|stream|item|answer|fail)$/;
/**
 * The first frames of a text that someone misses if they are dropped, including an incomplete last
 * frame whose header is whole.
 */
function awaitedFrames(text, most = Infinity) {
  const found = [];
  const add = (head, words) => {
    const [id] = splitWord(words);
    // Each id is sent back, so its length has a limit.
    if (
      isAwaited(head) &&
      id !== "" &&
      id.length <= MAX_ID_LENGTH &&
      found.length < most
    ) {
      found.push({ head, id });
    }
  };
  const rest = eachFrame(text, add);
  const line = text.indexOf("\n", rest);
  if (line >= 0) {
    add(...splitWord(text.slice(rest, line)));
  }
  return found;
}
function isAwaited(head) {
  return AWAITED.test(head);
}

// An invoker calls Rust for one endpoint: it encodes calls, decodes answers and matches the two. The
// main process and the plain door of each page have one.
/** Opens the invoker of an endpoint. `onFrame` gets the frames that do not answer its calls. */
function openInvoker(core, endpoint, onFrame) {
  const calls = new Map();
  let lastId = 0;
  function settle(id, outcomeFor) {
    const call = calls.get(id);
    calls.delete(id);
    call?.settle(outcomeFor(call.method));
  }
  function send(head, method, args) {
    const buffers = [];
    let text;
    try {
      text = encodeArgs(method, args, buffers, core.argsLimit);
    } catch (error) {
      return invalidArgument(error);
    }
    return transmit(`${head} ${method.channel}`, {
      text,
      packed: pack(buffers),
    });
  }
  function sendFrame(header, payload = "", buffers = []) {
    transmit(header, { text: payload, packed: pack(buffers) });
  }
  /** Sends a frame with this payload. Returns the failure if Rust did not accept it. */
  function transmit(header, payload) {
    if (core.pipe === null) {
      return backendGone();
    }
    try {
      core.pipe.send(endpoint, {
        text: frame(header, payload.text),
        packed: payload.packed,
      });
      return null;
    } catch (error) {
      report("Rust did not accept a message", error);
      return failure("internal", messageOf(error));
    }
  }
  core.receivers.set(endpoint, (message) => {
    eachFrameOf(message, (head, rest, payload, buffers) => {
      try {
        // An `error` may also end a stream.
        if (head === "reply" || (head === "error" && calls.has(rest))) {
          settle(rest, (method) => outcomeOf(method, head, payload, buffers));
        } else {
          onFrame(head, rest, payload, buffers);
        }
      } catch (error) {
        report(`"${head} ${rest}" from Rust is dropped`, error);
      }
    });
  });
  return {
    endpoint,
    call(method, args, settleCall) {
      // The ids of streams have no letter or another one.
      const id = `c${++lastId}`;
      calls.set(id, { method, settle: settleCall });
      const problem = send(`call ${id}`, method, args);
      if (problem !== null) {
        settle(id, () => ({ failure: problem }));
      }
      return id;
    },
    cancel(id) {
      if (calls.has(id)) {
        sendFrame(`cancel ${id}`);
      }
    },
    send,
    sendFrame,
    end(reason) {
      core.receivers.delete(endpoint);
      const open = [...calls.values()];
      calls.clear();
      for (const call of open) {
        call.settle({ failure: reason });
      }
    },
  };
}

// The pipe: carries frames between this process and Rust, in order and in both directions.
/** The endpoint of this process. */
const MAIN = 0;

// The main process as an endpoint: the functions that Rust calls, and those that call Rust.
/** The limit for an answer of this process, which ends the walk of a graph. */
const ANSWER_LIMIT = { bytes: Infinity, values: 2 ** 26 };
/**
 * Collects the functions that Rust may call. `owners` has an object for each API.
 *
 * @throws {TypeError} If a function is missing.
 */
function hostFunctions(core, owners) {
  const functions = new Map();
  for (const { api, name, channel } of core.mainContract.peer.values()) {
    const owner = member(owners, api.key);
    const call = member(owner, name);
    if (typeof call !== "function") {
      throw new TypeError(`connect() needs a function host.${api.key}.${name}`);
    }
    functions.set(channel, (args) => Reflect.apply(call, owner, args));
  }
  return functions;
}
/** Opens the endpoint of this process. `onFrame` gets all frames but events, requests and answers. */
function openHost(core, functions, onFrame) {
  const call = async (method, payload, buffers) => {
    const args = argsOf(method, payload, buffers);
    return await functions.get(method.channel)?.(args);
  };
  async function answerOf(channel, payload, buffers) {
    const method = core.mainContract.peer.get(channel);
    if (method === undefined) {
      return { thrown: notServed(channel) };
    }
    try {
      return { value: await call(method, payload, buffers) };
    } catch (thrown) {
      return { thrown };
    }
  }
  async function request(id, channel, given, givenBuffers) {
    const answer = await answerOf(channel, given, givenBuffers);
    const buffers = [];
    const { head, payload } = encodeAnswer(
      answer,
      core.mainContract.peer.get(channel),
      buffers,
      ANSWER_LIMIT,
    );
    invoker.sendFrame(`${head} ${id}`, payload, buffers);
  }
  const invoker = openInvoker(core, MAIN, (head, rest, payload, buffers) => {
    if (head === "request") {
      const [id, channel] = splitWord(rest);
      void request(id, channel, payload, buffers);
    } else if (head === "event") {
      const method = core.mainContract.peer.get(rest);
      if (method !== undefined) {
        call(method, payload, buffers).catch((error) => {
          report(`"${rest}" failed`, error);
        });
      }
    } else {
      onFrame(head, rest, payload);
    }
  });
  return invoker;
}
/** The APIs that Rust implements for this process, by their keys. */
function apisOf(core, invoker) {
  const apis = {};
  for (const method of core.mainContract.rust.values()) {
    const functions = (apis[method.api.key] ??= {});
    functions[method.name] = KINDS[method.kind].answers
      ? (...args) =>
          new Promise((resolve, reject) => {
            invoker.call(method, args, (outcome) => {
              if ("failure" in outcome) {
                reject(errorOf(outcome.failure));
              } else {
                resolve(outcome.value);
              }
            });
          })
      : (...args) => {
          const problem = invoker.send("send", method, args);
          if (problem !== null) {
            throw errorOf(problem);
          }
        };
  }
  return apis;
}
function errorOf(failure) {
  return Object.assign(new Error(failure.message), failure);
}

// The limits of a page.
const DEFAULTS = {
  messageSize: 128 * 2 ** 20,
  openCalls: 65_536,
  openBytes: 256 * 2 ** 20,
  clients: 64,
};
/** The minimum of `messageSize`: four times the client's batch size. */
const MIN_MESSAGE_SIZE = 4 * 2 ** 20;
/**
 * Adds the defaults to the limits that are given.
 *
 * @throws {TypeError} If a limit is unknown or too small.
 */
function limitsOf(given = {}) {
  const { messageSize = DEFAULTS.messageSize } = given;
  // An invalid `messageSize` is refused below.
  const size = Number.isSafeInteger(messageSize)
    ? messageSize
    : MIN_MESSAGE_SIZE;
  const openBytes = Math.max(DEFAULTS.openBytes, size);
  const chosen = { ...DEFAULTS, openBytes, ...given };
  const minimum = {
    messageSize: MIN_MESSAGE_SIZE,
    openCalls: 1,
    openBytes: size,
    clients: 1,
  };
  for (const [name, limit] of Object.entries(chosen)) {
    if (!hasOwn(DEFAULTS, name)) {
      const names = Object.keys(DEFAULTS).join(", ");
      throw new TypeError(
        `there is no limit "${name}": the limits are ${names}`,
      );
    }
    const least = minimum[name];
    if (!Number.isSafeInteger(limit) || limit < least) {
      throw new TypeError(
        `limits.${name} must be a whole number of at least ${least}`,
      );
    }
  }
  return chosen;
}

// The messages of plain doors that have no channel of a method: their numbers, and how they are sent.
/** The most items of a stream that Rust lets out at once. */
const MAX_ITEMS = 65_536;
/** Whether a page may name a stream so. */
function isId(value) {
  return Number.isSafeInteger(value) && value > 0;
}
/** Whether a page may grant so many items. */
function isCredit(value) {
  return isId(value) && value <= MAX_ITEMS;
}
/** The number in an argument that stands for a source; `null` if it stands for none. */
function sourceIdOf(arg) {
  const id = isObject(arg) && hasOwn(arg, "ipc:source") ? arg["ipc:source"] : 0;
  return isId(id) ? id : null;
}

// Ports between pages: joins two pages, and hands the plain door its ends.
/** Joins two pages, as a `port` frame says. */
function joinPages(core, header) {
  const [id, endpoints] = splitWord(header);
  const [first, rest] = splitWord(endpoints);
  const [second, channel] = splitWord(rest);
  const { port1, port2 } = new electron.MessageChannelMain();
  const give = (endpoint, port) => {
    const receive = core.portReceivers.get(Number(endpoint));
    if (receive === undefined) {
      // The page is gone. Rust tells the other one as soon as it learns of that.
      port.close();
    } else {
      receive(port, id, channel);
    }
  };
  give(first, port1);
  give(second, port2);
}
/** Hands the ends of ports to a page with the plain door. */
function servePlainPorts(core, invoker, contents, name, post) {
  const endpoint = invoker.endpoint;
  const open = new Set();
  core.portReceivers.set(endpoint, (port, id, channel) => {
    if (contents.isDestroyed()) {
      port.close();
      return;
    }
    open.add(Number(id));
    const message = { "ipc:event": name, port: Number(id) };
    contents.postMessage(channel, message, [port]);
  });
  return {
    lose(id) {
      if (open.delete(Number(id))) {
        post("ipc:hangup", Number(id));
      }
    },
    hangUp(id) {
      if (isId(id) && open.delete(id)) {
        invoker.sendFrame(`hangup ${id}`);
      }
    },
    end() {
      core.portReceivers.delete(endpoint);
      for (const id of open) {
        post("ipc:revoke", id);
      }
      open.clear();
    },
  };
}

// The documents that web contents show, as the browser process knows them.
/** Chromium's error code for a load that was stopped, which keeps the previous document. */
const ERR_ABORTED = -3;
/** The document in the main frame of all web contents, or why its messages are denied. */
const documents = new WeakMap();
/** Tracks the documents of all web contents from now on. */
function trackDocuments() {
  const loadedEarlier = failure(
    "not-found",
    "its document was loaded before connect() was called: load it again",
  );
  for (const contents of electron.webContents.getAllWebContents()) {
    track(contents, loadedEarlier);
  }
  const empty = failure("denied", "its window has not loaded a page yet");
  electron.app.on("web-contents-created", (_event, contents) => {
    track(contents, empty);
  });
}
/** Tracks the document of web contents, whose messages are denied until one is loaded. */
function track(contents, initial) {
  documents.set(contents, initial);
  contents.on("did-navigate", () => {
    documents.set(contents, documentIn(contents.mainFrame));
  });
  contents.on(
    "did-fail-load",
    (_event, code, _description, url, isMainFrame) => {
      if (isMainFrame && code !== ERR_ABORTED) {
        const text = `its window shows Electron's own page for ${url}, which did not load (error ${code})`;
        documents.set(contents, failure("denied", text));
      }
    },
  );
}
/** The name of a frame of web contents: `process id:routing id`. */
function frameName(processId, routingId) {
  return `${processId}:${routingId}`;
}
/** The name of the frame that sent a message. */
function senderFrameName({ processId, frameId }) {
  return frameName(processId, frameId);
}
/** The name of the main frame of web contents. */
function mainFrameName({ mainFrame }) {
  return frameName(mainFrame.processId, mainFrame.routingId);
}
/**
 * The document in a frame, or why its messages are denied.
 *
 * The name of the frame comes from the ids in the message. `senderFrame` is looked up too late: for a
 * message that a document sends while it is unloaded, Electron 27 returns the frame of the next one.
 */
function documentOf(contents, frame) {
  if (contents.isDestroyed()) {
    return failure("denied", "its window is gone");
  }
  if (frame !== mainFrameName(contents)) {
    return failure("denied", "it was not sent from its window's main frame");
  }
  return documents.get(contents) ?? failure("denied", "its window is unknown");
}
function documentIn({ url, origin }) {
  return { url, origin, isOwnFile: isOwnFile(url, origin) };
}
function isOwnFile(url, origin) {
  if (origin !== "file://") {
    return false;
  }
  try {
    const file = node_url.fileURLToPath(url);
    const folder = electron.app.getAppPath();
    // The application may have been started through a symbolic link to its folder.
    return [folder, fs.realpathSync(folder)].some((folder) => {
      const inside = path.relative(folder, file);
      return inside.split(path.sep)[0] !== ".." && !path.isAbsolute(inside);
    });
  } catch {
    return false;
  }
}

// Opens and closes endpoints, by frames that only the main process may send.
/** A number for a new endpoint. */
function newEndpoint(core) {
  core.lastEndpoint += 1;
  return core.lastEndpoint;
}
/** Opens a page with its first endpoint. */
function openEndpoint(core, endpoint, page) {
  sendFrame(core, `open ${endpoint}`, JSON.stringify(page));
}
/** Adds an endpoint to a page, whose first endpoint is `page`. */
function joinEndpoint(core, endpoint, page) {
  sendFrame(core, `join ${endpoint} ${page}`);
}
/** Closes an endpoint; the first one of a page closes the page. */
function closeEndpoint(core, endpoint) {
  sendFrame(core, `close ${endpoint}`);
}
function sendFrame(core, header, payload = "") {
  try {
    core.pipe?.send(MAIN, { text: frame(header, payload), packed: null });
  } catch (error) {
    report(`Rust did not accept "${header}"`, error);
  }
}

// Detects page files that were generated from another schema than the main side.
/** The failure of all calls of a page or a client of another generation. */
const STALE = failure(
  "schema-mismatch",
  "the page's files and connect come from different runs of ipc-codegen: run `ipc-codegen generate` again, load the preload.js and the client that it wrote, and start the application again",
);
/** Whether the sender of a hello was generated together with the main side. */
function isSameGeneration({ protocol, schema }, hello) {
  return (
    member(hello, "protocol") === protocol && member(hello, "schema") === schema
  );
}

// Opens pages for Rust.
/** Opens a page for Rust. Returns its first endpoint, which is that of its plain door. */
function openPage(
  core,
  contents,
  frame,
  { url, origin },
  { label, apis },
  subscriptions,
) {
  const endpoint = newEndpoint(core);
  openEndpoint(core, endpoint, {
    contents: contents.id,
    window: windowIdOf(contents),
    label,
    frame,
    url,
    origin,
    apis: [...apis],
    subscriptions,
  });
  return endpoint;
}

// The calls that a page makes through its plain door.
/** Serves the calls of a page. */
function serveCalls({ call, cancel }) {
  /** The names for Rust of the open calls that have numbers. */
  const names = new Map();
  return {
    start(id, method, args, settle) {
      if (id === undefined) {
        call(method, args, settle);
        return;
      }
      if (!isId(id) || names.has(id)) {
        const text = "the number of the call is invalid or in use";
        settle({ failure: failure("invalid-argument", text) });
        return;
      }
      let isOpen = true;
      const name = call(method, args, (outcome) => {
        isOpen = false;
        names.delete(id);
        settle(outcome);
      });
      // Rust may have answered at once.
      if (isOpen) {
        names.set(id, name);
      }
    },
    cancel(id) {
      const name = isId(id) ? names.get(id) : undefined;
      if (name !== undefined) {
        cancel(name);
      }
    },
  };
}

// The requests of Rust to the plain door of a page.
/**
 * Serves requests to a page. `post` sends the page a message, and `ask` a request on the channel of a
 * method.
 */
function serveRequests(methods, { sendFrame }, post, ask, limit) {
  const open = new Map();
  function send(id, method, answer) {
    const buffers = [];
    const { head, payload } = encodeAnswer(answer, method, buffers, limit);
    sendFrame(`${head} ${id}`, payload, buffers);
  }
  return {
    request(rest, payload, buffers) {
      const [word, channel] = splitWord(rest);
      const id = Number(word);
      const method = methods.get(channel);
      if (method?.kind !== "request") {
        send(word, method, { thrown: notServed(channel) });
        return;
      }
      open.set(id, method);
      try {
        ask(method, argsOf(method, payload, buffers), id);
      } catch (thrown) {
        open.delete(id);
        send(id, method, { thrown });
      }
    },
    abort(word) {
      const id = Number(word);
      if (open.delete(id)) {
        post("ipc:abort", id);
      }
    },
    answer(id, message) {
      const method = typeof id === "number" ? open.get(id) : undefined;
      if (method === undefined || typeof id !== "number") {
        report("an answer of a page is dropped", "nothing waits for it");
        return;
      }
      open.delete(id);
      const answer =
        isObject(message) && hasOwn(message, "value")
          ? { value: message["value"] }
          : { thrown: member(message, "failure") };
      send(id, method, answer);
    },
    end() {
      const left = [...open.keys()];
      open.clear();
      for (const id of left) {
        post("ipc:abort", id);
      }
    },
  };
}

// Credit: how many items, and how many bytes of them, the sender of a stream may send before its
// receiver has read them.
/** The bytes that a receiver grants first. */
const STREAM_BYTES = 2 ** 20;
/** Starts with no credit. */
function createSendCredit() {
  let items = 0;
  let bytes = 0;
  return {
    left: () => ({ items, bytes }),
    isOpen: () => items > 0 && bytes > 0,
    spend(size) {
      items -= 1;
      bytes -= size;
    },
    grant(credit) {
      items += credit.items;
      bytes += credit.bytes;
    },
  };
}
/** Matches a reference to a buffer in a payload. */
const REFERENCE = /"\\u0000b(\d+)"/g;
/**
 * The size of an item: its text in UTF-16 units, and the bytes of the buffers that it refers to.
 * `buffers` may have more, of other frames.
 */
function itemSize(payload, buffers) {
  let size = payload.length;
  if (payload.includes('"\\u0000b')) {
    for (const [, index] of payload.matchAll(REFERENCE)) {
      size += buffers[Number(index)]?.byteLength ?? 0;
    }
  }
  return size;
}

// The sources that a page sends through its plain door.
//
// The page sends as many items in a message as Rust takes at that time, and the next message when main
// asks for it. Main keeps no item.
/** Serves the sources of a page. `post` sends the page a message. */
function serveSources({ sendFrame }, post, limit) {
  const sources = new Map();
  function find(id) {
    const source = isId(id) ? sources.get(id) : undefined;
    if (source === undefined) {
      // It may have ended in the meantime.
      report("a message of a source is dropped", "there is no such source");
    }
    return source;
  }
  /** Asks the page for the items that Rust takes now. */
  function ask(id, source) {
    if (!source.isAsked && source.credit.isOpen()) {
      source.isAsked = true;
      const { items, bytes } = source.credit.left();
      post("ipc:credit", id, items, bytes);
    }
  }
  /** Sends an item to Rust. Returns whether the source is still open. */
  function send(id, source, value) {
    if (!source.credit.isOpen()) {
      report("a source of a page is ended", "it has sent more than it may");
      fail(id, failure("overloaded", "its page has sent more than it may"));
      return false;
    }
    const buffers = [];
    let text;
    try {
      text = encodeWithin(value, source.codecs, buffers, limit);
    } catch (error) {
      fail(id, error);
      return false;
    }
    source.credit.spend(itemSize(text, buffers));
    sendFrame(`item ${id}`, text, buffers);
    // Rust may cancel the source meanwhile.
    return sources.get(id) === source;
  }
  /** Ends a source whose page is at fault. */
  function fail(id, error) {
    sources.delete(id);
    sendError(id, error);
    post("ipc:cancel", id);
  }
  function sendError(id, error) {
    const buffers = [];
    const text = encodeThrown(error, buffers, limit);
    sendFrame(`error ${id}`, text, buffers);
  }
  function close(ids) {
    for (const id of ids) {
      sources.delete(id);
    }
  }
  return {
    open(method, given) {
      if (method.sources.length === 0) {
        return { args: given, close: () => undefined };
      }
      const args = [...given];
      const ids = [];
      for (const codecs of method.sources) {
        const id = sourceIdOf(args[codecs.index]);
        if (id === null || sources.has(id)) {
          close(ids);
          return failure("invalid-argument", `${codecs.name} is not a source`);
        }
        ids.push(id);
        args[codecs.index] = id;
        sources.set(id, {
          codecs,
          credit: createSendCredit(),
          isAsked: false,
        });
      }
      return {
        args,
        close() {
          close(ids);
        },
      };
    },
    items(id, values) {
      const source = find(id);
      if (source === undefined || !isId(id)) {
        return;
      }
      if (!Array.isArray(values)) {
        fail(id, failure("invalid-argument", "its items are no list"));
        return;
      }
      // The credit ends the loop, however long the list is. Rust may grant more meanwhile, but the page is
      // asked only when the credit of all these items is spent.
      for (let index = 0; index < values.length; index++) {
        if (!send(id, source, values[index])) {
          return;
        }
      }
      source.isAsked = false;
      ask(id, source);
    },
    done(id) {
      if (find(id) !== undefined && isId(id)) {
        sources.delete(id);
        sendFrame(`done ${id}`);
      }
    },
    error(id, thrown) {
      if (find(id) !== undefined && isId(id)) {
        sources.delete(id);
        sendError(id, thrown);
      }
    },
    receive(head, rest) {
      const [word, credit] = splitWord(rest);
      const id = Number(word);
      const source = sources.get(id);
      if (source === undefined) {
        return;
      }
      if (head === "cancel") {
        sources.delete(id);
        post("ipc:cancel", id);
        return;
      }
      const [items, bytes] = splitWord(credit);
      source.credit.grant({ items: Number(items), bytes: Number(bytes) });
      ask(id, source);
    },
  };
}

// The streams that a page reads through its plain door.
//
// Rust limits the items that are out. Main keeps their sizes, because the page only counts items.
/** Serves the streams of a page. `post` sends the page a message. */
function serveStreams({ send, sendFrame }, post) {
  const streams = new Map();
  /** Ends a stream on the side of the page. */
  function fail(word, { id }, reason) {
    streams.delete(word);
    post("ipc:error", id, reason);
  }
  /** The name of a stream for Rust. A page chooses the number. */
  const wordOf = (id) => `s${String(id)}`;
  return {
    open(id, items, method, args) {
      const word = isId(id) ? wordOf(id) : null;
      if (!isId(id) || word === null || !isCredit(items) || streams.has(word)) {
        report(
          `a stream of "${method.channel}" is not opened`,
          "its number or its credit is invalid",
        );
        return;
      }
      const stream = { id, method, sizes: [] };
      streams.set(word, stream);
      const head = `stream ${word} ${items} ${STREAM_BYTES}`;
      const problem = send(head, method, args);
      if (problem !== null) {
        fail(word, stream, problem);
      }
    },
    credit(id, items) {
      const stream = isId(id) ? streams.get(wordOf(id)) : undefined;
      if (stream === undefined) {
        // The stream may have ended in the meantime.
        return;
      }
      const { sizes } = stream;
      if (!isCredit(items) || items > sizes.length) {
        report(
          `credit for "${stream.method.channel}" is dropped`,
          "its page has not got so many items",
        );
        return;
      }
      const bytes = sizes.splice(0, items).reduce((sum, size) => sum + size, 0);
      sendFrame(`credit ${wordOf(id)} ${items} ${bytes}`);
    },
    cancel(id) {
      if (isId(id) && streams.delete(wordOf(id))) {
        sendFrame(`cancel ${wordOf(id)}`);
      }
    },
    receive(head, word, payload, buffers) {
      const stream = streams.get(word);
      if (stream === undefined) {
        return;
      }
      const { id, method, sizes } = stream;
      if (head === "done") {
        streams.delete(word);
        post("ipc:done", id);
        return;
      }
      const outcome = outcomeOf(method, head, payload, buffers);
      if ("failure" in outcome) {
        fail(word, stream, outcome.failure);
        if (head === "item") {
          sendFrame(`cancel ${word}`);
        }
        return;
      }
      const size = itemSize(payload, buffers);
      sizes.push(size);
      try {
        post("ipc:item", id, outcome.value, size);
      } catch (error) {
        fail(word, stream, failure("internal", messageOf(error)));
        sendFrame(`cancel ${word}`);
      }
    },
    end(reason) {
      const left = [...streams.values()];
      streams.clear();
      for (const { id } of left) {
        post("ipc:error", id, reason);
      }
    },
  };
}

// The plain door of a page: one channel per method, ordinary values, as in Electron's tutorial.
/** Opens the plain door of a page. `name` is the name that the page has given itself. */
function openPlainDoor(core, endpoint, name, contents) {
  // The newest mark, and whether messages were sent after it.
  let mark = 0;
  let hasUnmarked = false;
  const methods = core.pageContract.peer;
  const onFrame = (head, rest, payload, buffers) => {
    switch (head) {
      case "event":
        emit(rest, payload, buffers);
        break;
      case "item":
      case "done":
      case "error":
        streams.receive(head, rest, payload, buffers);
        break;
      case "credit":
      case "cancel":
        sources.receive(head, rest);
        break;
      case "request":
        requests.request(rest, payload, buffers);
        break;
      case "abort":
        requests.abort(rest);
        break;
      case "hangup":
        ports.lose(rest);
        break;
    }
  };
  function emit(channel, payload, buffers) {
    const method = methods.get(channel);
    const last = { "ipc:event": name };
    if (
      method?.kind === "event" &&
      sendEvent(contents, method, payload, buffers, [last])
    ) {
      hasUnmarked = true;
    }
  }
  function send(channel, ...args) {
    if (!contents.isDestroyed()) {
      contents.send(channel, ...args);
      hasUnmarked = true;
    }
  }
  const post = (channel, id, ...more) => {
    send(channel, name, id, ...more);
  };
  const invoker = openInvoker(core, endpoint, onFrame);
  const calls = serveCalls(invoker);
  const streams = serveStreams(invoker, post);
  const sources = serveSources(invoker, post, core.argsLimit);
  const requests = serveRequests(
    methods,
    invoker,
    post,
    (method, args, request) => {
      send(method.channel, ...args, { "ipc:event": name, request });
    },
    core.argsLimit,
  );
  const ports = servePlainPorts(core, invoker, contents, name, post);
  /** Marks the end of the messages so far. Electron may deliver an answer before earlier messages. */
  function sendMark() {
    if (hasUnmarked && !contents.isDestroyed()) {
      hasUnmarked = false;
      contents.send("ipc:mark", name, ++mark);
    }
    return mark;
  }
  return {
    ...{ invoker, calls, streams, sources, requests, ports },
    answer(outcome, seen) {
      const due = sendMark();
      if ("failure" in outcome) {
        return { "ipc:error": [due, outcome.failure] };
      }
      const { value } = outcome;
      const looksLikeEnvelope =
        typeof value === "object" &&
        value !== null &&
        ("ipc:ok" in value || "ipc:error" in value);
      // Electron takes long to copy an envelope, so a value that waits for no mark is sent without one.
      return looksLikeEnvelope || due > seen
        ? { "ipc:ok": [due, value] }
        : value;
    },
    end(reason) {
      invoker.end(reason);
      streams.end(reason);
      requests.end();
      ports.end();
    },
  };
}
/** Sends an event on its channel. Returns whether it was sent. */
function sendEvent(contents, method, payload, buffers, more) {
  if (contents.isDestroyed()) {
    return false;
  }
  try {
    const args = argsOf(method, payload, buffers);
    contents.send(method.channel, ...args, ...more);
    return true;
  } catch (error) {
    report(`an event "${method.channel}" is dropped`, error);
    return false;
  }
}

// The policy: the only module that decides who may call what.
/**
 * Why a principal may not use an API; `null` if it may. Without an API, why the principal is not served
 * at all.
 */
function authorize({ document, attachment }, api) {
  if (attachment === null) {
    const text =
      "its window is not attached: attach() must come before the page";
    return failure("denied", text);
  }
  if ("code" in document) {
    return document;
  }
  const { url, origin, isOwnFile } = document;
  if (!isOwnFile && !attachment.origins.has(origin)) {
    const text = url.startsWith("file:")
      ? `${url} is not a file of the application`
      : `its origin ${origin} is not allowed: attach(window, { origins: ["${origin}"] }) allows it`;
    return failure("denied", text);
  }
  if (api !== null && !attachment.apis.has(api.name)) {
    return failure("denied", `its window was attached without ${api.name}`);
  }
  return null;
}
/**
 * Reads the options of `attach`.
 *
 * @throws {TypeError} If an option is unknown or invalid.
 */
function parseAttachOptions(tables, options) {
  const known = ["label", "apis", "origins"];
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(
        `attach() has no option "${key}": the options are ${known.join(", ")}`,
      );
    }
  }
  const all = tables.apis
    .filter(({ peer }) => peer === "page")
    .map(({ name }) => name);
  const { label = null, apis = all, origins = [] } = options;
  for (const [name, list] of Object.entries({ apis, origins })) {
    if (!Array.isArray(list)) {
      throw new TypeError(`the ${name} of attach() must be an array`);
    }
  }
  if (label !== null && typeof label !== "string") {
    throw new TypeError("the label of attach() must be a string");
  }
  for (const api of apis) {
    if (!all.includes(api)) {
      throw new TypeError(
        `there is no API ${JSON.stringify(api)}: the APIs are ${all.join(", ")}`,
      );
    }
  }
  for (const origin of origins) {
    checkOrigin(origin);
  }
  return { label, apis: new Set(apis), origins: new Set(origins) };
}
function checkOrigin(origin) {
  const shown = JSON.stringify(origin);
  if (typeof origin !== "string" || origin.includes("*")) {
    throw new TypeError(
      `${shown} is not an origin: name each one, as "https://example.com"`,
    );
  }
  let url;
  try {
    url = new URL(origin);
  } catch {
    throw new TypeError(
      `${shown} is not an origin: write one as "https://example.com"`,
    );
  }
  if (url.host === "" || url.protocol === "file:") {
    throw new TypeError(
      `${shown} is not the origin of one site: pages without a host are not served, except the application's own files`,
    );
  }
  const corrected = `${url.protocol}//${url.host}`;
  if (corrected !== origin) {
    throw new TypeError(`${shown} is not an origin: write "${corrected}"`);
  }
}
/**
 * Refuses web contents whose pages could reach Electron.
 *
 * @throws {TypeError} If the context of the preload is not isolated, or the pages have Node.
 */
function checkIsolation(contents) {
  const getPreferences = Reflect.get(contents, "getLastWebPreferences");
  const preferences =
    typeof getPreferences === "function"
      ? Reflect.apply(getPreferences, contents, [])
      : null;
  if (member(preferences, "contextIsolation") === false) {
    throw new TypeError(
      "a window without contextIsolation cannot be attached: its pages can reach into the preload",
    );
  }
  if (member(preferences, "nodeIntegration") === true) {
    throw new TypeError(
      "a window with nodeIntegration cannot be attached: its pages can do all that Node can, without any API",
    );
  }
}

// The fast door: serves the port of a client. It needs only the port, the endpoint of the page and
// the pipe, so it can run in the process that has the pipe.
/** The most frames of a message that are refused one by one. The generated client joins fewer. */
const MAX_REFUSED = 2 ** 17;
/** Tells a client why it is not served, and closes its port. */
function refusePort(port, reason) {
  port.postMessage(frame("end", JSON.stringify(reason)));
  port.close();
}
/**
 * Serves a client. `page` is the first endpoint of its page. `onEnd` is called once, when the client
 * is no longer served.
 */
function serveClient(core, port, page, onEnd) {
  const endpoint = newEndpoint(core);
  let isOpen = true;
  let hasSaidHello = false;
  function end(reason) {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    core.receivers.delete(endpoint);
    core.portReceivers.delete(endpoint);
    closeEndpoint(core, endpoint);
    if (reason === null) {
      port.close();
    } else {
      refusePort(port, reason);
    }
    onEnd(client);
  }
  function receive(data) {
    if (!hasSaidHello) {
      hasSaidHello = true;
      if (!isCurrentHello(core, data)) {
        end(STALE);
      }
      return;
    }
    const text = isList(data) ? data[0] : data;
    if (typeof text !== "string") {
      report("a message of a page is dropped", "it has no frames");
      return;
    }
    const packed = packedFrom(data, text.length);
    if (packed === undefined) {
      const reason = "the buffers of its message are malformed";
      refuse(text, failure("invalid-argument", reason));
      return;
    }
    const { messageSize } = core.limits;
    if (sizeOf({ text, packed }) > messageSize) {
      const reason = `its message is larger than ${messageSize} bytes`;
      refuse(text, failure("too-large", reason));
      return;
    }
    try {
      core.pipe?.send(endpoint, { text, packed });
    } catch (error) {
      report("Rust did not accept a message of a page", error);
      refuse(text, failure("internal", messageOf(error)));
    }
  }
  /** Ends what the frames of a dropped message belong to, on both sides. */
  function refuse(text, reason) {
    let toClient = "";
    let toRust = "";
    for (const { head, id } of awaitedFrames(text, MAX_REFUSED)) {
      switch (head) {
        case "call":
        case "stream":
          toClient += errorFrame(id, reason);
          break;
        case "item":
          // A stream must not go on without one of its items.
          toClient += frame(`cancel ${id}`, "");
          toRust += errorFrame(id, thrownOf(reason));
          break;
        case "answer":
        case "fail":
          toRust += frame(`fail ${id}`, JSON.stringify(thrownOf(reason)));
          break;
      }
    }
    if (toClient !== "") {
      port.postMessage(toClient);
    }
    if (toRust !== "") {
      report("a message of a page is dropped", reason.message);
      core.pipe?.send(endpoint, { text: toRust, packed: null });
    }
  }
  const client = { end };
  core.receivers.set(endpoint, ({ text, packed }) => {
    port.postMessage(packed ? [text, packed.lengths, packed.chunks] : text);
  });
  core.portReceivers.set(endpoint, (pagePort, id, channel) => {
    port.postMessage(frame(`port ${id} ${channel}`, ""), [pagePort]);
  });
  joinEndpoint(core, endpoint, page);
  port.on(
    "message",
    logErrors(({ data }) => {
      if (isOpen) {
        receive(data);
      }
    }),
  );
  port.on("close", () => {
    end(null);
  });
  port.start();
  return client;
}
/** Whether a client's first message is a hello of the same generation. */
function isCurrentHello({ tables }, data) {
  let isCurrent = false;
  if (typeof data === "string") {
    eachFrame(data, (head, _rest, payload) => {
      if (head === "hello") {
        isCurrent = isSameGeneration(tables, parsed(payload));
      }
    });
  }
  return isCurrent;
}
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
/** The buffers of a client's message, at most `most`; `undefined` if they are malformed. */
function packedFrom(data, most) {
  if (!isList(data)) {
    return null;
  }
  const [, lengths, chunks] = data;
  return data.length === 3 &&
    lengths instanceof Uint32Array &&
    lengths.length <= most &&
    isChunks(chunks, lengths.length)
    ? { lengths, chunks }
    : undefined;
}
function isList(value) {
  return Array.isArray(value);
}
/** Whether a value is a list of at most `most` chunks. A hole in the list is no chunk. */
function isChunks(value, most) {
  if (!isList(value) || value.length > most) {
    return false;
  }
  for (let index = 0; index < value.length; index++) {
    if (!(value[index] instanceof Uint8Array)) {
      return false;
    }
  }
  return true;
}
function sizeOf({ text, packed }) {
  let size = text.length;
  for (const chunk of packed?.chunks ?? []) {
    size += chunk.byteLength;
  }
  return size;
}

// The pages with a generated preload. Each lives from its hello until its port closes.
/** The most pages in one frame at once. Only a compromised page says hello more than once. */
const MAX_PAGES_IN_FRAME = 8;
/**
 * How long a page is served after its port has closed, in milliseconds. The messages that it sends
 * while it is unloaded take another way, and may arrive later.
 */
const UNLOAD_GRACE_MS = 100;
/** Why a page is not served, or may not use an API; `null` if it may. */
function refusalOf(page, api) {
  return authorize(page, api) ?? (page.isStale ? STALE : null);
}
/**
 * Accepts the hellos of pages from now on, and serves the pages of attached web contents. `onServed`
 * is called before a page is opened for Rust.
 */
function servePages(core, attachmentOf, onServed) {
  const pages = new Map();
  const pagesOf = (contents) =>
    [...pages.values()].filter((page) => page.contents === contents);
  function onHello(event, hello) {
    // A message without ports has no list of them, whatever the typings say.
    const port = event.ports?.[0];
    const name = textOf(hello, "page");
    if (port === undefined || name === null || pages.has(name)) {
      port?.close();
      return;
    }
    const frame = senderFrameName(event);
    const others = pagesOf(event.sender).filter((page) => page.frame === frame);
    // Messages of the previous document use the same way as this hello, so all have arrived.
    others.filter((page) => page.isUnloading).forEach(end);
    const loaded = others.filter((page) => !page.isUnloading);
    if (loaded.length >= MAX_PAGES_IN_FRAME) {
      report(
        "a page is not served",
        `it has said hello ${MAX_PAGES_IN_FRAME} times`,
      );
      port.close();
      return;
    }
    const page = {
      name,
      contents: event.sender,
      frame,
      // The frame may show another document later.
      document: documentOf(event.sender, frame),
      isStale: !isSameGeneration(core.tables, hello),
      attachment: attachmentOf(event.sender),
      door: null,
      subscriptions: new Set(),
      clients: new Set(),
      port,
      isUnloading: false,
    };
    pages.set(name, page);
    port.on(
      "message",
      logErrors(({ ports: [client] }) => {
        if (client !== undefined) {
          onClient(page, client);
        }
      }),
    );
    port.on("close", () => {
      page.isUnloading = true;
      setTimeout(() => {
        end(page);
      }, UNLOAD_GRACE_MS);
    });
    port.start();
    serve(page);
  }
  function end(page) {
    if (pages.delete(page.name)) {
      stopServing(page, pageGone());
    }
  }
  /** Opens a page for Rust, unless it is open or denied. */
  function serve(page) {
    if (page.door !== null || core.pipe === null) {
      return;
    }
    const { contents, frame, document, attachment } = page;
    const refusal = refusalOf(page, null);
    if (refusal !== null || attachment === null || "code" in document) {
      if (attachment !== null && page.isStale) {
        report("a page is not served", STALE.message);
      }
      return;
    }
    onServed(contents);
    const endpoint = openPage(
      core,
      contents,
      frame,
      document,
      attachment,
      "listed",
    );
    page.door = openPlainDoor(core, endpoint, page.name, contents);
    for (const channel of page.subscriptions) {
      page.door.invoker.sendFrame(`listen ${channel}`);
    }
  }
  function onClient(page, port) {
    const { door } = page;
    const refusal = refusalOf(page, null);
    if (refusal !== null || door === null) {
      refusePort(port, refusal ?? backendGone());
      return;
    }
    const { clients: most } = core.limits;
    if (page.clients.size >= most) {
      const text = `its page has loaded ${most} copies of the client: reload it`;
      refusePort(port, failure("overloaded", text));
      return;
    }
    const client = serveClient(core, port, door.invoker.endpoint, (ended) => {
      page.clients.delete(ended);
    });
    page.clients.add(client);
  }
  function stopServing(page, reason) {
    for (const client of [...page.clients]) {
      client.end(reason);
    }
    if (page.door !== null) {
      closeEndpoint(core, page.door.invoker.endpoint);
      page.door.end(reason);
      page.door = null;
    }
  }
  electron.ipcMain.on("ipc:hello", logErrors(onHello));
  return {
    find(event, name) {
      const page = pages.get(name);
      return page?.contents === event.sender &&
        page.frame === senderFrameName(event)
        ? page
        : undefined;
    },
    isServed: (contents) =>
      pagesOf(contents).some((page) => page.door !== null),
    attach(contents, attachment) {
      for (const page of pagesOf(contents)) {
        page.attachment = attachment;
        serve(page);
        if (page.door !== null) {
          // Clients that were refused may open their ports again.
          page.port.postMessage("ipc:attached");
        }
      }
    },
    detach(contents) {
      for (const page of pagesOf(contents)) {
        page.attachment = null;
        stopServing(page, failure("denied", "its window was detached"));
      }
    },
    close(reason) {
      for (const page of pages.values()) {
        stopServing(page, reason);
      }
    },
  };
}

// Synchronous answers: the return value of an event, which Electron passes to the blocked page.
/**
 * Returns the outcome of a call: in an envelope to a generated preload, which thereby knows it from
 * the answer of Electron itself, and raw to a hand-written one. The first return value counts.
 */
function returnOutcome(event, outcome, form) {
  try {
    event.returnValue = formed(outcome, form);
  } catch (error) {
    // Electron cannot clone values that are nested too deeply.
    const reason = failure("internal", messageOf(error));
    event.returnValue = formed({ failure: reason }, form);
  }
}
function formed(outcome, form) {
  if ("failure" in outcome) {
    const { failure } = outcome;
    return form === "raw" ? failure : { "ipc:error": [0, failure] };
  }
  const { value } = outcome;
  return form === "raw" ? value : { "ipc:ok": [0, value] };
}

// The channels of the plain door: receives the messages that pages send on Electron's own channels.
/** Serves the channels of all methods that Rust implements for pages. */
function serveChannels(core, pages, handWritten) {
  for (const method of core.pageContract.rust.values()) {
    if (method.kind === "sync") {
      electron.ipcMain.on(
        method.channel,
        logErrors((event, ...args) => {
          onSync(pages, handWritten, method, event, args);
        }),
      );
    } else if (method.kind === "stream") {
      electron.ipcMain.on(
        method.channel,
        logErrors((event, ...args) => {
          onStream(pages, method, event, args);
        }),
      );
    } else if (KINDS[method.kind].answers) {
      electron.ipcMain.handle(method.channel, (event, ...args) =>
        onInvoke(pages, handWritten, method, event, args),
      );
    } else {
      electron.ipcMain.on(
        method.channel,
        logErrors((event, ...args) => {
          onSend(pages, handWritten, method, event, args);
        }),
      );
    }
  }
  for (const head of ["listen", "unlisten"]) {
    electron.ipcMain.on(
      `ipc:${head}`,
      logErrors((event, message) => {
        onListen(core, pages, head, event, message);
      }),
    );
  }
  for (const [channel, receive] of Object.entries(RECEIVERS)) {
    electron.ipcMain.on(
      channel,
      logErrors((event, message) => {
        const name = textOf(message, "page");
        const page = name === null ? undefined : pages.find(event, name);
        if (page?.door) {
          receive(page.door, member(message, "id"), message);
        }
      }),
    );
  }
  // The preload only asks whether there is a handler.
  electron.ipcMain.handle("ipc:served", () => undefined);
}
/** Receives the messages about calls, streams, sources, requests and ports, by their channels. */
const RECEIVERS = {
  "ipc:abort": ({ calls }, id) => {
    calls.cancel(id);
  },
  "ipc:credit": ({ streams }, id, message) => {
    streams.credit(id, member(message, "items"));
  },
  "ipc:cancel": ({ streams }, id) => {
    streams.cancel(id);
  },
  "ipc:items": ({ sources }, id, message) => {
    sources.items(id, member(message, "values"));
  },
  "ipc:done": ({ sources }, id) => {
    sources.done(id);
  },
  "ipc:error": ({ sources }, id, message) => {
    sources.error(id, member(message, "failure"));
  },
  "ipc:answer": ({ requests }, id, message) => {
    requests.answer(id, message);
  },
  "ipc:hangup": ({ ports }, id) => {
    ports.hangUp(id);
  },
};
function onSend(pages, handWritten, method, event, args) {
  const name = popPageName(args);
  const problem =
    name === null
      ? handWritten.send(event, method, args)
      : sendFor(pages.find(event, name), method, args);
  if (problem !== null) {
    const { id } = event.sender;
    report(
      `"${method.channel}" of web contents ${id} is dropped`,
      problem.message,
    );
  }
}
function sendFor(page, method, args) {
  const door = doorOf(page, method);
  return "code" in door ? door : door.invoker.send("send", method, args);
}
function onStream(pages, method, event, args) {
  const last = args[args.length - 1];
  const name = popPageName(args);
  if (name === null) {
    const { id } = event.sender;
    report(
      `"${method.channel}" of web contents ${id} is dropped`,
      NEEDS_PRELOAD.message,
    );
    return;
  }
  const id = member(last, "stream");
  const door = doorOf(pages.find(event, name), method);
  if ("code" in door) {
    event.reply("ipc:error", name, id, door);
  } else {
    door.streams.open(id, member(last, "items"), method, args);
  }
}
/** Answers a generated preload with values and envelopes, and a hand-written one as Electron does. */
function onInvoke(pages, handWritten, method, event, args) {
  const last = args[args.length - 1];
  const seen = member(last, "mark");
  const name = popPageName(args);
  return new Promise((resolve, reject) => {
    if (name === null) {
      const settle = (outcome) => {
        if ("failure" in outcome) {
          reject(new Error(outcome.failure.message));
        } else {
          resolve(outcome.value);
        }
      };
      if (method.sources.length > 0) {
        settle({ failure: NEEDS_PRELOAD });
      } else {
        handWritten.call(event, method, args, settle);
      }
      return;
    }
    const page = pages.find(event, name);
    const door = doorOf(page, method);
    if ("code" in door) {
      resolve({ "ipc:error": [0, door] });
      return;
    }
    const settle = (outcome) => {
      resolve(door.answer(outcome, typeof seen === "number" ? seen : 0));
    };
    const sources = door.sources.open(method, args);
    if ("code" in sources) {
      settle({ failure: sources });
      return;
    }
    door.calls.start(member(last, "call"), method, sources.args, (outcome) => {
      sources.close();
      settle(outcome);
    });
  });
}
/** Answers in every case: a page whose message has no return value stays blocked. */
function onSync(pages, handWritten, method, event, args) {
  const name = popPageName(args);
  const settle = (outcome) => {
    returnOutcome(event, outcome, name === null ? "raw" : "envelope");
  };
  try {
    if (name === null) {
      handWritten.call(event, method, args, settle);
      return;
    }
    const door = doorOf(pages.find(event, name), method);
    if ("code" in door) {
      settle({ failure: door });
    } else {
      door.invoker.call(method, args, settle);
    }
  } catch (error) {
    settle({ failure: failure("internal", messageOf(error)) });
    throw error;
  }
}
function onListen(core, pages, head, event, message) {
  const name = textOf(message, "page");
  const channel = textOf(message, "channel");
  const method =
    channel === null ? undefined : core.pageContract.peer.get(channel);
  const page = name === null ? undefined : pages.find(event, name);
  if (page === undefined || method === undefined) {
    return;
  }
  const isChange =
    head === "listen"
      ? !page.subscriptions.has(method.channel)
      : page.subscriptions.delete(method.channel);
  if (!isChange) {
    return;
  }
  if (head === "listen") {
    page.subscriptions.add(method.channel);
  }
  const door = doorOf(page, method);
  if (!("code" in door)) {
    door.invoker.sendFrame(`${head} ${method.channel}`);
  }
}
/** The failure of a hand-written page that uses a stream. */
const NEEDS_PRELOAD = failure(
  "invalid-argument",
  "a stream needs the generated preload",
);
/** The plain door of a page, or why it may not use the door for this method. */
function doorOf(page, { api }) {
  if (page === undefined) {
    const text =
      "its page is gone, or was loaded before connect() was called: load it again";
    return failure("not-found", text);
  }
  return refusalOf(page, api) ?? page.door ?? backendGone();
}
/** Removes the argument that a generated preload adds last. Returns the page's name in it. */
function popPageName(args) {
  const name = textOf(args[args.length - 1], "ipc:page");
  if (name !== null) {
    args.pop();
  }
  return name;
}

// Hand-written pages: their preloads say no hello, and use the channels of the plain door.
//
// No port says when such a page ends. Each of its messages, and each event for it, is authorized by
// the document that its frame shows at that moment.
/** Serves hand-written pages. */
function serveHandWritten(core, attachmentOf) {
  const pages = new Map();
  const principalOf = (contents, frame) => ({
    document: documentOf(contents, frame),
    attachment: attachmentOf(contents),
  });
  /** The invoker of the page in a frame. Opens the page for Rust if its document is a new one. */
  function open(contents, frame, { document, attachment }) {
    if ("code" in document || attachment === null) {
      return null;
    }
    const known = pages.get(contents);
    if (known?.document === document && known.frame === frame) {
      return known.invoker;
    }
    end(contents);
    const endpoint = openPage(
      core,
      contents,
      frame,
      document,
      attachment,
      "all",
    );
    const invoker = openInvoker(core, endpoint, emitTo(contents));
    pages.set(contents, { document, frame, invoker });
    return invoker;
  }
  const emitTo = (contents) => (head, channel, payload, buffers) => {
    const method = core.pageContract.peer.get(channel);
    if (head !== "event" || method === undefined || contents.isDestroyed()) {
      return;
    }
    const principal = principalOf(contents, mainFrameName(contents));
    if (authorize(principal, method.api) === null) {
      sendEvent(contents, method, payload, buffers, []);
    }
  };
  function end(contents) {
    const page = pages.get(contents);
    if (page !== undefined) {
      pages.delete(contents);
      closeEndpoint(core, page.invoker.endpoint);
      page.invoker.end(pageGone());
    }
  }
  /** The invoker of the page that sent a message, or why it may not call the method. */
  function admit(event, { api }) {
    const { sender } = event;
    const frame = senderFrameName(event);
    const principal = principalOf(sender, frame);
    return (
      authorize(principal, api) ?? open(sender, frame, principal) ?? pageGone()
    );
  }
  return {
    call(event, method, args, settle) {
      const invoker = admit(event, method);
      if ("code" in invoker) {
        settle({ failure: invoker });
      } else {
        invoker.call(method, args, settle);
      }
    },
    send(event, method, args) {
      const invoker = admit(event, method);
      return "code" in invoker ? invoker : invoker.send("send", method, args);
    },
    listen(contents) {
      const frame = mainFrameName(contents);
      const principal = principalOf(contents, frame);
      if (authorize(principal, null) === null) {
        open(contents, frame, principal);
      }
    },
    end,
    close(reason) {
      for (const { invoker } of pages.values()) {
        invoker.end(reason);
      }
      pages.clear();
    },
  };
}

// The attached windows, with the permissions of their pages.
/** Serves the pages of attached windows from now on. */
function serveWindows(core) {
  const attached = new Map();
  const attachmentFor = (contents) =>
    attached.get(contents)?.attachment ?? null;
  trackDocuments();
  const handWritten = serveHandWritten(core, attachmentFor);
  const pages = servePages(core, attachmentFor, (contents) => {
    handWritten.end(contents);
  });
  serveChannels(core, pages, handWritten);
  function attachContents(contents, attachment) {
    // A generated preload has said hello by now.
    const onReady = () => {
      if (!pages.isServed(contents)) {
        handWritten.listen(contents);
      }
    };
    // Electron logs this only in the page's console.
    const onPreloadError = (_event, path, error) => {
      report(`the preload ${path} did not load`, error);
    };
    const onGone = () => {
      handWritten.end(contents);
    };
    const onDestroyed = () => {
      onGone();
      attached.delete(contents);
    };
    contents.on("dom-ready", onReady);
    contents.on("preload-error", onPreloadError);
    contents.on("render-process-gone", onGone);
    contents.once("destroyed", onDestroyed);
    attached.set(contents, {
      attachment,
      removeListeners() {
        contents.off("dom-ready", onReady);
        contents.off("preload-error", onPreloadError);
        contents.off("render-process-gone", onGone);
        contents.off("destroyed", onDestroyed);
      },
    });
    pages.attach(contents, attachment);
    onReady();
  }
  return {
    attach(target, options = {}) {
      const attachment = parseAttachOptions(core.tables, options);
      const found = contentsOf(target);
      for (const contents of found) {
        if (attached.has(contents)) {
          throw new Error(`web contents ${contents.id} are attached already`);
        }
        checkIsolation(contents);
      }
      for (const contents of found) {
        attachContents(contents, attachment);
      }
    },
    detach(target) {
      for (const contents of contentsOf(target)) {
        attached.get(contents)?.removeListeners();
        attached.delete(contents);
        pages.detach(contents);
        handWritten.end(contents);
      }
    },
    close(reason) {
      pages.close(reason);
      handWritten.close(reason);
    },
  };
}

// `connect()` starts the Rust side and serves its APIs.
/** Whether a call of connect() has opened a pipe. */
let isConnected = false;
/**
 * Starts the Rust side and serves its APIs. All windows share one connection. Pages that were loaded
 * before are not served.
 *
 * @throws {Error} If the addon does not load, or was built from other traits than this file.
 * @throws {TypeError} If an option is invalid.
 */
async function connect(tables, options) {
  // A utility process has no `app`, whatever the typings say.
  if (Reflect.get(electron, "app") === undefined) {
    throw new Error("connect() works only in Electron's main process");
  }
  if (isConnected) {
    throw new Error("connect() can be called only once");
  }
  const core = createCore(tables, limitsOf(options.limits));
  const functions = hostFunctions(core, {
    ...options.host,
    host: electronHost((item, window) => {
      void apis["host"]?.["menuClicked"]?.(item, window);
    }),
  });
  const openPipe = addonPipe(
    loadAddon(options.addon, electron.app.getAppPath()),
  );
  isConnected = true;
  const greeting = openGreeting();
  const host = openHost(core, functions, (head, rest, payload) => {
    if (head === "port") {
      joinPages(core, rest);
    } else {
      greeting.onFrame(head, payload);
    }
  });
  const apis = apisOf(core, host);
  const windows = serveWindows(core);
  const pipe = await openPipe((endpoint, message) => {
    core.receivers.get(endpoint)?.(message);
  });
  core.pipe = pipe;
  const close = () => {
    if (core.pipe !== null) {
      core.pipe = null;
      windows.close(backendGone());
      host.end(backendGone());
      pipe.close();
    }
  };
  try {
    host.sendFrame("hello", JSON.stringify(helloOf(core)));
    await greeting.welcome;
  } catch (error) {
    close();
    throw error;
  }
  electron.app.once("will-quit", close);
  const connection = {
    ...apis,
    attach: windows.attach,
    detach: windows.detach,
    close,
  };
  // The type of the connection is generated from the same traits as the tables.
  return connection;
}
/** Waits for the answer of Rust to the hello. */
function openGreeting() {
  const frames = new node_events.EventEmitter();
  const welcome = node_events.once(frames, "frame").then(([head, payload]) => {
    if (head !== "welcome") {
      const reason = textOf(JSON.parse(payload ?? "null"), "message");
      throw new Error(`the addon does not connect: ${reason ?? "no answer"}`);
    }
  });
  return {
    welcome,
    onFrame(head, payload) {
      frames.emit("frame", head, payload);
    },
  };
}
/** The hello, which Rust compares with the traits that it was built from. */
function helloOf({ tables, limits }) {
  const { messageSize, openCalls, openBytes } = limits;
  const isServed = ({ methods }) =>
    methods.some(({ kind }) => KINDS[kind].implementedBy === "rust");
  return {
    protocol: tables.protocol,
    schema: tables.schema,
    apis: Object.fromEntries(
      tables.apis.map(({ name, fingerprint }) => [name, fingerprint]),
    ),
    served: tables.apis.filter(isServed).map(({ name }) => name),
    limits: { messageSize, openCalls, openBytes },
  };
}

exports.connect = connect;
