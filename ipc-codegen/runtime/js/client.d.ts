/**
 * The values of a stream, one after the other. A stream that is neither read to its end nor ended with
 * `return` stays open until the page ends, but Rust sends only its first items.
 */
interface Stream<T> {
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
interface Source<T> {
  /** The next value. It is called only when Rust takes one. */
  next(): Promise<IteratorResult<T, unknown>> | IteratorResult<T, unknown>;
  /** Called once if Rust takes no more values, or the call has ended. */
  return?(): unknown;
}
/** The last argument of the handler of a request. */
interface RequestContext {
  /** Calls `listener` once when Rust no longer waits for the answer. */
  readonly onAbort: (listener: () => void) => void;
}
/**
 * The end of a port to another page. `Message` has the arguments of a message, in both directions.
 *
 * They are copied by the structured clone algorithm. Nothing checks what the other page has sent.
 */
interface Port<Message extends (...args: never) => void> {
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

/** When to cancel a call. */
interface CallOptions {
  /**
   * Cancels the call. It rejects with the code `cancelled` and the signal's reason as `cause`, and
   * `Caller::cancelled` resolves in Rust.
   */
  readonly signal?: AbortSignal;
  /** Cancels the call after this many milliseconds. It rejects with the code `timeout`. */
  readonly timeoutMs?: number;
}
/** When to end a stream. */
interface StreamOptions {
  /** Ends the stream early. It fails with the code `cancelled`, and the signal's reason as `cause`. */
  readonly signal?: AbortSignal;
}
/** A stream for `for await`. */
interface ClientStream<T> extends Stream<T>, AsyncIterable<T> {
  [Symbol.asyncIterator](): ClientStream<T>;
}
/** The last argument of the handler of a request. */
interface ClientRequestContext extends RequestContext {
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
type Client<Api, Blocking extends keyof Api = never> = {
  readonly [Name in keyof Api as Exclude<Name, Blocking>]: ClientMember<
    Api[Name]
  >;
};
/** The functions that generated clients call. */
interface Door {
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

/** Who implements the methods of each kind, and whether a caller gets an answer. */
declare const KINDS: {
  readonly send: {
    readonly implementedBy: "rust";
    readonly answers: false;
  };
  readonly invoke: {
    readonly implementedBy: "rust";
    readonly answers: true;
  };
  readonly stream: {
    readonly implementedBy: "rust";
    readonly answers: true;
  };
  readonly sync: {
    readonly implementedBy: "rust";
    readonly answers: true;
  };
  readonly event: {
    readonly implementedBy: "peer";
    readonly answers: false;
  };
  readonly request: {
    readonly implementedBy: "peer";
    readonly answers: true;
  };
  readonly relay: {
    readonly implementedBy: "rust";
    readonly answers: false;
  };
  readonly port: {
    readonly implementedBy: "peer";
    readonly answers: false;
  };
};
/** A channel kind. */
type Kind = keyof typeof KINDS;

/** The declarations of all traits. */
interface Tables {
  /** The version of the frames between the two sides. */
  readonly protocol: number;
  /** The hash of the whole schema, which all files of one run share. */
  readonly schema: string;
  readonly apis: readonly Api[];
  /** The codecs of named types, by name. */
  readonly codecs: Readonly<Record<string, Codec>>;
}
/** A trait. */
interface Api {
  readonly name: string;
  /** The hash of the trait and its channels. */
  readonly fingerprint: string;
  /** The other side of Rust: pages, or Electron's main process. */
  readonly peer: "page" | "main";
  /** The key of the API in JavaScript: on `window`, or in `host` and on the connection. */
  readonly key: string;
  /** Whether the listeners of pages get an event, which sends on the API's own channels, as first argument. */
  readonly eventArgument?: boolean;
  readonly methods: readonly MethodRow[];
}
/** A method of a trait. */
interface MethodRow {
  readonly kind: Kind;
  /** Its name in JavaScript. */
  readonly name: string;
  readonly channel: string;
  /** The names of its arguments. */
  readonly args: readonly string[];
  /** Finds numbers that JSON lacks in values for Rust that must be JSON. */
  readonly json?: Codec;
  /** Puts tags first in values for Rust whose type needs them first. */
  readonly order?: Codec;
  /** The arguments that are sources of values for Rust, by their names. */
  readonly sources?: Readonly<Record<string, SourceRow>>;
  /** Converts the return value of Rust, or an item of its stream. */
  readonly returns?: Codec;
  /** Converts the array of arguments that Rust sends. */
  readonly decode?: Codec;
  readonly error?: ErrorRow;
}
/** An argument that is a source. The codecs are those of an item, as of an answer for Rust. */
interface SourceRow {
  readonly json?: Codec;
  readonly order?: Codec;
}
/** The error of a method. */
interface ErrorRow {
  readonly name: string;
  /** How to get its `code`: the same for all errors, the variant's name, or the value of a tag. */
  readonly code:
    | "application"
    | "external"
    | {
        readonly tag: string;
      };
  readonly data?: Codec;
}
/** How values of a type differ from the JSON that carries them. */
type Codec =
  /** An integer of 64 bits or more, as a bigint. */
  | "bigint"
  /** An integer that must fit into a number. */
  | "safe"
  /** Any JSON, on its way to Rust. */
  | "json"
  /** The unit type, as `undefined`. */
  | "nothing"
  /** A value of a recursive type. */
  | "shallow"
  | {
      readonly each: Codec;
    }
  | {
      readonly items: readonly (Codec | null)[];
    }
  | {
      readonly values: Codec;
    }
  | {
      readonly fields: Readonly<Record<string, Codec>>;
    }
  | {
      readonly tag: string;
      readonly variants: Readonly<Record<string, Codec>>;
    }
  | {
      readonly known: readonly string[];
      readonly rest: Codec;
    }
  | {
      readonly cases: readonly (readonly [Form, Codec | null])[];
    }
  | {
      readonly checked: string;
      readonly codec: Codec;
    }
  | {
      readonly tagFirst: string;
    }
  | {
      readonly all: readonly Codec[];
    }
  | {
      readonly ref: string;
    };
/** The form of a value: the name of a primitive, a string, an array's items or an object's keys. */
type Form =
  | "any"
  | "null"
  | "boolean"
  | "number"
  | "string"
  | "bytes"
  | {
      readonly is: string;
    }
  | {
      readonly each: Form;
    }
  | {
      readonly items: readonly Form[];
    }
  | {
      readonly keys: Forms;
      readonly optional?: Forms;
      readonly rest?: Form;
    }
  | {
      readonly either: readonly Form[];
    };
/** The forms of an object's members, by their keys. */
type Forms = Readonly<Record<string, Form>>;

/** Opens the door of one copy of the client. The first call or listener opens its port. */
declare function open(tables: Tables): Door;

export { open };
export type {
  CallOptions,
  Client,
  ClientRequestContext,
  ClientStream,
  Door,
  StreamOptions,
};
