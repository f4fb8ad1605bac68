// The contract: what the tables say, ready to be used.

import { compiler, type Convert, type Source } from "./codecs.js";
import { decode, hasWideIntegers } from "./decode.js";
import { failure, type Failure } from "./failures.js";
import { member, messageOf, textOf } from "./objects.js";
import type { Api, ErrorRow, MethodRow, Tables } from "./tables.js";

/** A method, with what converts its values. */
export interface Method {
  readonly api: Api;
  readonly kind: MethodRow["kind"];
  readonly name: string;
  readonly channel: string;
  readonly args: readonly string[];
  readonly json: Convert | undefined;
  readonly order: Convert | undefined;
  readonly returns: Convert | undefined;
  readonly decode: Convert | undefined;
  readonly error: MethodError | undefined;
}

interface MethodError {
  readonly name: string;
  readonly code: (data: unknown) => string;
  readonly data: Convert | undefined;
}

/** The methods of a peer by their channels. */
export interface Contract {
  /** What Rust implements: `send` and `invoke`. */
  readonly calls: ReadonlyMap<string, Method>;
  /** What Rust calls: `event` and `request`. */
  readonly events: ReadonlyMap<string, Method>;
}

/** What the tables say of the APIs of one peer. */
export function contractOf(tables: Tables, peer: Api["peer"]): Contract {
  const compile = compiler(tables.codecs);
  const calls = new Map<string, Method>();
  const events = new Map<string, Method>();
  for (const api of tables.apis) {
    for (const row of api.peer === peer ? api.methods : []) {
      const isCall = row.kind === "send" || row.kind === "invoke";
      const convert = (key: "json" | "order" | "returns" | "decode") => {
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
export function valueOf(
  { returns }: Method,
  payload: string,
  buffers: readonly Uint8Array[],
): unknown {
  const value = decode(payload, buffers);
  return returns ? returns(value, sourceOf(payload)) : value;
}

/** The arguments of an `event` or a `request`. */
export function argsOf(
  { decode: convert }: Method,
  payload: string,
  buffers: readonly Uint8Array[],
): unknown[] {
  const value = decode(payload, buffers);
  const args: unknown[] = Array.isArray(value) ? value : [];
  convert?.(args, sourceOf(payload));
  return args;
}

/**
 * The failure of an `error` to a call: of the runtime, which has a code, or of the method, whose
 * type is in the tables.
 */
export function failureOf(
  { error }: Method,
  payload: string,
  buffers: readonly Uint8Array[],
): Failure {
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

function sourceOf(payload: string): Source {
  return { hasWideIntegers: hasWideIntegers(payload) };
}

/** How a call ends. */
export type Outcome =
  { readonly value: unknown } | { readonly failure: Failure };

/** The outcome of a `reply` or an `error`. One that cannot be read is a failure. */
export function outcomeOf(
  method: Method,
  head: string,
  payload: string,
  buffers: readonly Uint8Array[],
): Outcome {
  try {
    return head === "reply"
      ? { value: valueOf(method, payload, buffers) }
      : { failure: failureOf(method, payload, buffers) };
  } catch (error) {
    return { failure: failure("internal", messageOf(error)) };
  }
}

function codeOf(code: ErrorRow["code"]): (data: unknown) => string {
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
