// The errors that calls of the client reject with.

import { IpcError, isIpcError } from "../errors.js";
import { failure, type Failure } from "../wire/failures.js";

/** The error of a Rust method as an `Error`. */
class MethodError extends Error implements Failure {
  /** The name of the error's Rust type. */
  override readonly name: string;
  /** The name of the error's variant. */
  readonly code: string;
  /** The error's value. */
  readonly data: unknown;

  constructor({ name, code, message, data }: Failure) {
    super(message);
    this.name = name;
    this.code = code;
    this.data = data;
  }
}

/** The error of a call or a stream whose signal is aborted. */
export function abortError(
  what: "call" | "stream",
  signal: AbortSignal | undefined,
): Error {
  return errorOf(failure("cancelled", `the caller cancelled the ${what}`), {
    cause: signal?.reason,
  });
}

/** A failure as an `Error`. */
export function errorOf(failure: Failure, options?: ErrorOptions): Error {
  return isIpcError(failure)
    ? new IpcError(failure.code, failure.message, options)
    : new MethodError(failure);
}
