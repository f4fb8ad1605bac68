// Failures: how a call ends without a value.

import { member, messageOf, textOf } from "./objects.js";

/** How a call fails, as its caller sees it. */
export interface Failure<Data = unknown> {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly data: Data;
}

/** The name of the runtime's own failures. */
const RUNTIME_ERROR = "IpcError";

/** A failure of the runtime itself. */
export function failure(code: string, message: string): Failure<null> {
  return { name: RUNTIME_ERROR, code, message, data: null };
}

/** The failure of a call whose arguments cannot be sent. */
export function invalidArgument(error: unknown): Failure<null> {
  const isTooLarge = error instanceof RangeError;
  const code = isTooLarge ? "too-large" : "invalid-argument";
  return failure(code, messageOf(error));
}

/** The failure of all calls once the pipe is closed. */
export function backendGone(): Failure<null> {
  return failure("backend-gone", "the Rust side has ended");
}

/** The failure of all calls of a page that is gone. */
export function pageGone(): Failure<null> {
  return failure("cancelled", "its page is gone");
}

/** Reads a failure that the other side has written. */
export function failureFrom(value: unknown): Failure {
  return {
    name: textOf(value, "name") ?? RUNTIME_ERROR,
    code: textOf(value, "code") ?? "internal",
    message: textOf(value, "message") ?? "",
    data: member(value, "data") ?? null,
  };
}
