"use strict";

Object.defineProperty(exports, "__esModule", { value: true });

var node_events = require("node:events");
var electron = require("electron");
var fs = require("node:fs");
var path = require("node:path");
var node_url = require("node:url");

// Looking into values of which nothing is known.
/** Whether a value is an object, and no array. */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** What an object has under `key`; `undefined` if it is none. */
function member(value, key) {
  return typeof value === "object" && value !== null
    ? Reflect.get(value, key)
    : undefined;
}
/** The text that an object has under `key`, if it has one. */
function textOf(value, key) {
  const text = member(value, key);
  return typeof text === "string" ? text : null;
}
/** The message of whatever was thrown. */
function messageOf(error) {
  return textOf(error, "message") ?? shown(error);
}
/** Any value as text for people. An object without a prototype has none of its own. */
function shown(value) {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}
/** Whether `object` itself has `key`. */
function hasOwn(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key);
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
/** The failure of all calls of a page that has gone. */
function pageGone() {
  return failure("cancelled", "its page is gone");
}

// The log: standard error, bounded, so that no page can fill a disk.
/** How many lines there may be in a period. */
const MOST = 100;
/** A period, in milliseconds. */
const PERIOD = 60_000;
/** How long a reason may be. */
const LONGEST = 500;
let since = 0;
let lines = 0;
/** Logs that something did not go well, and why. Text of a page may be part of both. */
function report(what, why) {
  const now = Date.now();
  if (now - since > PERIOD) {
    since = now;
    lines = 0;
  }
  lines += 1;
  if (lines < MOST) {
    console.error(`ipc: ${escaped(what)}: ${reason(why)}`);
  } else if (lines === MOST) {
    console.error(`ipc: ${MOST} lines in a minute: the next ones are left out`);
  }
}
/** A listener of what pages send, out of which nothing is thrown: that would end the application. */
function shielded(listener) {
  return (...args) => {
    try {
      listener(...args);
    } catch (error) {
      report("a message of a page is dropped", error);
    }
  };
}
function reason(why) {
  if (!(why instanceof Error)) {
    return escaped(shown(why));
  }
  const places = (why.stack ?? "").split("\n");
  const frames = places.filter((line) => /^ {4}at /.test(line)).slice(0, 10);
  // Lines of the message may look like frames.
  return [shown(why), ...frames].map(escaped).join("\n");
}
/** A text without control characters, cut off where it is long. */
function escaped(text) {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  // Also the separators of lines that are no control characters, and what turns text around.
  return cut.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029\p{Surrogate}]/gu,
    (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

// The pipe to an addon: Rust inside of this process.
/** Loads an addon, whatever the extension of its file. `folder` is where a relative path starts. */
function loadAddon(from, folder) {
  if (typeof from !== "string") {
    return checkAddon(from, "the object given to connect()");
  }
  const file = path.resolve(folder, from);
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
    throw new Error(`${name} is not an addon made with ipc_runtime`);
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
      // Rust may ring once more for what was ready when the pipe closed.
      if (isOpen) {
        try {
          deliver(addon.drain());
        } catch (error) {
          report("what Rust has sent is lost", error);
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
/** Delivers packets one after the other. Receiving one may call Rust, whose answers wait their turn. */
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
      for (let at = 0; at < next.length; at += 4) {
        deliver(next, at, receive);
      }
    }
    isDelivering = false;
  };
}
function deliver(packets, at, receive) {
  const [endpoint, text, lengths, chunks] = packets.slice(at, at + 4);
  if (typeof endpoint !== "number" || typeof text !== "string") {
    report("what Rust has sent is lost", "it is no packet");
    return;
  }
  const message = { text, packed: packedOf(lengths, chunks) };
  try {
    receive(endpoint, message);
  } catch (error) {
    report("what Rust has sent is lost", error);
  }
}
function packedOf(lengths, chunks) {
  return lengths instanceof Uint32Array && Array.isArray(chunks)
    ? { lengths, chunks }
    : null;
}

// Codecs: what makes of JSON the values that a type promises, built from data.
/** How deep a value may be nested: Electron crashes a page that gets a deeper one. */
const MAX_DEPTH$1 = 120;
/** Stands for an integer that is out of range, until its path is known. */
const OUT_OF_RANGE = Symbol("out of range");
/** Stands for a number that JSON does not have, until its path is known. */
const NON_FINITE = Symbol("non-finite");
/** Builds converters. `codecs` are those that others refer to. Each is built when it is first used. */
function compiler(codecs) {
  const named = new Map();
  const refer = (name) => {
    const codec = codecs[name];
    if (codec === undefined) {
      throw new Error(`the tables have no codec "${name}"`);
    }
    const convert = named.get(name) ?? lazily(() => compile(codec));
    named.set(name, convert);
    return convert;
  };
  const compile = (codec) => {
    if (typeof codec === "string") {
      return WORDS[codec];
    }
    if ("ref" in codec) {
      return refer(codec.ref);
    }
    if ("each" in codec) {
      return each(compile(codec.each));
    }
    if ("items" in codec) {
      return items(codec.items.map((item) => item && compile(item)));
    }
    if ("values" in codec) {
      return rest([], compile(codec.values));
    }
    if ("fields" in codec) {
      return fields(entries(codec.fields));
    }
    if ("variants" in codec) {
      return tagged(codec.tag, new Map(entries(codec.variants)));
    }
    if ("known" in codec) {
      return rest(codec.known, compile(codec.rest));
    }
    if ("kinds" in codec) {
      return kinds(
        codec.kinds.map(([form, kind]) => [form, kind && compile(kind)]),
      );
    }
    if ("checked" in codec) {
      return checked(codec.checked, compile(codec.codec));
    }
    if ("tagFirst" in codec) {
      return tagFirst(codec.tagFirst);
    }
    return all(codec.all.map(compile));
  };
  const entries = (codecs) =>
    Object.entries(codecs).map(([key, codec]) => [key, compile(codec)]);
  return (codec) => lazily(() => compile(codec));
}
/** Where `json` finds a number that JSON does not have; `null` if it finds none. */
function convertJson(json, value, root) {
  return pathTo(NON_FINITE, json(value), root);
}
function lazily(build) {
  let convert = null;
  return (value, source) => (convert ??= build())(value, source);
}
function each(convert) {
  return (value, source) => {
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at++) {
        value[at] = convert(value[at], source);
      }
    }
    return value;
  };
}
function items(converts) {
  return (value, source) => {
    if (Array.isArray(value)) {
      converts.forEach((convert, at) => {
        if (convert !== null && at < value.length) {
          value[at] = convert(value[at], source);
        }
      });
    }
    return value;
  };
}
function fields(converts) {
  return (value, source) => {
    if (isObject(value)) {
      for (const [key, convert] of converts) {
        if (hasOwn(value, key)) {
          value[key] = convert(value[key], source);
        }
      }
    }
    return value;
  };
}
/** An object with any keys besides those that are known. */
function rest(known, convert) {
  return (value, source) => {
    if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (!known.includes(key)) {
          value[key] = convert(item, source);
        }
      }
    }
    return value;
  };
}
/** An object of one of several kinds, told apart by the value of `tag`. */
function tagged(tag, variants) {
  return (value, source) => {
    const convert = variants.get(textOf(value, tag) ?? "");
    return convert === undefined ? value : convert(value, source);
  };
}
/** A value of one of several kinds, told apart by their looks. */
function kinds(kinds) {
  return (value, source) => {
    const [, convert] = kinds.find(([form]) => looksLike(value, form)) ?? [];
    return convert ? convert(value, source) : value;
  };
}
/** A value with integers in it that a number must hold. */
function checked(root, convert) {
  return (value, source) => {
    // Without a wide integer in its text it has none that is too wide.
    if (source?.hasWideIntegers !== true) {
      return value;
    }
    const converted = convert(value, source);
    const path = pathTo(OUT_OF_RANGE, converted, [root]);
    if (path !== null) {
      throw new RangeError(
        `${pathOf(path)} is an integer beyond 2^53, which a number cannot hold`,
      );
    }
    return converted;
  };
}
/** An object whose content Rust can read only if it has seen the tag. */
function tagFirst(tag) {
  return (value) =>
    isObject(value) && tag in value ? { [tag]: value[tag], ...value } : value;
}
/** A value of one of several types that cannot be mistaken for each other, or of all of them. */
function all(converts) {
  return (value, source) =>
    converts.reduce((value, convert) => convert(value, source), value);
}
const WORDS = {
  // Beyond 2^53 it is a bigint already.
  bigint: (value) =>
    typeof value === "number" && Number.isSafeInteger(value)
      ? BigInt(value)
      : value,
  // Beyond 2^53 it has come as a bigint.
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
/** How deep a value is nested, as far as that matters. */
function depthOf(value, around) {
  const isNested =
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Uint8Array);
  if (!isNested || around > MAX_DEPTH$1) {
    return around;
  }
  const depths = Object.values(value).map((item) => depthOf(item, around + 1));
  return depths.reduce((left, right) => Math.max(left, right), around);
}
/** Where `wanted` is in a value, if it is there. */
function pathTo(wanted, value, at) {
  if (value === wanted) {
    return at;
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
    const path = pathTo(wanted, item, [...at, name]);
    if (path !== null) {
      return path;
    }
  }
  return null;
}
function looksLike(value, form) {
  if (typeof form === "string") {
    return form === "any" || form === wordFor(value);
  }
  if ("is" in form) {
    return value === form.is;
  }
  if ("either" in form) {
    return form.either.some((form) => looksLike(value, form));
  }
  if ("each" in form) {
    return (
      Array.isArray(value) && value.every((item) => looksLike(item, form.each))
    );
  }
  if ("items" in form) {
    const { items } = form;
    return (
      Array.isArray(value) &&
      value.length === items.length &&
      items.every((form, at) => looksLike(value[at], form))
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
      return form !== undefined && looksLike(item, form);
    })
  );
}
function wordFor(value) {
  if (value === null) {
    return "null";
  }
  if (value instanceof Uint8Array) {
    return "bytes";
  }
  return typeof value === "bigint" ? "number" : typeof value;
}

