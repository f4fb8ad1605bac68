// The error that a call of the client rejects with.

import type { Failure } from "../wire/failures.js";

/** A failure as an `Error`. Calls of the client reject with it. */
export class IpcError<Data = unknown> extends Error implements Failure<Data> {
  /** The name of the error's Rust type, or `IpcError` for a failure of the runtime. */
  override readonly name: string;
  /** The name of the error's variant, or the reason of the runtime. */
  readonly code: string;
  /** The error's value. */
  readonly data: Data;

  constructor(
    { name, code, message, data }: Failure<Data>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = name;
    this.code = code;
    this.data = data;
  }
}
