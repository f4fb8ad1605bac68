// The error that a call of the client rejects with.

import type { Failure } from "../wire/failures.js";

/** What a call rejects with. */
export class IpcError<Data = unknown> extends Error {
  /** The error's type in Rust, or `IpcError`. */
  override readonly name: string;
  /** Its variant, or why the runtime did not carry the call out. */
  readonly code: string;
  /** Its value. */
  readonly data: Data;

  constructor({ name, code, message, data }: Failure<Data>) {
    super(message);
    this.name = name;
    this.code = code;
    this.data = data;
  }
}