// JSON text as values: escapes stand for what JSON does not have.
/**
 * Reads a value.
 *
 * @throws {SyntaxError} If the text is no JSON.
 * @throws {TypeError} If an escape is none of this version.
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
/** Whether a text has an integer beyond 2^53 in it. */
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

// The contract: what the tables say, ready to be used.
/** What the tables say of the APIs of one peer. */
function contractOf(tables, peer) {
  const compile = compiler(tables.codecs);
  const calls = new Map();
  const events = new Map();
  for (const api of tables.apis) {
    for (const row of api.peer === peer ? api.methods : []) {
      const isCall = row.kind === "send" || row.kind === "invoke";
      const convert = (key) => {
        const codec = row[key];
        return codec && compile(codec);
      };
      (isCall ? calls : events).set(row.channel, {
        api,
        kind: row.kind,
        name: row.name,
        channel: row.channel,
        args: row.args,
        json: convert("json"),
        order: convert("order"),
        returns: convert("returns"),
        decode: convert("decode"),
        error: row.error && {
          name: row.error.name,
          code: codeOf(row.error.code),
          data: row.error.data && compile(row.error.data),
        },
      });
    }
  }
  return { calls, events };
}
/** The value of a `reply` to a call. */
function valueOf({ returns }, payload, buffers) {
  const value = decode(payload, buffers);
  return returns ? returns(value, sourceOf(payload)) : value;
}
/** The arguments of an `event` or a `request`. */
function argsOf({ decode: convert }, payload, buffers) {
  const value = decode(payload, buffers);
  const args = Array.isArray(value) ? value : [];
  convert?.(args, sourceOf(payload));
  return args;
}
/**
 * The failure of an `error` to a call: of the runtime, which has a code, or of the method, whose
 * type is in the tables.
 */
function failureOf({ error }, payload, buffers) {
  const value = decode(payload, buffers);
  const code = textOf(value, "code");
  const message = String(member(value, "message"));
  const data = member(value, "data") ?? null;
  if (code !== null || error === undefined) {
    return { ...failure(code ?? "internal", message), data };
  }
  return {
    name: error.name,
    code: error.code(data),
    message,
    data: error.data ? error.data(data, sourceOf(payload)) : data,
  };
}
function sourceOf(payload) {
  return { hasWideIntegers: hasWideIntegers(payload) };
}
/** The outcome of a `reply` or an `error`. One that cannot be read is a failure. */
function outcomeOf(method, head, payload, buffers) {
  try {
    return head === "reply"
      ? { value: valueOf(method, payload, buffers) }
      : { failure: failureOf(method, payload, buffers) };
  } catch (error) {
    return { failure: failure("internal", messageOf(error)) };
  }
}
function codeOf(code) {
  if (code === "application") {
    return () => "application";
  }
  if (code === "external") {
    // A variant's name, or an object with that key alone.
    return (data) =>
      typeof data === "string" ? data : Object.keys(data ?? {}).join();
  }
  return (data) => textOf(data, code.tag) ?? "application";
}

// What the parts of the main side share.
/** The values that a call may have where this process writes them: it does nothing else meanwhile. */
const MOST_VALUES = 2 ** 22;
/** Makes what the parts share. */
function createCore(tables, limits) {
  return {
    tables,
    pages: contractOf(tables, "page"),
    main: contractOf(tables, "main"),
    limits,
    size: { bytes: limits.messageSize, values: MOST_VALUES },
    receivers: new Map(),
    pipe: null,
    endpoints: 0,
  };
}

