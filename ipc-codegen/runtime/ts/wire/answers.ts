// Answers to the requests of Rust: values, or what a function has thrown.

import type { Convert } from "./codecs.js";
import { encodeWithin } from "./encode.js";
import type { SizeLimit } from "./measure.js";
import { member, messageOf, textOf } from "./objects.js";

/** How a function that Rust waits for ends. */
export type Answer = { readonly value: unknown } | { readonly thrown: unknown };

/** A thrown value as Rust gets it. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly data: unknown;
}

/** The most characters of a message whose error cannot be sent as a whole. */
const MAX_MESSAGE = 10_000;

/** The error of a request that has no handler. */
export function notServed(channel: string): Error {
  return Object.assign(new Error(`nothing here serves "${channel}"`), {
    code: "not-found",
  });
}

/** Reads a thrown value. If it has a `code` but no `data`, the data is an object with the code. */
export function thrownOf(error: unknown): Thrown {
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
export function encodeAnswer(
  answer: Answer,
  codecs: Codecs | undefined,
  buffers: Uint8Array[],
  limit: SizeLimit,
): { readonly head: "answer" | "fail"; readonly payload: string } {
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
export function encodeThrown(
  error: unknown,
  buffers: Uint8Array[],
  limit: SizeLimit,
): string {
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

interface Codecs {
  readonly json: Convert | undefined;
  readonly order: Convert | undefined;
}

const NO_CODECS: Codecs = { json: undefined, order: undefined };

/** A text that Rust decodes: short, and without lone surrogates. */
function sendable(text: string): string {
  return text.slice(0, MAX_MESSAGE).replace(/\p{Surrogate}/gu, "\ufffd");
}
