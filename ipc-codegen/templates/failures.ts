// The end of types.ts: how every API may fail.

/** The codes of the failures that are not the Rust method's own. */
export type IpcErrorCode =
  | "invalid-argument"
  | "denied"
  | "not-found"
  | "timeout"
  | "cancelled"
  | "too-large"
  | "overloaded"
  | "backend-gone"
  | "schema-mismatch"
  | "internal";

/**
 * What a call rejects with: a plain object, because an Error would lose all but its message on its
 * way to the page.
 *
 * Any call may reject with an `IpcError`. One that says `@throws` may also reject with the error of
 * its Rust method: its type's `name`, its variant's name as the `code`, and its value as `data`.
 */
export interface IpcError<
  Name extends string = "IpcError",
  Code extends string = IpcErrorCode,
  Data = null,
> {
  name: Name;
  code: Code;
  message: string;
  data: Data;
}
