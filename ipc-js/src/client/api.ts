// The types of an API's functions in the client.

import type { Port, RequestContext, Source, Stream } from "../types.js";

/** When to cancel a call. */
export interface CallOptions {
  /**
   * Cancels the call. It rejects with the code `cancelled` and the signal's reason as `cause`, and
   * `Caller::cancelled` resolves in Rust.
   */
  readonly signal?: AbortSignal;
  /** Cancels the call after this many milliseconds. It rejects with the code `timeout`. */
  readonly timeoutMs?: number;
}

/** When to end a stream. */
export interface StreamOptions {
  /** Ends the stream early. It fails with the code `cancelled`, and the signal's reason as `cause`. */
  readonly signal?: AbortSignal;
}

/** A stream for `for await`. */
export interface ClientStream<T> extends Stream<T>, AsyncIterable<T> {
  [Symbol.asyncIterator](): ClientStream<T>;
}

/** The last argument of the handler of a request. */
export interface ClientRequestContext extends RequestContext {
  /** Aborted when Rust no longer waits for the answer. */
  readonly signal: AbortSignal;
}

/** An argument that is a source or a handler of the client. Any other argument stays as it is. */
type ClientArg<Arg> =
  Arg extends Source<infer Item>
    ? Source<Item> | AsyncIterable<Item> | Iterable<Item> | ReadableStream<Item>
    : Arg extends (...args: infer Args) => infer Result
      ? Args extends [...infer Rest, RequestContext]
        ? (...args: [...rest: Rest, context: ClientRequestContext]) => Result
        : Arg
      : Arg;

type ClientArgs<Args extends unknown[]> = {
  [Index in keyof Args]: ClientArg<Args[Index]>;
};

/**
 * A function with options as its last parameter, unless it adds a listener or a handler; a constant as it
 * is.
 */
type ClientMember<Member> = Member extends (...args: infer Args) => infer Result
  ? Result extends () => void
    ? (...args: ClientArgs<Args>) => Result
    : Result extends Stream<infer Item>
      ? (
          ...args: [...args: ClientArgs<Args>, options?: StreamOptions]
        ) => ClientStream<Item>
      : (...args: [...args: ClientArgs<Args>, options?: CallOptions]) => Result
  : Member;

/**
 * The constants and functions of an API, without the `Blocking` functions, which block the page: a port
 * cannot answer meanwhile. All functions take options, except those that add a listener or a handler.
 */
export type Client<Api, Blocking extends keyof Api = never> = {
  readonly [Name in keyof Api as Exclude<Name, Blocking>]: ClientMember<
    Api[Name]
  >;
};

/** The functions that generated clients call. */
export interface Door {
  /** Calls Rust without an answer. */
  send(channel: string, args: readonly unknown[], options?: CallOptions): void;
  /** Calls Rust. The answer is a `T`: both sides compare their schemas. */
  invoke<T>(
    channel: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<T>;
  /** Reads a stream of Rust, whose values are `T`s. */
  stream<T>(
    channel: string,
    args: readonly unknown[],
    options?: StreamOptions,
  ): ClientStream<T>;
  /** Listens to an event. Returns the function that removes the listener. */
  on<Args extends unknown[]>(
    channel: string,
    listener: (...args: Args) => void,
  ): () => void;
  /** Handles the requests of Rust on a channel. Returns the function that removes the handler. */
  handle<Args extends unknown[]>(
    channel: string,
    handler: (...args: Args) => unknown,
  ): () => void;
  /** Listens to ports to other pages. Returns the function that removes the listener. */
  onPort<Message extends (...args: never) => void>(
    channel: string,
    listener: (port: Port<Message>) => void,
  ): () => void;
}
