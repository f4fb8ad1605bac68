/** The codes of the runtime's own failures. */
type IpcErrorCode =
  /** An argument or the answer does not have its type; the message has the path of the value. */
  | "invalid-argument"
  /** The page may not call this. */
  | "denied"
  /** Nothing serves this channel. */
  | "not-found"
  /** No answer came in time. */
  | "timeout"
  /** The caller cancelled the call, or its page is gone. */
  | "cancelled"
  /** The message is larger than the limit. */
  | "too-large"
  /** Too many calls are open, or their arguments together are too large. */
  | "overloaded"
  /** The Rust side has ended. */
  | "backend-gone"
  /** The two sides were generated from different sources. */
  | "schema-mismatch"
  /** A handler panicked, or a value could not be encoded. */
  | "internal";
/**
 * How a call fails: it rejects with a failure. Functions on `window` reject with a plain object,
 * because the context bridge keeps only the message of an `Error`. Functions of the client reject
 * with an `Error` that has these members.
 *
 * Functions that block the page throw an `Error` with the message "name (code): message", because
 * the bridge keeps nothing else of what a function throws.
 *
 * Any call may reject with an `IpcError`. A method with `@throws` may also reject with the error of
 * its Rust method: `name` is its type, `code` is its variant, and `data` is its value. The guards in
 * `errors` tell them apart.
 */
interface Failure<
  Name extends string = string,
  Code extends string = string,
  Data = unknown,
> {
  readonly name: Name;
  readonly code: Code;
  readonly message: string;
  readonly data: Data;
}

/**
 * A failure of the runtime itself. Any call may reject with one. The client's are instances of this
 * class; those of functions on `window` are plain objects with the same members, so use `isIpcError`
 * where both may come.
 */
declare class IpcError
  extends Error
  implements Failure<"IpcError", IpcErrorCode, null>
{
  readonly name = "IpcError";
  readonly code: IpcErrorCode;
  readonly data: null;
  constructor(code: IpcErrorCode, message: string, options?: ErrorOptions);
}
/** Whether a call has failed in the runtime itself. */
declare function isIpcError(error: unknown): error is IpcError;
/** Whether a call has failed with the error of this name, and with one of these codes. */
declare function isFailure(
  error: unknown,
  name: string,
  codes: readonly string[],
): boolean;

export { IpcError, isFailure, isIpcError };
export type { Failure, IpcErrorCode };
