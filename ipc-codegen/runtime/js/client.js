import { IpcError, isIpcError } from "./errors.js";

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
const MAX_DEPTH$2 = 120;
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
    if (depthOf(value, 0) > MAX_DEPTH$2) {
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
  if (!isNested || outer > MAX_DEPTH$2) {
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

// Measures the arguments of a call before any of them is encoded.
/** How deep a value may be nested: deeper ones do not decode in Rust. */
const MAX_DEPTH$1 = 120;
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
  if (depth >= MAX_DEPTH$1) {
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
  if (path.length > MAX_DEPTH$1) {
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
/** Reads a failure of the runtime that the other side has written. */
function failureFrom(value) {
  return failure(codeFrom(value), textOf(value, "message") ?? "");
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

// Credit: how many items, and how many bytes of them, the sender of a stream may send before its
// receiver has read them.
/** The items that a receiver grants first. */
const STREAM_ITEMS = 256;
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
/** Matches a reference to a buffer in a payload. */
const REFERENCE$1 = /"\\u0000b(\d+)"/g;
/**
 * The size of an item: its text in UTF-16 units, and the bytes of the buffers that it refers to.
 * `buffers` may have more, of other frames.
 */
function itemSize(payload, buffers) {
  let size = payload.length;
  if (payload.includes('"\\u0000b')) {
    for (const [, index] of payload.matchAll(REFERENCE$1)) {
      size += buffers[Number(index)]?.byteLength ?? 0;
    }
  }
  return size;
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
/** Writes a frame. */
function frame(header, payload) {
  return `${header}\n${payload}\n`;
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

// Joins the frames of one microtask into one message.
/** A batch of this size is sent at once. */
const FULL_SIZE = 2 ** 20;
/** The limit for a payload: half of the size that crashes a page in Electron. */
const PAYLOAD_LIMIT = { bytes: 2 ** 28, values: 2 ** 26 };
/** Opens a batch whose messages go to `send`. */
function openBatch(send) {
  let text = "";
  let buffers = [];
  let size = 0;
  // `queueMicrotask` does the same, but takes 4 µs longer in Chromium.
  const resolved = Promise.resolve();
  function flush() {
    if (text === "") {
      return;
    }
    const message = text;
    const packed = pack(buffers);
    text = "";
    buffers = [];
    size = 0;
    send(message, packed);
  }
  function encode(encoder) {
    const first = buffers.length;
    let payload;
    try {
      payload = encoder(buffers, PAYLOAD_LIMIT);
    } catch (error) {
      buffers.length = first;
      throw error;
    }
    let bytes = 0;
    for (let index = first; index < buffers.length; index++) {
      bytes += buffers[index]?.byteLength ?? 0;
    }
    // A large payload gets a message of its own, so that main refuses no other one with it.
    if (text === "" || size + payload.length + bytes <= FULL_SIZE) {
      size += bytes;
      return payload;
    }
    // In another message the buffers have other numbers, which the text refers to.
    const own = buffers.splice(first);
    flush();
    return own.length > 0 ? encode(encoder) : payload;
  }
  return {
    encode,
    post(header, payload) {
      if (text === "") {
        void resolved.then(flush);
      }
      text += `${header}\n${payload}\n`;
      size += header.length + payload.length;
      if (size > FULL_SIZE) {
        flush();
      }
    },
    flush,
  };
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

// The errors that calls of the client reject with.
/** The error of a Rust method as an `Error`. */
class MethodError extends Error {
  /** The name of the error's Rust type. */
  name;
  /** The name of the error's variant. */
  code;
  /** The error's value. */
  data;
  constructor({ name, code, message, data }) {
    super(message);
    this.name = name;
    this.code = code;
    this.data = data;
  }
}
/** The error of a call or a stream whose signal is aborted. */
function abortError(what, signal) {
  return errorOf(failure("cancelled", `the caller cancelled the ${what}`), {
    cause: signal?.reason,
  });
}
/** A failure as an `Error`. */
function errorOf(failure, options) {
  return isIpcError(failure)
    ? new IpcError(failure.code, failure.message, options)
    : new MethodError(failure);
}

// The calls of one copy of the client that have no answer yet.
/** Makes a list of calls. `cancel` tells Rust that a call is over. */
function createCalls(cancel) {
  const calls = new Map();
  function remove(id) {
    const call = calls.get(id);
    calls.delete(id);
    call?.release?.();
    return call;
  }
  /** Starts the timer of a call and listens to its signal. Returns a function that ends both. */
  function limit(id, { signal, timeoutMs }) {
    const end = (error) => {
      cancel(id);
      remove(id)?.reject(error);
    };
    const onAbort = () => {
      end(abortError("call", signal));
    };
    signal?.addEventListener("abort", onAbort);
    const stopTimer = startTimer(timeoutMs, (reason) => {
      end(errorOf(reason));
    });
    return () => {
      stopTimer();
      signal?.removeEventListener("abort", onAbort);
    };
  }
  return {
    add(id, call, options) {
      if (options === undefined) {
        calls.set(id, call);
        return;
      }
      const endLimit = limit(id, options);
      calls.set(id, {
        ...call,
        release() {
          endLimit();
          call.release?.();
        },
      });
    },
    receive(head, id, payload, buffers) {
      const call = remove(id);
      if (call === undefined) {
        return;
      }
      const outcome = outcomeOf(call.method, head, payload, buffers);
      if ("failure" in outcome) {
        call.reject(errorOf(outcome.failure));
      } else {
        call.resolve(outcome.value);
      }
    },
    end(reason) {
      for (const id of [...calls.keys()]) {
        remove(id)?.reject(errorOf(reason));
      }
    },
  };
}

// The listeners of events and ports.
/**
 * Makes a list of listeners to `events`, the methods by their channels. `announce` gets the first listener
 * of a channel and the end of the last one.
 */
function createClientListeners(events, announce) {
  const byChannel = new Map();
  const call = (channel, ...args) => {
    const listeners = byChannel.get(channel);
    listeners?.call(...args);
    return listeners !== undefined;
  };
  return {
    call,
    channels: () => [...byChannel.keys()],
    add(channel, listener) {
      const listeners = byChannel.get(channel) ?? createListeners(channel);
      const remove = listeners.add(listener);
      if (listeners.size() === 1) {
        byChannel.set(channel, listeners);
        announce("listen", channel);
      }
      return () => {
        if (remove() && listeners.size() === 0) {
          byChannel.delete(channel);
          announce("unlisten", channel);
        }
      };
    },
    emit(channel, payload, buffers) {
      const method = events.get(channel);
      if (method === undefined || !byChannel.has(channel)) {
        return;
      }
      let args;
      try {
        args = argsOf(method, payload, buffers);
      } catch (error) {
        console.error(`an event "${channel}" is dropped:`, error);
        return;
      }
      call(channel, ...args);
    },
  };
}

// The client's port, whose other end the preload hands to main.
/** Opens a port to main. `null` without a preload of this runtime. */
function openPort({ protocol, schema }, receive) {
  const { port1: port, port2 } = new MessageChannel();
  // The preload takes the port during the dispatch, and cancels the event to say so.
  const event = new MessageEvent("ipc:port", {
    cancelable: true,
    ports: [port2],
  });
  if (window.dispatchEvent(event)) {
    port.close();
    return null;
  }
  port.onmessage = ({ data, ports }) => {
    if (typeof data === "string") {
      receive({ text: data, packed: null }, ports);
    } else {
      const [text, lengths, chunks] = data;
      receive({ text, packed: { lengths, chunks } }, ports);
    }
  };
  port.postMessage(frame("hello", JSON.stringify({ protocol, schema })));
  return port;
}
/** Sends frames to main. */
function postFrames(port, text, packed) {
  port.postMessage(packed ? [text, packed.lengths, packed.chunks] : text);
}

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

// The sources that one copy of the client sends.
/** Makes a list of sources, whose items join a batch. */
function createSources(batch, newId) {
  const sources = new Map();
  function close(id) {
    const source = sources.get(id);
    sources.delete(id);
    source?.pump.close();
  }
  /** The frames of a source. */
  function sinkOf(id, codecs, credit) {
    return {
      isOpen: credit.isOpen,
      item(value) {
        let size = 0;
        const payload = batch.encode((buffers, limit) => {
          const text = encodeWithin(value, codecs, buffers, limit);
          size = itemSize(text, buffers);
          return text;
        });
        batch.post(`item ${id}`, payload);
        credit.spend(size);
      },
      done() {
        sources.delete(id);
        batch.post(`done ${id}`, "");
      },
      error(error) {
        sources.delete(id);
        const payload = batch.encode((buffers, limit) =>
          encodeThrown(error, buffers, limit),
        );
        batch.post(`error ${id}`, payload);
      },
    };
  }
  return {
    open(method, given) {
      if (method.sources.length === 0) {
        return { args: given, close: undefined };
      }
      const args = [...given];
      const ids = [];
      const closeAll = () => {
        ids.forEach(close);
      };
      try {
        for (const codecs of method.sources) {
          const source = iterate(args[codecs.index], codecs.name);
          const id = newId();
          ids.push(id);
          args[codecs.index] = id;
          const credit = createSendCredit();
          sources.set(id, {
            pump: pump(source, sinkOf(id, codecs, credit)),
            credit,
          });
        }
      } catch (error) {
        closeAll();
        throw error;
      }
      return { args, close: closeAll };
    },
    grant(id, credit) {
      const source = sources.get(id);
      source?.credit.grant(credit);
      source?.pump.pull();
    },
    cancel: close,
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

// The streams that one copy of the client reads.
/** Makes a list of streams. `grant` and `cancel` tell Rust what their readers do. */
function createStreams(grant, cancel) {
  const streams = new Map();
  function remove(id) {
    streams.get(id)?.release();
    streams.delete(id);
  }
  return {
    add(id, method, { signal } = {}) {
      const reader = openReader({
        grant(credit) {
          grant(id, credit);
        },
        cancel() {
          remove(id);
          cancel(id);
        },
      });
      const onAbort = () => {
        reader.fail(abortError("stream", signal));
      };
      signal?.addEventListener("abort", onAbort);
      streams.set(id, {
        method,
        reader,
        release() {
          signal?.removeEventListener("abort", onAbort);
        },
      });
      return reader;
    },
    receive(head, id, payload, buffers) {
      const stream = streams.get(id);
      if (stream === undefined) {
        return;
      }
      const { method, reader } = stream;
      if (head === "done") {
        remove(id);
        reader.end();
        return;
      }
      const outcome = outcomeOf(method, head, payload, buffers);
      if ("value" in outcome) {
        reader.push(outcome.value, itemSize(payload, buffers));
        return;
      }
      remove(id);
      reader.end({ error: errorOf(outcome.failure) });
      if (head === "item") {
        cancel(id);
      }
    },
    end(reason) {
      for (const [id, { reader }] of [...streams]) {
        remove(id);
        reader.end({ error: errorOf(reason) });
      }
    },
  };
}
/** The stream of a reader. The type of its items is generated. */
function streamOf({ next, return: end }) {
  const stream = {
    next,
    return: end,
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
/** A stream that has failed before it began. */
function failedStream(error) {
  const reader = openReader({
    grant: () => undefined,
    cancel: () => undefined,
  });
  reader.end({ error });
  return streamOf(reader);
}

// The fast door: encodes calls in the page's own world, and matches answers to them.
/** Opens the door of one copy of the client. The first call or listener opens its port. */
function open(tables) {
  const contract = contractOf(tables, "page");
  let port = null;
  let lastId = 0;
  const batch = openBatch((text, packed) => {
    if (port !== null) {
      postFrames(port, text, packed);
    }
  });
  const newId = () => ++lastId;
  const cancel = (id) => {
    batch.post(`cancel ${id}`, "");
  };
  const calls = createCalls(cancel);
  const streams = createStreams((id, { items, bytes }) => {
    batch.post(`credit ${id} ${items} ${bytes}`, "");
  }, cancel);
  const sources = createSources(batch, newId);
  const listeners = createClientListeners(contract.peer, announce);
  const handlers = createHandlers(announce, (control) => control);
  const ends = createEnds((id) => {
    batch.post(`hangup ${id}`, "");
  });
  /** Opens the port unless it is open, and subscribes it to the channels of listeners and handlers. */
  function connect() {
    if (port !== null) {
      return;
    }
    port = openPort(tables, receive);
    if (port === null) {
      throw errorOf(
        failure(
          "not-found",
          "the fast door is not available: load the preload.js that was generated with this client, and look in the console for why it did not load",
        ),
      );
    }
    for (const channel of [...listeners.channels(), ...handlers.channels()]) {
      batch.post(`listen ${channel}`, "");
    }
    batch.flush();
  }
  function announce(head, channel) {
    batch.post(`${head} ${channel}`, "");
    if (head === "listen") {
      // The subscription comes before any call that is made after this one.
      batch.flush();
    }
  }
  function methodOf(channel) {
    const method = contract.rust.get(channel);
    if (method === undefined) {
      throw new Error(`there is no method on "${channel}"`);
    }
    connect();
    return method;
  }
  /**
   * Sends a frame with arguments.
   *
   * @throws {TypeError} If a value cannot be sent, with its path.
   * @throws {RangeError} If the arguments are too large.
   */
  function post(head, method, args) {
    const payload = batch.encode((buffers, limit) =>
      encodeArgs(method, args, buffers, limit),
    );
    batch.post(`${head} ${method.channel}`, payload);
  }
  /** The event that listeners of this API get before the arguments, if they get one. */
  function eventOf(api) {
    if (api?.eventArgument !== true) {
      return [];
    }
    const sends = api.methods.filter(({ kind }) => kind === "send");
    const channels = sends.map(({ channel }) => channel);
    const send = (channel, args) => {
      post("send", methodOf(channel), args);
    };
    return [listenerEvent(channels, send)];
  }
  function receive(message, [port]) {
    eachFrameOf(message, (head, rest, payload, buffers) => {
      switch (head) {
        case "reply":
          calls.receive(head, Number(rest), payload, buffers);
          break;
        case "error":
          calls.receive(head, Number(rest), payload, buffers);
          streams.receive(head, Number(rest), payload, buffers);
          break;
        case "item":
        case "done":
          streams.receive(head, Number(rest), payload, buffers);
          break;
        case "credit": {
          const [id, items, bytes] = rest.split(" ").map(Number);
          sources.grant(id ?? 0, { items: items ?? 0, bytes: bytes ?? 0 });
          break;
        }
        case "cancel":
          sources.cancel(Number(rest));
          break;
        case "event":
          listeners.emit(rest, payload, buffers);
          break;
        case "request":
          request(rest, payload, buffers);
          break;
        case "abort":
          handlers.abort(rest);
          break;
        case "port": {
          const [id, channel] = splitWord(rest);
          const end = port && ends.open(id, channel, port);
          if (end !== undefined && !listeners.call(channel, end)) {
            // The listener was removed meanwhile.
            end.close();
          }
          break;
        }
        case "hangup":
          ends.lose(rest);
          break;
        case "end":
          end(failureFrom(JSON.parse(payload)));
          break;
      }
    });
  }
  function request(rest, given, givenBuffers) {
    const [id, channel] = splitWord(rest);
    const method = contract.peer.get(channel);
    handlers.handle({
      id,
      channel,
      args: () => (method ? argsOf(method, given, givenBuffers) : []),
      answer(answer) {
        let head = "";
        const payload = batch.encode((buffers, limit) => {
          const encoded = encodeAnswer(answer, method, buffers, limit);
          head = encoded.head;
          return encoded.payload;
        });
        batch.post(`${head} ${id}`, payload);
      },
    });
  }
  /** Closes the port, which main no longer serves. The next call opens another one. */
  function end(reason) {
    port?.close();
    port = null;
    calls.end(reason);
    streams.end(reason);
    handlers.abortAll();
    ends.closeAll();
  }
  // The window has been attached, so main serves the page now.
  window.addEventListener("ipc:attached", () => {
    if (listeners.channels().length + handlers.channels().length > 0) {
      connect();
    }
  });
  return {
    send(channel, args, options) {
      if (options?.signal?.aborted !== true) {
        post("send", methodOf(channel), args);
      }
    },
    invoke(channel, args, options) {
      return new Promise((resolve, reject) => {
        const method = methodOf(channel);
        let open;
        try {
          open = sources.open(method, args);
        } catch (error) {
          reject(errorOf(invalidArgument(error)));
          return;
        }
        if (options?.signal?.aborted === true) {
          open.close?.();
          reject(abortError("call", options.signal));
          return;
        }
        const id = newId();
        try {
          post(`call ${id}`, method, open.args);
        } catch (error) {
          open.close?.();
          reject(errorOf(invalidArgument(error)));
          return;
        }
        const call = {
          method,
          // Both sides have compared their schemas.
          resolve: resolve,
          reject,
          release: open.close,
        };
        calls.add(id, call, options);
      });
    },
    stream(channel, args, options) {
      const id = newId();
      try {
        const method = methodOf(channel);
        if (options?.signal?.aborted === true) {
          return failedStream(abortError("stream", options.signal));
        }
        post(`stream ${id} ${STREAM_ITEMS} ${STREAM_BYTES}`, method, args);
        return streamOf(streams.add(id, method, options));
      } catch (error) {
        return failedStream(
          isIpcError(error) ? error : errorOf(invalidArgument(error)),
        );
      }
    },
    on(channel, listener) {
      connect();
      const [event] = eventOf(contract.peer.get(channel)?.api);
      // Both sides have compared their schemas, so the arguments have these types.
      const call = listener;
      const withEvent = (...args) => {
        call(event, ...args);
      };
      return listeners.add(channel, event === undefined ? call : withEvent);
    },
    handle(channel, handler) {
      connect();
      // Both sides have compared their schemas, so the arguments have these types.
      return handlers.add(channel, handler);
    },
    onPort(channel, listener) {
      connect();
      // Both sides have compared their schemas, so the messages have these types.
      return listeners.add(channel, listener);
    },
  };
}

export { open };
