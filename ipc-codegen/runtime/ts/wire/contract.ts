// The contract: the methods of the tables, with converters in place of codecs.

import { converterBuilder, type Convert, type TextInfo } from "./codecs.js";
import { decode, hasWideIntegers } from "./decode.js";
import { codeFrom, failure, type Failure } from "./failures.js";
import { type Kind, KINDS } from "./kinds.js";
import { member, messageOf, textOf } from "./objects.js";
import type { Api, ErrorRow, Tables } from "./tables.js";

/** A method, with the converters of its values. */
export interface Method {
  readonly api: Api;
  readonly kind: Kind;
  readonly name: string;
  readonly channel: string;
  readonly args: readonly string[];
  readonly json: Convert | undefined;
  readonly order: Convert | undefined;
  readonly sources: readonly SourceArgument[];
  readonly returns: Convert | undefined;
  readonly decode: Convert | undefined;
  readonly error: MethodError | undefined;
}

/** An argument that is a source, with the converters of its items. */
export interface SourceArgument {
  readonly index: number;
  /** The path of the argument. */
  readonly name: string;
  readonly json: Convert | undefined;
  readonly order: Convert | undefined;
}

interface MethodError {
  readonly name: string;
  readonly code: (data: unknown) => string;
  readonly data: Convert | undefined;
}

/** The methods between Rust and one peer, by their channels. */
export interface Contract {
  /** The methods that Rust implements. */
  readonly rust: ReadonlyMap<string, Method>;
  /** The methods that the peer implements. */
  readonly peer: ReadonlyMap<string, Method>;
}

/** Reads the APIs of one peer from the tables. */
export function contractOf(tables: Tables, peer: Api["peer"]): Contract {
  const build = converterBuilder(tables.codecs);
  const contract = {
    rust: new Map<string, Method>(),
    peer: new Map<string, Method>(),
  };
  for (const api of tables.apis) {
    for (const row of api.peer === peer ? api.methods : []) {
      const convert = (key: "json" | "order" | "returns" | "decode") => {
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
export function valueOf(
  { returns }: Method,
  payload: string,
  buffers: readonly Uint8Array[],
): unknown {
  const value = decode(payload, buffers);
  return returns ? returns(value, infoOf(payload)) : value;
}

/** Decodes the arguments of an `event` or `request` frame. */
export function argsOf(
  { decode: convert }: Method,
  payload: string,
  buffers: readonly Uint8Array[],
): unknown[] {
  const value = decode(payload, buffers);
  const args: unknown[] = Array.isArray(value) ? value : [];
  convert?.(args, infoOf(payload));
  return args;
}

/**
 * Decodes the failure of an `error` frame. One with a code is the runtime's own; any other is the
 * error of the method, whose type is in the tables.
 */
export function failureOf(
  { error }: Method,
  payload: string,
  buffers: readonly Uint8Array[],
): Failure {
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

function infoOf(payload: string): TextInfo {
  return { hasWideIntegers: hasWideIntegers(payload) };
}

/** How a call ends, or an item of a stream. */
export type Outcome =
  { readonly value: unknown } | { readonly failure: Failure };

/** Decodes the outcome of a `reply`, `item` or `error` frame. A frame that does not decode is a failure. */
export function outcomeOf(
  method: Method,
  head: string,
  payload: string,
  buffers: readonly Uint8Array[],
): Outcome {
  try {
    return head === "error"
      ? { failure: failureOf(method, payload, buffers) }
      : { value: valueOf(method, payload, buffers) };
  } catch (error) {
    return { failure: failure("internal", messageOf(error)) };
  }
}

function codeOf(code: ErrorRow["code"]): (data: unknown) => string {
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
