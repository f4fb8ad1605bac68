// Entry of the errors: guards that tell the failures of calls apart, on both doors.

import { isIpcErrorCode, RUNTIME_ERROR } from "./wire/failures.js";
import { member, textOf } from "./wire/objects.js";
import type { Failure, IpcErrorCode } from "./types.js";

export type { Failure, IpcErrorCode } from "./types.js";

/**
 * A failure of the runtime itself. Any call may reject with one. The client's are instances of this
 * class; those of functions on `window` are plain objects with the same members, so use `isIpcError`
 * where both may come.
 */
export class IpcError
  extends Error
  implements Failure<"IpcError", IpcErrorCode, null>
{
  override readonly name = RUNTIME_ERROR;
  readonly code: IpcErrorCode;
  readonly data = null;

  constructor(code: IpcErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether a call has failed in the runtime itself. */
export function isIpcError(error: unknown): error is IpcError {
  return isNamed(error, RUNTIME_ERROR) && isIpcErrorCode(textOf(error, "code"));
}

/** Whether a call has failed with the error of this name, and with one of these codes. */
export function isFailure(
  error: unknown,
  name: string,
  codes: readonly string[],
): boolean {
  const code = textOf(error, "code");
  return isNamed(error, name) && code !== null && codes.includes(code);
}

function isNamed(error: unknown, name: string): boolean {
  return (
    textOf(error, "name") === name &&
    textOf(error, "message") !== null &&
    member(error, "data") !== undefined
  );
}
