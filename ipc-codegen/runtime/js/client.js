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
/** Reads a failure that the other side has written. */
function failureFrom(value) {
  return {
    name: textOf(value, "name") ?? RUNTIME_ERROR,
    code: textOf(value, "code") ?? "internal",
    message: textOf(value, "message") ?? "",
    data: member(value, "data") ?? null,
  };
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

// Frames: a header of words and a line of JSON, one after the other in a text.
/** Writes a frame. */
function frame(header, payload) {
  return `${header}\n${payload}\n`;
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

// The error that a call of the client rejects with.
/** What a call rejects with. */
class IpcError extends Error {
  /** The error's type in Rust, or `IpcError`. */
  name;
  /** Its variant, or why the runtime did not carry the call out. */
  code;
  /** Its value. */
  data;
  constructor({ name, code, message, data }) {
    super(message);
    this.name = name;
    this.code = code;
    this.data = data;
  }
}

// The client's port: asked of the preload, which hands its other end to main.
/** Opens a port to main. `null` if there is no preload of ours. */
function openPort({ protocol, schema }, receive) {
  const { port1: port, port2 } = new MessageChannel();
  // The preload hears the event while it is dispatched, takes the port and says so.
  const event = new MessageEvent("ipc:port", {
    cancelable: true,
    ports: [port2],
  });
  if (window.dispatchEvent(event)) {
    port.close();
    return null;
  }
  port.onmessage = ({ data }) => {
    if (typeof data === "string") {
      receive({ text: data, packed: null });
    } else {
      const [text, lengths, chunks] = data;
      receive({ text, packed: { lengths, chunks } });
    }
  };
  port.postMessage(frame("hello", JSON.stringify({ protocol, schema })));
  return port;
}
/** Sends frames to main. */
function postFrames(port, text, packed) {
  port.postMessage(packed ? [text, packed.lengths, packed.chunks] : text);
}

// The fast door: values become text in the page's own world, and the calls of one microtask share a
// message.
/** A message of this size waits for no more calls. */
const FULL = 2 ** 20;
/** Half of what ends a page in Electron: a call of this size is not sent. */
const LARGEST = { bytes: 2 ** 28, values: 2 ** 26 };
/** Opens the door for one copy of the client. Its port is opened by the first call or listener. */
function open(tables) {
  const contract = contractOf(tables, "page");
  const calls = new Map();
  const listeners = new Map();
  let port = null;
  let callCount = 0;
  // What is sent when this microtask has ended.
  let text = "";
  let buffers = [];
  let size = 0;
  // `queueMicrotask` says the same, and costs Chromium 4 µs more.
  const soon = Promise.resolve();
  /** Opens the port, unless it is open. A new one hears what the one before it heard. */
  function connect() {
    if (port !== null) {
      return;
    }
    port = openPort(tables, receive);
    if (port === null) {
      throw new IpcError(
        failure(
          "not-found",
          "the fast door is not here: load the preload.js that was generated with this client, and look in the console for why it did not load",
        ),
      );
    }
    for (const [channel, added] of listeners) {
      if (added.size > 0) {
        post(`listen ${channel}`, "");
      }
    }
    flush();
  }
  function methodOf(channel) {
    const method = contract.calls.get(channel);
    if (method === undefined) {
      throw new Error(`there is no method on "${channel}"`);
    }
    connect();
    return method;
  }
  /** Appends a frame to the message. The first of a message sees to it that it is sent. */
  function post(header, payload) {
    if (text === "") {
      void soon.then(flush);
    }
    text += `${header}\n${payload}\n`;
    size += header.length + payload.length;
    if (size > FULL) {
      flush();
    }
  }
  function flush() {
    if (text === "") {
      return;
    }
    const message = text;
    const packed = pack(buffers);
    text = "";
    buffers = [];
    size = 0;
    if (port !== null) {
      postFrames(port, message, packed);
    }
  }
  /** The text of arguments, whose buffers join the message. What fails leaves nothing in it. */
  function encode(method, args) {
    const first = buffers.length;
    let payload;
    try {
      payload = encodeArgs(method, args, buffers, LARGEST);
    } catch (error) {
      buffers.length = first;
      throw error;
    }
    let bytes = 0;
    for (let at = first; at < buffers.length; at++) {
      bytes += buffers[at]?.byteLength ?? 0;
    }
    // If a message is too large, it should be so for nobody else.
    if (text === "" || size + payload.length + bytes <= FULL) {
      size += bytes;
      return payload;
    }
    // Text stays as it is in another message. Buffers have other numbers there.
    const own = buffers.splice(first);
    flush();
    return own.length > 0 ? encode(method, args) : payload;
  }
  /** Gives a call up when its signal or its time says so. Returns what ends this. */
  function limit(id, { signal, timeoutMs }) {
    const giveUp = (reason) => {
      post(`cancel ${id}`, "");
      take(id)?.reject(new IpcError(reason));
    };
    const onAbort = () => {
      giveUp(failure("cancelled", "the caller has given up"));
    };
    signal?.addEventListener("abort", onAbort);
    let timer;
    // A timer of more than that fires at once.
    if (timeoutMs !== undefined && timeoutMs < 2 ** 31) {
      timer = setTimeout(() => {
        giveUp(failure("timeout", `no answer came within ${timeoutMs} ms`));
      }, timeoutMs);
    }
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  }
  /** Takes a call off the list, for its one end. */
  function take(id) {
    const call = calls.get(id);
    calls.delete(id);
    call?.release?.();
    return call;
  }
  function receive(message) {
    eachFrameOf(message, (head, rest, payload, buffers) => {
      switch (head) {
        case "reply":
        case "error": {
          const call = take(Number(rest));
          if (call !== undefined) {
            settle(call, outcomeOf(call.method, head, payload, buffers));
          }
          break;
        }
        case "event":
          emit(rest, payload, buffers);
          break;
        case "end":
          end(failureFrom(JSON.parse(payload)));
          break;
      }
    });
  }
  function settle({ resolve, reject }, outcome) {
    if ("failure" in outcome) {
      reject(new IpcError(outcome.failure));
    } else {
      resolve(outcome.value);
    }
  }
  function emit(channel, payload, buffers) {
    const method = contract.events.get(channel);
    const added = listeners.get(channel);
    if (method === undefined || added === undefined || added.size === 0) {
      return;
    }
    let args;
    try {
      args = argsOf(method, payload, buffers);
    } catch (error) {
      console.error(`an event "${channel}" is dropped:`, error);
      return;
    }
    for (const call of [...added]) {
      try {
        call(...args);
      } catch (error) {
        console.error(`a listener of "${channel}" failed:`, error);
      }
    }
  }
  /** Main serves this port no longer. The next call asks for another one. */
  function end(reason) {
    port?.close();
    port = null;
    for (const id of [...calls.keys()]) {
      take(id)?.reject(new IpcError(reason));
    }
  }
  // Main serves the page after all: its window has been attached.
  window.addEventListener("ipc:attached", () => {
    if (listeners.size > 0) {
      connect();
    }
  });
  return {
    send(channel, args, options) {
      if (options?.signal?.aborted !== true) {
        const payload = encode(methodOf(channel), args);
        post(`send ${channel}`, payload);
      }
    },
    invoke(channel, args, options) {
      return new Promise((resolve, reject) => {
        const method = methodOf(channel);
        if (options?.signal?.aborted === true) {
          reject(new IpcError(failure("cancelled", "the caller has given up")));
          return;
        }
        let payload;
        try {
          payload = encode(method, args);
        } catch (error) {
          reject(new IpcError(invalidArgument(error)));
          return;
        }
        const id = ++callCount;
        calls.set(id, {
          method,
          // Both sides have compared their schemas.
          resolve: resolve,
          reject,
          release: options && limit(id, options),
        });
        post(`call ${id} ${channel}`, payload);
      });
    },
    on(channel, listener) {
      if (typeof listener !== "function") {
        throw new TypeError(`the listener of "${channel}" must be a function`);
      }
      connect();
      // A function of its own, so that a listener that is given twice counts twice.
      const call = (...args) => {
        listener(...args);
      };
      const added = listeners.get(channel) ?? new Set();
      listeners.set(channel, added);
      added.add(call);
      if (added.size === 1) {
        post(`listen ${channel}`, "");
        // Now, so that whatever is called next finds it listening.
        flush();
      }
      return () => {
        if (added.delete(call) && added.size === 0) {
          post(`unlisten ${channel}`, "");
        }
      };
    },
  };
}

export { IpcError, open };