// Electron's windows: which one shows web contents, and which web contents one shows.
/**
 * The web contents of a target; of a `BaseWindow` those of all its views.
 *
 * @throws {TypeError} If it has none.
 */
function contentsOf(target) {
  const own = isContents(target) ? target : member(target, "webContents");
  const found = isContents(own)
    ? [own]
    : contentsIn(member(target, "contentView") ?? target);
  if (found.length === 0) {
    throw new TypeError(
      "what is attached or detached is a BrowserWindow, a BaseWindow with views, a WebContentsView or WebContents",
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
/** The web contents of a view, and of the views in it. */
function contentsIn(view) {
  const own = member(view, "webContents");
  const children = member(view, "children");
  const inner = Array.isArray(children) ? children.flatMap(contentsIn) : [];
  return isContents(own) ? [own, ...inner] : inner;
}
/** The id of the window that shows web contents; 0 if none does. */
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
/** A window by its id, unless it is gone. */
function windowOf(id) {
  const window =
    electron.BrowserWindow.fromId(id) ?? callBaseWindow("fromId", id);
  // What is found by the id of a window is one, which has all that is asked of it here.
  return window ?? null;
}
/** Calls a function of the class of all windows, which Electron has from version 30 on. */
function callBaseWindow(name, ...args) {
  const owner = Reflect.get(electron, "BaseWindow");
  const method =
    typeof owner === "function" ? Reflect.get(owner, name) : undefined;
  return typeof method === "function"
    ? Reflect.apply(method, owner, args)
    : undefined;
}

// What the runtime itself asks of Electron: windows, dialogs, menus, the application.
/** The functions of the runtime's own contract. */
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
      return new Uint8Array(present(id).getNativeWindowHandle());
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
      // Electron says that there is none in two ways.
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
/** A window that must be there. */
function present(id) {
  const window = windowOf(id);
  if (window === null) {
    throw gone(id);
  }
  return window;
}
function gone(id) {
  return new Error(`window ${id} is gone`);
}
/** Shows a dialog in a window, and fails when the window is gone before the user has answered. */
async function whileShown(id, show) {
  if (id === null) {
    return show(null);
  }
  const parent = present(id);
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
/** The options that are given: Rust has `null` for the others, and Electron nothing. */
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

// Values as JSON text, with escapes for what JSON does not have.
/** How deep a value may be nested: what Rust accepts. */
const MAX_DEPTH = 120;
/**
 * Writes the arguments of a call. Their buffers are added to `buffers`.
 *
 * @throws {TypeError} If something cannot be sent, with its path.
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
      : names.map((_name, at) => args[at] ?? null);
  const root = (at) => ["args", names[at] ?? at];
  const isPlain = measure(given, limit);
  if (isPlain && order === undefined) {
    const text = JSON.stringify(given);
    // A zero character, half of a surrogate pair, or text that looks like them.
    if (!text.includes("\\u") || !/\\u(?:0000|d)/.test(text)) {
      return text;
    }
  }
  const wire = given.map((arg, at) => toWire(arg, root(at), buffers));
  const text = JSON.stringify(order ? order(wire) : wire);
  checkText(text, given, root);
  if (json !== undefined) {
    const sent = Object.fromEntries(
      names.map((name, at) => [name, itemOf(decode(text, buffers), at)]),
    );
    checkJson(json, text, sent, ["args"]);
  }
  return text;
}
/**
 * Writes one value: what a function of this process has returned.
 *
 * @throws {TypeError} If something cannot be sent, with its path.
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
function itemOf(value, at) {
  return Array.isArray(value) ? value[at] : undefined;
}
/** Walks arguments within a limit. Returns whether they are what JSON says without a loss. */
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
      // NaN, an infinity, or -0. `Number.isFinite` and `Object.is` take longer.
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
  // As deep as what is written, whose path begins with two keys.
  if (depth >= MAX_DEPTH) {
    budget.isPlain = false;
  } else if (Array.isArray(value)) {
    // Holes take no memory, and time.
    if (value.length > budget.values) {
      throw tooLarge();
    }
    for (let at = 0; at < value.length; at++) {
      walk(value[at], depth + 1, budget);
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
/** Whether an object is no instance of a class. */
function isRecord(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
function tooLarge() {
  return new RangeError("the call is larger than a message may be");
}
/** A value that JSON can say. `at` is where it stands, and is as it was when this returns. */
function toWire(value, at, buffers) {
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
      return escapeBigint(value, at);
    case "object":
      break;
    default:
      throw cannotSend(`a ${typeof value}`, at);
  }
  if (value === null) {
    return null;
  }
  if (value instanceof Uint8Array) {
    return `\0b${buffers.push(value) - 1}`;
  }
  if (at.length > MAX_DEPTH) {
    throw cannotSend("nested too deep, or in a circle", at);
  }
  const inside = (key, item) => {
    at.push(key);
    const wire = toWire(item, at, buffers);
    at.pop();
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
    const { constructor: of } = value;
    const name = typeof of === "function" ? of.name : "a class";
    throw cannotSend(`an instance of ${name}`, at);
  }
  // Without a prototype, a key `__proto__` is a key like any other.
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
 * What no integer reaches that is sent. Rust's own have 128 bits, but any JSON may have more digits; those
 * of millions of bits would take seconds to write.
 */
const BEYOND = 2n ** 4096n;
function escapeBigint(value, at) {
  if (value >= BEYOND || value <= -BEYOND) {
    throw cannotSend("an integer beyond 4,096 bits", at);
  }
  return Number.isSafeInteger(Number(value)) ? Number(value) : `\0i${value}`;
}
function cannotSend(what, at) {
  return new TypeError(`${pathOf(at)} is ${what}, and cannot be sent`);
}
/** Refuses half of a surrogate pair, of which no program but JavaScript makes text. */
function checkText(text, values, root) {
  // JSON escapes what is no text to Rust.
  if (text.includes("\\ud")) {
    values.forEach((value, at) => {
      findHalfPair(value, root(at));
    });
  }
}
function findHalfPair(value, at) {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    throw cannotSend("text with half of a surrogate pair", at);
  }
  const isNested = typeof value === "object" && value !== null;
  if (!isNested || ArrayBuffer.isView(value)) {
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    at.push(Array.isArray(value) ? Number(key) : key);
    findHalfPair(key, at);
    findHalfPair(item, at);
    at.pop();
  }
}
/** A text with a number in it that JSON does not have. */
const HAS_NON_FINITE = /"\\u0000(nan|-?inf)"/;
/** Refuses such a number where it is to be JSON: Rust cannot always tell it from `null`. */
function checkJson(json, text, sent, root) {
  if (HAS_NON_FINITE.test(text)) {
    const path = convertJson(json, sent, root);
    if (path !== null) {
      throw cannotSend("a number that JSON does not have", path);
    }
  }
}

// Buffers: bytes travel beside the text. What costs is their number, so small ones share a chunk.
/** A buffer of this size or more has a chunk of its own. */
const SMALL = 65_536;
/** Packs buffers to be sent. */
function pack(buffers) {
  if (buffers.length === 0) {
    return null;
  }
  const lengths = Uint32Array.from(buffers, (buffer) => buffer.byteLength);
  const chunks = [];
  let small = [];
  const share = () => {
    if (small.length > 0) {
      chunks.push(join(small));
      small = [];
    }
  };
  for (const buffer of buffers) {
    if (buffer.byteLength >= SMALL) {
      share();
      chunks.push(whole(buffer));
    } else if (buffer.byteLength > 0) {
      small.push(buffer);
    }
  }
  share();
  return { lengths, chunks };
}
function join(parts) {
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}
/** A view would take all the memory with it that it is a view of. */
function whole(buffer) {
  return buffer.byteLength === buffer.buffer.byteLength
    ? buffer
    : buffer.slice();
}
/** The buffers, each with memory of its own. What is missing is empty. */
function unpack({ lengths, chunks }) {
  const buffers = [];
  let next = 0;
  let at = 0;
  for (const length of lengths) {
    let chunk = chunks[next];
    if (at === chunk?.byteLength) {
      next += 1;
      at = 0;
      chunk = chunks[next];
    }
    const start = at;
    at += length;
    if (chunk === undefined) {
      buffers.push(new Uint8Array());
    } else if (
      start === 0 &&
      length === chunk.byteLength &&
      length === chunk.buffer.byteLength
    ) {
      buffers.push(new Uint8Array(chunk.buffer));
    } else {
      buffers.push(new Uint8Array(chunk.subarray(start, at)));
    }
  }
  return buffers;
}

// Frames: a header of words and a line of JSON, one after the other in a text.
/** How long the id of a call may be. */
const LONGEST_ID = 64;
/** Writes a frame. */
function frame(header, payload) {
  return `${header}\n${payload}\n`;
}
/** Writes the frame that ends a call with a failure. */
function errorFrame(id, failure) {
  return frame(`error ${id}`, JSON.stringify(failure));
}
/**
 * Visits the frames of a text up to one that is cut off.
 *
 * Returns where that one begins: the length of the text, if there is none.
 */
function eachFrame(text, visit) {
  let start = 0;
  while (start < text.length) {
    const line = text.indexOf("\n", start);
    const end = line < 0 ? -1 : text.indexOf("\n", line + 1);
    if (end < 0) {
      break;
    }
    const space = text.indexOf(" ", start);
    const hasRest = space >= 0 && space < line;
    visit(
      text.slice(start, hasRest ? space : line),
      hasRest ? text.slice(space + 1, line) : "",
      text.slice(line + 1, end),
    );
    start = end + 1;
  }
  return start;
}
/** Visits the frames of a message, each with its buffers. */
function eachFrameOf({ text, packed }, visit) {
  const all = packed === null ? [] : unpack(packed);
  let buffers = all;
  eachFrame(text, (head, rest, payload) => {
    if (head === "at") {
      buffers = all.slice(Number(rest));
    } else {
      visit(head, rest, payload, buffers);
    }
  });
}
/** The first word, and what follows it. */
function cut(words) {
  const space = words.indexOf(" ");
  return space < 0
    ? [words, ""]
    : [words.slice(0, space), words.slice(space + 1)];
}
/** The ids of the first calls in a text; that of one that is cut off too, if it is whole. */
function callIds(text, most = Infinity) {
  const ids = [];
  const add = (header) => {
    const [id] = cut(header);
    // What is longer is no id, but would be sent back as one.
    if (id !== "" && id.length <= LONGEST_ID && ids.length < most) {
      ids.push(id);
    }
  };
  const rest = eachFrame(text, (head, words) => {
    if (head === "call") {
      add(words);
    }
  });
  if (text.startsWith("call ", rest)) {
    const line = text.indexOf("\n", rest);
    if (line >= 0) {
      add(text.slice(rest + "call ".length, line));
    }
  }
  return ids;
}

// A caller: an endpoint whose values this process writes and reads, as its own are, and those of a
// page's plain door.
/** Opens an endpoint. `take` gets the frames that are no answers to its calls. */
function openCaller(core, endpoint, take) {
  const calls = new Map();
  let count = 0;
  function settle(id, outcomeFor) {
    const call = calls.get(id);
    calls.delete(id);
    call?.settle(outcomeFor(call.method));
  }
  function write(method, args) {
    const buffers = [];
    const text = encodeArgs(method, args, buffers, core.size);
    return { text, packed: pack(buffers) };
  }
  /** Hands a frame to Rust. Returns why it was not taken, if it was not. */
  function hand(header, { text, packed }) {
    if (core.pipe === null) {
      return backendGone();
    }
    try {
      core.pipe.send(endpoint, { text: frame(header, text), packed });
      return null;
    } catch (error) {
      report("Rust did not take a message", error);
      return failure("internal", messageOf(error));
    }
  }
  core.receivers.set(endpoint, (message) => {
    eachFrameOf(message, (head, rest, payload, buffers) => {
      try {
        if (head === "reply" || head === "error") {
          settle(rest, (method) => outcomeOf(method, head, payload, buffers));
        } else {
          take(head, rest, payload, buffers);
        }
      } catch (error) {
        report(`"${head} ${rest}" from Rust is lost`, error);
      }
    });
  });
  return {
    endpoint,
    call(method, args, settleCall) {
      let message;
      try {
        message = write(method, args);
      } catch (error) {
        settleCall({ failure: invalidArgument(error) });
        return;
      }
      const id = String(++count);
      calls.set(id, { method, settle: settleCall });
      const problem = hand(`call ${id} ${method.channel}`, message);
      if (problem !== null) {
        settle(id, () => ({ failure: problem }));
      }
    },
    send(method, args) {
      try {
        return hand(`send ${method.channel}`, write(method, args));
      } catch (error) {
        return invalidArgument(error);
      }
    },
    tell(header, payload = "", buffers = []) {
      hand(header, { text: payload, packed: pack(buffers) });
    },
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

// The pipe: an ordered, duplex way of frames between this process and Rust.
/** This process as an endpoint. */
const MAIN = 0;

// This process as an endpoint: what Rust asks of it, and what it asks of Rust.
/**
 * Takes what Rust may call from who implements it: `owners` has an object for each API.
 *
 * @throws {TypeError} If a function is missing.
 */
function hostOf(core, owners) {
  const host = new Map();
  for (const { api, name, channel } of core.main.events.values()) {
    const owner = member(owners, api.key);
    const call = member(owner, name);
    if (typeof call !== "function") {
      throw new TypeError(`connect() needs a function host.${api.key}.${name}`);
    }
    host.set(channel, (args) => Reflect.apply(call, owner, args));
  }
  return host;
}
/** Opens the endpoint of this process. `onFrame` gets what is no event, request or answer. */
function openHost(core, host, onFrame) {
  const call = async (method, payload, buffers) => {
    const args = argsOf(method, payload, buffers);
    return await host.get(method.channel)?.(args);
  };
  async function answer(id, channel, payload, given) {
    const method = core.main.events.get(channel);
    const buffers = [];
    let head = `answer ${id}`;
    let text;
    try {
      if (method === undefined) {
        throw Object.assign(new Error(`nothing here serves "${channel}"`), {
          code: "not-found",
        });
      }
      const value = await call(method, payload, given);
      text = encodeValue(value, "value", method, buffers);
    } catch (error) {
      head = `fail ${id}`;
      buffers.length = 0;
      text = encodeThrown(error, buffers);
    }
    caller.tell(head, text, buffers);
  }
  const caller = openCaller(core, MAIN, (head, rest, payload, buffers) => {
    if (head === "request") {
      const [id, channel] = cut(rest);
      void answer(id, channel, payload, buffers);
    } else if (head === "event") {
      const method = core.main.events.get(rest);
      if (method !== undefined) {
        call(method, payload, buffers).catch((error) => {
          report(`"${rest}" failed`, error);
        });
      }
    } else {
      onFrame(head, payload);
    }
  });
  return caller;
}
/**
 * What was thrown, as Rust reads it: whatever has a `code` keeps it as its data, unless it has data
 * of its own.
 */
function encodeThrown(error, buffers) {
  const code = member(error, "code");
  const own = member(error, "data");
  const thrown = {
    name: textOf(error, "name") ?? "Error",
    message: messageOf(error),
  };
  const data = own ?? (code === undefined ? null : { code });
  try {
    return encodeValue({ ...thrown, data }, "error", NOTHING, buffers);
  } catch {
    buffers.length = 0;
    // What was thrown matters more than what cannot be sent of it.
    return JSON.stringify({ ...thrown, data: null });
  }
}
const NOTHING = { json: undefined, order: undefined };
/** The functions of the APIs that Rust implements for this process, by the key of the API. */
function callsOf(core, caller) {
  const apis = {};
  for (const method of core.main.calls.values()) {
    const functions = (apis[method.api.key] ??= {});
    functions[method.name] =
      method.kind === "send"
        ? (...args) => {
            const problem = caller.send(method, args);
            if (problem !== null) {
              throw Object.assign(new Error(problem.message), problem);
            }
          }
        : (...args) =>
            new Promise((resolve, reject) => {
              caller.call(method, args, (outcome) => {
                if ("failure" in outcome) {
                  const { failure } = outcome;
                  reject(Object.assign(new Error(failure.message), failure));
                } else {
                  resolve(outcome.value);
                }
              });
            });
  }
  return apis;
}

// How much a page may ask for at once.
/** What holds where `connect` is not told otherwise. */
const DEFAULTS = {
  messageSize: 128 * 2 ** 20,
  openCalls: 65_536,
  openBytes: 256 * 2 ** 20,
  clients: 64,
};
/** The page's client joins small calls into messages of up to a quarter of this. */
const LEAST_SIZE = 4 * 2 ** 20;
/**
 * The limits that hold.
 *
 * @throws {TypeError} If one is unknown or too small.
 */
function limitsOf(given = {}) {
  const { messageSize = DEFAULTS.messageSize } = given;
  // What is no number is refused below, as one.
  const size = Number.isSafeInteger(messageSize) ? messageSize : LEAST_SIZE;
  const openBytes = Math.max(DEFAULTS.openBytes, size);
  const chosen = { ...DEFAULTS, openBytes, ...given };
  const least = {
    messageSize: LEAST_SIZE,
    openCalls: 1,
    openBytes: size,
    clients: 1,
  };
  for (const [name, limit] of Object.entries(chosen)) {
    if (!hasOwn(DEFAULTS, name)) {
      const names = Object.keys(DEFAULTS).join(", ");
      throw new TypeError(`there is no limit "${name}": there is ${names}`);
    }
    const lowest = least[name];
    if (!Number.isSafeInteger(limit) || limit < lowest) {
      throw new TypeError(
        `limits.${name} must be a whole number of at least ${lowest}`,
      );
    }
  }
  return chosen;
}

// Web contents: what the browser process says of the documents that they show.
/** What Chromium calls a load that was stopped: the document before it stays. */
const ABORTED = -3;
/** Where the document of each web contents' main frame was loaded from, or why that is not known. */
const places = new WeakMap();
/** Keeps the places of all web contents from now on. */
function followContents() {
  const unheard = failure(
    "not-found",
    "its document was loaded before connect() was called: load it again",
  );
  for (const contents of electron.webContents.getAllWebContents()) {
    follow(contents, unheard);
  }
  const empty = failure("denied", "nothing was loaded in its window yet");
  electron.app.on("web-contents-created", (_event, contents) => {
    follow(contents, empty);
  });
}
/** Keeps the places of web contents, from the one that they begin with. */
function follow(contents, first) {
  places.set(contents, first);
  contents.on("did-navigate", () => {
    places.set(contents, place(contents.mainFrame));
  });
  contents.on(
    "did-fail-load",
    (_event, code, _description, url, isMainFrame) => {
      if (isMainFrame && code !== ABORTED) {
        const text = `its window shows Electron's own page for ${url}, which did not load (error ${code})`;
        places.set(contents, failure("denied", text));
      }
    },
  );
}
/** A frame, as `process id:routing id`. */
function frameName(processId, routingId) {
  return `${processId}:${routingId}`;
}
/** The frame that has sent a message. */
function frameOf({ processId, frameId }) {
  return frameName(processId, frameId);
}
/** The main frame of web contents. */
function mainFrameOf({ mainFrame }) {
  return frameName(mainFrame.processId, mainFrame.routingId);
}
/**
 * Where the document of a frame was loaded from, or why its messages are denied.
 *
 * The frame goes by the ids of the message. `senderFrame` is looked up later: for what a document
 * sends while it is unloaded, Electron 27 gives the frame of the next one.
 */
function placeOf(contents, frame) {
  if (contents.isDestroyed()) {
    return failure("denied", "its window is gone");
  }
  if (frame !== mainFrameOf(contents)) {
    return failure("denied", "it was not sent from its window's main frame");
  }
  return (
    places.get(contents) ?? failure("denied", "its window is not known here")
  );
}
function place({ url, origin }) {
  return { url, origin, isOwnFile: isOwnFile(url, origin) };
}
function isOwnFile(url, origin) {
  if (origin !== "file://") {
    return false;
  }
  try {
    const file = node_url.fileURLToPath(url);
    const folder = electron.app.getAppPath();
    // The folder may have been started by another name than its own.
    return [folder, fs.realpathSync(folder)].some((folder) => {
      const inside = path.relative(folder, file);
      return inside.split(path.sep)[0] !== ".." && !path.isAbsolute(inside);
    });
  } catch {
    return false;
  }
}

// The policy: who may call what. Nothing else decides.
/** Why a principal may not use an API, or, without one, is not served at all; `null` if it may. */
function authorize({ place, attachment }, api) {
  if (attachment === null) {
    const text =
      "its window is not attached: attach() must come before the page";
    return failure("denied", text);
  }
  if ("code" in place) {
    return place;
  }
  if (!place.isOwnFile && !attachment.origins.has(place.origin)) {
    const text = place.url.startsWith("file:")
      ? `${place.url} is not a file of the application`
      : `its origin ${place.origin} is not allowed: attach(window, { origins: ["${place.origin}"] }) allows it`;
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
 * @throws {TypeError} If one is unknown, or is not what it must be.
 */
function attachmentOf(tables, options) {
  const known = ["label", "apis", "origins"];
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(
        `attach() has no option "${key}": there is ${known.join(", ")}`,
      );
    }
  }
  const all = tables.apis
    .filter(({ peer }) => peer === "page")
    .map(({ name }) => name);
  const { label = null, apis = all, origins = [] } = options;
  for (const [name, list] of Object.entries({ apis, origins })) {
    if (!Array.isArray(list)) {
      throw new TypeError(`${name} of attach() must be a list`);
    }
  }
  if (label !== null && typeof label !== "string") {
    throw new TypeError("the label of attach() must be a text");
  }
  for (const api of apis) {
    if (!all.includes(api)) {
      throw new TypeError(
        `there is no API ${JSON.stringify(api)}: there is ${all.join(", ")}`,
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
      `${shown} is not the origin of one site: only the application's own files are served from "file:", and no other page without a host`,
    );
  }
  const right = `${url.protocol}//${url.host}`;
  if (right !== origin) {
    throw new TypeError(`${shown} is not an origin: write "${right}"`);
  }
}
/**
 * Refuses web contents whose pages could reach Electron itself.
 *
 * @throws {TypeError} If the context of their preload is not isolated, or their pages have Node.
 */
function checkIsolation(contents) {
  const read = Reflect.get(contents, "getLastWebPreferences");
  const preferences =
    typeof read === "function" ? Reflect.apply(read, contents, []) : null;
  if (member(preferences, "contextIsolation") === false) {
    throw new TypeError(
      "a window without contextIsolation cannot be attached: its pages reach into the preload",
    );
  }
  if (member(preferences, "nodeIntegration") === true) {
    throw new TypeError(
      "a window with nodeIntegration cannot be attached: its pages need no API to do all that Node can",
    );
  }
}

// The plain door: one channel a method, ordinary values, as Electron's tutorial has it.
/** Opens the plain door of a page. `name` is what the page calls itself. */
function openDoor(core, endpoint, name, contents) {
  // The newest mark that was sent, and whether events were sent since.
  let mark = 0;
  let isUnmarked = false;
  const emit = (head, channel, payload, buffers) => {
    const method = core.pages.events.get(channel);
    const last = { "ipc:event": name };
    if (
      head === "event" &&
      method !== undefined &&
      sendEvent(contents, method, payload, buffers, [last])
    ) {
      isUnmarked = true;
    }
  };
  /** Marks the end of the events so far. Electron may deliver an answer before earlier events. */
  function setMark() {
    if (isUnmarked && !contents.isDestroyed()) {
      isUnmarked = false;
      contents.send("ipc:mark", name, ++mark);
    }
    return mark;
  }
  return {
    caller: openCaller(core, endpoint, emit),
    answer(outcome, seen) {
      const due = setMark();
      if ("failure" in outcome) {
        return { "ipc:error": [due, outcome.failure] };
      }
      const { value } = outcome;
      const isClear =
        typeof value !== "object" ||
        value === null ||
        !("ipc:ok" in value || "ipc:error" in value);
      // Electron takes long to copy an object: what has nothing to wait for goes as it is.
      return isClear && due <= seen ? value : { "ipc:ok": [due, value] };
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

// The fast door: serves the port of a page's client. It knows the port, what its page may do, and
// the pipe, so it can run wherever the pipe is.
/** How many calls of a message are refused one by one. Our client joins fewer. */
const MOST_REFUSED = 2 ** 17;
/** Ends a port that is not served: the client is told why. */
function refusePort(port, reason) {
  port.postMessage(frame("end", JSON.stringify(reason)));
  port.close();
}
/**
 * Serves a client. `page` is the first endpoint of its page, and `onEnd` is called once, when the
 * client is served no longer.
 */
function serveClient(core, port, page, stale, onEnd) {
  const endpoint = ++core.endpoints;
  let isOpen = true;
  let hasSaidHello = false;
  function end(reason) {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    core.receivers.delete(endpoint);
    tellMain(core, `close ${endpoint}`);
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
      if (!isCurrent(core, data)) {
        end(stale);
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
      const reason = "the buffers of its message are not what they must be";
      refuseCalls(text, failure("invalid-argument", reason));
      return;
    }
    const { messageSize } = core.limits;
    if (sizeOf({ text, packed }) > messageSize) {
      const reason = `its message is larger than ${messageSize} bytes`;
      refuseCalls(text, failure("too-large", reason));
      return;
    }
    try {
      core.pipe?.send(endpoint, { text, packed });
    } catch (error) {
      report("Rust did not take a message of a page", error);
      refuseCalls(text, failure("internal", messageOf(error)));
    }
  }
  function refuseCalls(text, reason) {
    const ids = callIds(text, MOST_REFUSED);
    if (ids.length > 0) {
      port.postMessage(ids.map((id) => errorFrame(id, reason)).join(""));
    }
  }
  const client = { end };
  core.receivers.set(endpoint, ({ text, packed }) => {
    port.postMessage(packed ? [text, packed.lengths, packed.chunks] : text);
  });
  tellMain(core, `join ${endpoint} ${page}`);
  port.on(
    "message",
    shielded(({ data }) => {
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
/** Tells Rust something that this process alone may say. */
function tellMain(core, header, payload = "") {
  try {
    core.pipe?.send(MAIN, { text: frame(header, payload), packed: null });
  } catch (error) {
    report(`Rust did not take "${header}"`, error);
  }
}
/** Whether the first message of a client says that it was generated together with this side. */
function isCurrent({ tables }, data) {
  let isSame = false;
  if (typeof data === "string") {
    eachFrame(data, (head, _rest, payload) => {
      if (head === "hello") {
        isSame = sayTheSame(tables, parsed(payload));
      }
    });
  }
  return isSame;
}
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
/** Whether another file was generated together with this one. */
function sayTheSame({ protocol, schema }, hello) {
  return (
    member(hello, "protocol") === protocol && member(hello, "schema") === schema
  );
}
/** The buffers of a message of a client, at most `most`; `undefined` if they are none. */
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
/** Whether a value is a list of at most `most` chunks. A list of a page can have holes. */
function isChunks(value, most) {
  if (!isList(value) || value.length > most) {
    return false;
  }
  for (let at = 0; at < value.length; at++) {
    if (!(value[at] instanceof Uint8Array)) {
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

// The pages: each is a port, from its hello to the port's close.
/** What a page and the files of this side must have in common, if it has not. */
const STALE = failure(
  "schema-mismatch",
  "the page's files and connect come from different runs of ipc-codegen: run `ipc-codegen generate` again, load the preload.js and the client that it wrote, and start the application again",
);
/** How many pages there may be in one frame at once: a page that is no client of ours may say hello again. */
const MOST_IN_A_FRAME = 8;
/**
 * How long a page is served after its port has closed, in milliseconds: what it sends while it is
 * unloaded goes another way, and may come later.
 */
const LEAVING = 100;
/** Why a page is not served, or may not use an API; `null` if it may. */
function refusalOf(page, api) {
  return authorize(page, api) ?? (page.isStale ? STALE : null);
}
/** Hears pages from now on. `attachmentOf` says what web contents were attached with. */
function hearPages(core, attachmentOf, onShown) {
  const pages = new Map();
  function onHello(event, hello) {
    // A message that was sent without ports has no list of them, whatever the typings say.
    const port = event.ports?.[0];
    const name = textOf(hello, "page");
    if (port === undefined || name === null || pages.has(name)) {
      port?.close();
      return;
    }
    const frame = frameOf(event);
    const others = of(event.sender).filter((page) => page.frame === frame);
    // What the document before has sent has come: it is the same way.
    others.filter((page) => page.isLeaving).forEach(end);
    if (others.filter((page) => !page.isLeaving).length >= MOST_IN_A_FRAME) {
      report(
        "a page is not served",
        `it has said hello ${MOST_IN_A_FRAME} times`,
      );
      port.close();
      return;
    }
    const page = {
      name,
      contents: event.sender,
      frame,
      // Now: later the frame may show another document.
      place: placeOf(event.sender, frame),
      isStale: !sayTheSame(core.tables, hello),
      attachment: attachmentOf(event.sender),
      door: null,
      subscriptions: new Set(),
      clients: new Set(),
      port,
      isLeaving: false,
    };
    pages.set(name, page);
    port.on(
      "message",
      shielded(({ ports: [client] }) => {
        if (client !== undefined) {
          onClient(page, client);
        }
      }),
    );
    port.on("close", () => {
      page.isLeaving = true;
      setTimeout(() => {
        end(page);
      }, LEAVING);
    });
    port.start();
    serve(page);
  }
  function end(page) {
    if (pages.delete(page.name)) {
      endPage(page, pageGone());
    }
  }
  /** Opens a page for Rust, if it is to be served. */
  function serve(page) {
    if (page.door !== null || core.pipe === null) {
      return;
    }
    const { contents, place, attachment } = page;
    const refusal = refusalOf(page, null);
    if (refusal !== null || attachment === null || "code" in place) {
      if (attachment !== null && page.isStale) {
        report("a page is not served", STALE.message);
      }
      return;
    }
    onShown(contents);
    const endpoint = ++core.endpoints;
    tellOpen(core, endpoint, page.frame, contents, place, attachment, "listed");
    page.door = openDoor(core, endpoint, page.name, contents);
    for (const channel of page.subscriptions) {
      page.door.caller.tell(`listen ${channel}`);
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
    const first = door.caller.endpoint;
    const client = serveClient(core, port, first, STALE, (ended) => {
      page.clients.delete(ended);
    });
    page.clients.add(client);
  }
  function endPage(page, reason) {
    for (const client of [...page.clients]) {
      client.end(reason);
    }
    if (page.door !== null) {
      tellMain(core, `close ${page.door.caller.endpoint}`);
      page.door.caller.end(reason);
      page.door = null;
    }
  }
  const of = (contents) =>
    [...pages.values()].filter((page) => page.contents === contents);
  electron.ipcMain.on("ipc:hello", shielded(onHello));
  return {
    find(event, name) {
      const page = pages.get(name);
      return page?.contents === event.sender && page.frame === frameOf(event)
        ? page
        : undefined;
    },
    isShown: (contents) => of(contents).some((page) => page.door !== null),
    attach(contents, attachment) {
      for (const page of of(contents)) {
        page.attachment = attachment;
        serve(page);
        if (page.door !== null) {
          // Its clients may ask for their ports again.
          page.port.postMessage("ipc:attached");
        }
      }
    },
    detach(contents) {
      for (const page of of(contents)) {
        page.attachment = null;
        endPage(page, failure("denied", "its window was detached"));
      }
    },
    close(reason) {
      for (const page of pages.values()) {
        endPage(page, reason);
      }
    },
  };
}
/** Opens a page for Rust. */
function tellOpen(
  core,
  endpoint,
  frame,
  contents,
  { url, origin },
  { label, apis },
  subscriptions,
) {
  const open = {
    contents: contents.id,
    window: windowIdOf(contents),
    label,
    frame,
    url,
    origin,
    apis: [...apis],
    subscriptions,
  };
  tellMain(core, `open ${endpoint}`, JSON.stringify(open));
}

// The channels: what pages say through Electron's own messages.
/** Serves the channels of every method. */
function serveChannels(core, pages, handWritten) {
  for (const method of core.pages.calls.values()) {
    if (method.kind === "send") {
      electron.ipcMain.on(
        method.channel,
        shielded((event, ...args) => {
          onSend(pages, handWritten, method, event, args);
        }),
      );
    } else {
      electron.ipcMain.handle(method.channel, (event, ...args) =>
        onInvoke(pages, handWritten, method, event, args),
      );
    }
  }
  for (const head of ["listen", "unlisten"]) {
    electron.ipcMain.on(
      `ipc:${head}`,
      shielded((event, message) => {
        onListen(core, pages, head, event, message);
      }),
    );
  }
  // That it is handled is the answer.
  electron.ipcMain.handle("ipc:served", () => undefined);
}
function onSend(pages, handWritten, method, event, args) {
  const name = takeName(args);
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
  return "code" in door ? door : door.caller.send(method, args);
}
/** Answers a preload of ours with what it unwraps, and one that was written by hand as Electron does. */
function onInvoke(pages, handWritten, method, event, args) {
  const seen = member(args[args.length - 1], "mark");
  const name = takeName(args);
  return new Promise((resolve, reject) => {
    if (name === null) {
      handWritten.call(event, method, args, (outcome) => {
        if ("failure" in outcome) {
          reject(new Error(outcome.failure.message));
        } else {
          resolve(outcome.value);
        }
      });
      return;
    }
    const page = pages.find(event, name);
    const door = doorOf(page, method);
    if ("code" in door) {
      resolve({ "ipc:error": [0, door] });
      return;
    }
    door.caller.call(method, args, (outcome) => {
      resolve(door.answer(outcome, typeof seen === "number" ? seen : 0));
    });
  });
}
function onListen(core, pages, head, event, message) {
  const name = textOf(message, "page");
  const channel = textOf(message, "channel");
  const method = channel === null ? undefined : core.pages.events.get(channel);
  const page = name === null ? undefined : pages.find(event, name);
  if (page === undefined || method === undefined) {
    return;
  }
  const isNews =
    head === "listen"
      ? !page.subscriptions.has(method.channel)
      : page.subscriptions.delete(method.channel);
  if (!isNews) {
    return;
  }
  if (head === "listen") {
    page.subscriptions.add(method.channel);
  }
  const door = doorOf(page, method);
  if (!("code" in door)) {
    door.caller.tell(`${head} ${method.channel}`);
  }
}
/** The plain door of a page, or why it may not use it for this method. */
function doorOf(page, { api }) {
  if (page === undefined) {
    const text =
      "its page is gone, or was loaded before connect() was called: load it again";
    return failure("not-found", text);
  }
  return refusalOf(page, api) ?? page.door ?? backendGone();
}
/** What a preload of ours adds to the arguments. */
function takeName(args) {
  const name = textOf(args[args.length - 1], "ipc:page");
  if (name !== null) {
    args.pop();
  }
  return name;
}

// Callers that were written by hand: preloads that say no hello, on channels of the plain door.
//
// They have no session. Each of their messages, and each event for them, is judged by the document
// that is there then.
/** Serves hand-written pages. */
function serveHandWritten(core, attachmentOf) {
  const documents = new Map();
  const principal = (contents, frame) => ({
    place: placeOf(contents, frame),
    attachment: attachmentOf(contents),
  });
  /** The document that a frame shows, which is opened for Rust if it is another one than before. */
  function open(contents, frame, { place, attachment }) {
    if ("code" in place || attachment === null) {
      return null;
    }
    const known = documents.get(contents);
    if (known?.place === place && known.frame === frame) {
      return known.caller;
    }
    end(contents);
    const endpoint = ++core.endpoints;
    tellOpen(core, endpoint, frame, contents, place, attachment, "all");
    const caller = openCaller(core, endpoint, emitTo(contents));
    documents.set(contents, { place, frame, caller });
    return caller;
  }
  const emitTo = (contents) => (head, channel, payload, buffers) => {
    const method = core.pages.events.get(channel);
    if (head !== "event" || method === undefined || contents.isDestroyed()) {
      return;
    }
    const who = principal(contents, mainFrameOf(contents));
    if (authorize(who, method.api) === null) {
      sendEvent(contents, method, payload, buffers, []);
    }
  };
  function end(contents) {
    const document = documents.get(contents);
    if (document !== undefined) {
      documents.delete(contents);
      tellMain(core, `close ${document.caller.endpoint}`);
      document.caller.end(pageGone());
    }
  }
  /** Who calls, or why it may not. */
  function admit(event, { api }) {
    const { sender } = event;
    const frame = frameOf(event);
    const who = principal(sender, frame);
    return authorize(who, api) ?? open(sender, frame, who) ?? pageGone();
  }
  return {
    call(event, method, args, settle) {
      const caller = admit(event, method);
      if ("code" in caller) {
        settle({ failure: caller });
      } else {
        caller.call(method, args, settle);
      }
    },
    send(event, method, args) {
      const caller = admit(event, method);
      return "code" in caller ? caller : caller.send(method, args);
    },
    listen(contents) {
      const frame = mainFrameOf(contents);
      const who = principal(contents, frame);
      if (authorize(who, null) === null) {
        open(contents, frame, who);
      }
    },
    end,
    close(reason) {
      for (const { caller } of documents.values()) {
        caller.end(reason);
      }
      documents.clear();
    },
  };
}

// The windows that are attached: what their pages may do.
/** Hears pages from now on, and serves those of windows that are attached. */
function serveWindows(core) {
  /** With what ends each attachment. */
  const attached = new Map();
  const find = (contents) => attached.get(contents)?.attachment ?? null;
  followContents();
  const handWritten = serveHandWritten(core, find);
  const pages = hearPages(core, find, (contents) => {
    handWritten.end(contents);
  });
  serveChannels(core, pages, handWritten);
  function attachContents(contents, attachment) {
    // A page that has said no hello by now was written by hand.
    const onReady = () => {
      if (!pages.isShown(contents)) {
        handWritten.listen(contents);
      }
    };
    // Electron tells the page's console alone, and the page has nothing to call.
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
      release() {
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
      const attachment = attachmentOf(core.tables, options);
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
        attached.get(contents)?.release();
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

// connect(): starts the Rust side, and serves its APIs.
/** Whether connect() was called. */
let isConnected = false;
/**
 * Starts the Rust side and serves its APIs. There is one connection for all windows. A page that was
 * loaded before is not served.
 *
 * @throws {Error} If the addon does not load, or was built from other traits than this.
 * @throws {TypeError} If an option is not what it must be.
 */
async function connect(tables, options) {
  // There is none in a utility process, whatever the typings say.
  if (Reflect.get(electron, "app") === undefined) {
    throw new Error("connect() works in Electron's main process alone");
  }
  if (isConnected) {
    throw new Error("connect() can be called only once");
  }
  const core = createCore(tables, limitsOf(options.limits));
  const host = hostOf(core, {
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
  const caller = openHost(core, host, greeting.take);
  const apis = callsOf(core, caller);
  const windows = serveWindows(core);
  const pipe = await openPipe((endpoint, message) => {
    core.receivers.get(endpoint)?.(message);
  });
  core.pipe = pipe;
  const close = () => {
    if (core.pipe !== null) {
      core.pipe = null;
      windows.close(backendGone());
      caller.end(backendGone());
      pipe.close();
    }
  };
  try {
    caller.tell("hello", JSON.stringify(helloOf(core)));
    await greeting.isOver;
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
  // What else a connection has follows from the tables, as its type does.
  return connection;
}
/** Waits for what Rust says to the hello of this side. */
function openGreeting() {
  const greeting = new node_events.EventEmitter();
  const isOver = node_events.once(greeting, "frame").then(([head, payload]) => {
    if (head !== "welcome") {
      const reason = textOf(JSON.parse(payload ?? "null"), "message");
      throw new Error(`the addon does not connect: ${reason ?? "no answer"}`);
    }
  });
  return {
    isOver,
    take(head, payload) {
      greeting.emit("frame", head, payload);
    },
  };
}
/** What Rust compares with what it was built from. */
function helloOf({ tables, limits }) {
  const { messageSize, openCalls, openBytes } = limits;
  const isServed = ({ methods }) =>
    methods.some(({ kind }) => kind === "send" || kind === "invoke");
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
