// The types that the generated types.ts and window.d.ts use, and the failures of all calls.

/** The codes of the runtime's own failures. */
export type IpcErrorCode =
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
export interface Failure<
  Name extends string = string,
  Code extends string = string,
  Data = unknown,
> {
  readonly name: Name;
  readonly code: Code;
  readonly message: string;
  readonly data: Data;
}

/** The failures with an enum whose variants have their names under the key `Tag`. */
export type TaggedFailure<
  Name extends string,
  Code extends string,
  Data,
  Tag extends string,
> = Code extends unknown
  ? Failure<Name, Code, Extract<Data, Record<Tag, Code>>>
  : never;

/** The failures with an enum whose variants are their names, or objects with these as only keys. */
export type VariantFailure<
  Name extends string,
  Code extends string,
  Data,
> = Code extends unknown
  ? Failure<
      Name,
      Code,
      | Extract<Data, Code>
      | Extract<Exclude<Data, string>, Record<Code, unknown>>
    >
  : never;

/**
 * Any JSON, which has neither NaN nor infinities. An integer beyond 2^53 is a bigint, and so keeps
 * its digits.
 */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonValue[]
  | { [key: string]: JsonValue };

/**
 * Any JSON that Rust accepts. TypeScript checks the members of object literals, but not those of interfaces and
 * classes. A member that JSON cannot have, such as a function, is an `invalid-argument` with its path.
 */
export type JsonInput =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonInput[]
  | JsonObject;

/**
 * What Rust accepts as an object of any JSON. An interface need not have an index signature. The symbols are
 * those of functions, collections, dates, regular expressions, and most other built-in classes.
 */
export type JsonObject =
  | { readonly [key: string]: JsonInput }
  | (object & {
      readonly [Symbol.hasInstance]?: never;
      readonly [Symbol.iterator]?: never;
      readonly [Symbol.match]?: never;
      readonly [Symbol.toPrimitive]?: never;
      readonly [Symbol.toStringTag]?: never;
    });

/**
 * Bytes from Rust: a `Uint8Array` over an `ArrayBuffer`, which functions of the web require. Before TypeScript
 * 5.7, every `Uint8Array` has this type.
 */
export type Bytes = ReturnType<Uint8ArrayConstructor["of"]>;

/** An object with exactly one of the keys of `T`. Keys that every object has are not excluded. */
export type OneOf<T> = {
  [Key in keyof T]-?: Pick<T, Key> & {
    [Other in Exclude<keyof T, Key | keyof Object>]?: never;
  };
}[keyof T];

/** A `T`, or an object with none of its keys. */
export type AllOrNone<T> =
  | T
  | {
      [
        Key in T extends unknown ? Exclude<keyof T, keyof Object> : never
      ]?: never;
    };

/**
 * A union. Each string literal stands for an object with that key and the value `null`: the unit
 * variants of a flattened enum. `null` is an object without keys.
 */
export type StringsAsKeys<T> = T extends string
  ? { [Key in T]: null }
  : T extends null
    ? unknown
    : T;

/** A `T` whose keys are all optional, if the value of one of them may be `null`. */
export type MissingAsNull<T> = null extends T[keyof T] ? Partial<T> : T;

/** An object whose keys are values of `K`. It need not have all literals of a union. */
export type MapOf<K, V> = [K] extends [string]
  ? string extends K
    ? Record<string, V>
    : Partial<Record<K & string, V>>
  : [K] extends [boolean]
    ? Partial<Record<`${K & boolean}`, V>>
    : Record<number | `${K & (number | bigint)}`, V>;

/** The values of the members of `T`. */
export type ValueOf<T> = T extends unknown ? T[keyof T] : never;

/**
 * The values of a stream, one after the other. A stream that is neither read to its end nor ended with
 * `return` stays open until the page ends, but Rust sends only its first items.
 */
export interface Stream<T> {
  /**
   * The next value. Rejects once with the failure that ended the stream. After the end, the result is
   * `{ done: true, value: undefined }`.
   */
  next(): Promise<IteratorResult<T, undefined>>;
  /** Ends the stream early. */
  return(): Promise<IteratorResult<T, undefined>>;
}

/**
 * The values that a page sends as an argument. The context bridge drops symbols and prototypes, so
 * `window` takes only an object with its own functions `next` and `return`. The client also takes
 * iterables, generators and a `ReadableStream`.
 */
export interface Source<T> {
  /** The next value. It is called only when Rust takes one. */
  next(): Promise<IteratorResult<T, unknown>> | IteratorResult<T, unknown>;
  /** Called once if Rust takes no more values, or the call has ended. */
  return?(): unknown;
}

/** When to cancel a call of a function on `window`. The context bridge cannot carry an `AbortSignal`. */
export interface ExposedCallOptions {
  /**
   * Called once before the call is sent, with the function that cancels it: the call rejects with the code
   * `cancelled`, and `Caller::cancelled` resolves in Rust. After the answer, `abort` does nothing.
   *
   * If `onAbort` throws, the call is not sent, and rejects with the code `invalid-argument`.
   */
  readonly onAbort?: (abort: () => void) => void;
  /** Cancels the call after this many milliseconds. It rejects with the code `timeout`. */
  readonly timeoutMs?: number;
}

/**
 * A function that returns a promise, with options as its last parameter; any other member as it is. The
 * brackets keep a union and `never` whole.
 */
type ExposedMember<Member> = Member extends (
  ...args: infer Args
) => infer Result
  ? [Result] extends [never]
    ? Member
    : [Result] extends [Promise<unknown>]
      ? (...args: [...args: Args, options?: ExposedCallOptions]) => Result
      : Member
  : Member;

/** An API on `window`. Functions that return a promise take options. */
export type Exposed<Api> = {
  [Name in keyof Api]: ExposedMember<Api[Name]>;
};

/** The last argument of the handler of a request. */
export interface RequestContext {
  /** Calls `listener` once when Rust no longer waits for the answer. */
  readonly onAbort: (listener: () => void) => void;
}

/**
 * The end of a port to another page. `Message` has the arguments of a message, in both directions.
 *
 * They are copied by the structured clone algorithm. Nothing checks what the other page has sent.
 */
export interface Port<Message extends (...args: never) => void> {
  /**
   * Sends a message to the other page. After the end it does nothing.
   *
   * @throws {TypeError} If a value cannot be copied, such as a function.
   */
  readonly post: Message;
  /**
   * Calls `listener` for each message, in the order in which they were sent. Messages wait until the first
   * listener is added. Returns the function that removes the listener.
   */
  readonly onMessage: (listener: Message) => () => void;
  /**
   * Calls `listener` once when the port has ended: one of the pages has closed it, or is gone. Returns the
   * function that removes the listener.
   */
  readonly onClose: (listener: () => void) => () => void;
  /** Ends the port on both sides. Messages that were sent before still arrive. */
  readonly close: () => void;
}

/**
 * The first argument of listeners of an API with `event_argument`. `Sends` has a function for each channel on
 * which the page may answer: those of the API's own `#[send]` methods.
 */
export interface ListenerEvent<Sends> {
  readonly sender: {
    /** Sends without an answer. Throws for a channel that is not one of `Sends`. */
    readonly send: <Channel extends keyof Sends>(
      channel: Channel,
      ...args: Sends[Channel] extends (...args: infer Args) => void
        ? Args
        : never
    ) => void;
  };
}
