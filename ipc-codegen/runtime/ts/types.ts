// The types that the generated types.ts is made with, and how every call may fail.

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
 * What a call rejects with. Through `window` it is a plain object, because the context bridge keeps
 * nothing but the message of an `Error`.
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

/**
 * Any JSON, which has no NaN and no infinities. An integer beyond 2^53 is a bigint, so that it
 * keeps its digits.
 */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonValue[]
  | { [key: string]: JsonValue };

/** An object with one of the keys of `T` and none of the others, except those of every object. */
export type OneOf<T> = {
  [Key in keyof T]-?: Pick<T, Key> & {
    [Other in Exclude<keyof T, Key | keyof Object>]?: never;
  };
}[keyof T];

/** A `T`, or an object without any of its keys. */
export type AllOrNone<T> =
  | T
  | {
      [
        Key in T extends unknown ? Exclude<keyof T, keyof Object> : never
      ]?: never;
    };

/** A `T` in which a string is a key with `null` under it, and `null` is no key at all. */
export type Keyed<T> = T extends string
  ? { [Key in T]: null }
  : T extends null
    ? unknown
    : T;

/** A `T` whose keys may all be left out, if one of them may be `null`. */
export type Lenient<T> = null extends T[keyof T] ? Partial<T> : T;

/** An object whose keys are the values of `K`: any of an open type, some of a closed one. */
export type MapOf<K, V> = [K] extends [string]
  ? string extends K
    ? Record<string, V>
    : Partial<Record<K & string, V>>
  : [K] extends [boolean]
    ? Partial<Record<`${K & boolean}`, V>>
    : Record<number | `${K & (number | bigint)}`, V>;

/** What is under the keys of `T`. */
export type ValueOf<T> = T extends unknown ? T[keyof T] : never;
