// The errors that calls of the client reject with.

import { IpcError, isIpcError } from "../errors.js";
import type { Failure } from "../wire/failures.js";

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

/** A failure as an `Error`. */
export function errorOf(failure: Failure, options?: ErrorOptions): Error {
  return isIpcError(failure)
    ? new IpcError(failure.code, failure.message, options)
    : new MethodError(failure);
}
