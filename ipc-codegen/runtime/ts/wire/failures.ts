// Failures: how a call ends without a value.

import type { Failure, IpcErrorCode } from "../types.js";
import { hasOwn, messageOf, textOf } from "./objects.js";

export type { Failure } from "../types.js";

/** A failure of the runtime itself. */
export type RuntimeFailure = Failure<"IpcError", IpcErrorCode, null>;

/** The name of the runtime's own failures. */
export const RUNTIME_ERROR = "IpcError";

const CODES: Readonly<Record<IpcErrorCode, true>> = {
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
export function isIpcErrorCode(text: string | null): text is IpcErrorCode {
  return text !== null && hasOwn(CODES, text);
}

/** A failure of the runtime itself. */
export function failure(code: IpcErrorCode, message: string): RuntimeFailure {
  return { name: RUNTIME_ERROR, code, message, data: null };
}

/** The failure of a call whose arguments cannot be sent. */
export function invalidArgument(error: unknown): RuntimeFailure {
  const isTooLarge = error instanceof RangeError;
  const code = isTooLarge ? "too-large" : "invalid-argument";
  return failure(code, messageOf(error));
}

/** The failure of all calls once the pipe is closed. */
export function backendGone(): RuntimeFailure {
  return failure("backend-gone", "the Rust side has ended");
}

/** The failure of all calls of a page that is gone. */
export function pageGone(): RuntimeFailure {
  return failure("cancelled", "its page is gone");
}

/** Reads a failure of the runtime that the other side has written. */
export function failureFrom(value: unknown): RuntimeFailure {
  return failure(codeFrom(value), textOf(value, "message") ?? "");
}

/** The code in a failure of the runtime that the other side has written. */
export function codeFrom(value: unknown): IpcErrorCode {
  const code = textOf(value, "code");
  return isIpcErrorCode(code) ? code : "internal";
}
