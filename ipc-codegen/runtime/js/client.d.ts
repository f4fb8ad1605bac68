/** Everything that the traits declare. */
interface Tables {
  /** The version of the frames between the two sides. */
  readonly protocol: number;
  /** The hash of the whole schema: files of one run have the same. */
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
  /** Who is on the other side of Rust: pages, or Electron's main process. */
  readonly peer: "page" | "main";
  /** Where JavaScript finds it: on `window`, or in `host` and on the connection. */
  readonly key: string;
  readonly methods: readonly MethodRow[];
}
/** A method of a trait. */
interface MethodRow {
  readonly kind: "send" | "invoke" | "event" | "request";
  /** Its name in JavaScript. */
  readonly name: string;
  readonly channel: string;
  /** The names of its arguments. */
  readonly args: readonly string[];
  /** Finds what is no JSON in the values that must be JSON, on their way to Rust. */
  readonly json?: Codec;
  /** Puts tags first where Rust needs them so, on the way to Rust. */
  readonly order?: Codec;
  /** Converts the answer of Rust. */
  readonly returns?: Codec;
  /** Converts the array of arguments that Rust sends. */
  readonly decode?: Codec;
  readonly error?: ErrorRow;
}
/** The error of a method. */
interface ErrorRow {
  readonly name: string;
  /** Where its `code` is: the same for all, a variant's name, or under a key. */
  readonly code:
    | "application"
    | "external"
    | {
        readonly tag: string;
      };
  readonly data?: Codec;
}
/** How values of a type differ from what JSON makes of them. */
type Codec =
  /** An integer of 64 bits or more: a bigint. */
  | "bigint"
  /** An integer that a number must hold. */
  | "safe"
  /** Any JSON, on its way to Rust. */
  | "json"
  /** An answer that has no value. */
  | "nothing"
  /** A value of a type that contains itself. */
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
      readonly kinds: readonly (readonly [Form, Codec | null])[];
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
/** What a value looks like: a word, a string, the items of an array, the keys of an object. */
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
/** The forms of an object's keys. */
type Forms = Readonly<Record<string, Form>>;

/** How a call may end before it is answered. */
interface CallOptions {
  /** Gives the call up: it rejects with the code `cancelled`, and Rust's `Caller` is told. */
  readonly signal?: AbortSignal;
  /** After so many milliseconds the call is given up, and rejects with the code `timeout`. */
  readonly timeoutMs?: number;
}
/** A function with options as its last parameter. */
type WithOptions<Method> = Method extends (...args: infer Args) => infer Result
  ? Result extends () => void
    ? Method
    : (...args: [...Args, options?: CallOptions]) => Result
  : never;
/** The functions of an API, each but those that listen with options. */
type Client<Api> = {
  readonly [Name in keyof Api]: WithOptions<Api[Name]>;
};
/** The way to Rust. */
interface Door {
  /** Calls Rust and waits for nothing. */
  send(channel: string, args: readonly unknown[], options?: CallOptions): void;
  /** Calls Rust and waits for the answer, which is a `T`: both sides have the same schema. */
  invoke<T>(
    channel: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<T>;
  /** Listens to an event, and returns the function that ends this. */
  on<Args extends unknown[]>(
    channel: string,
    listener: (...args: Args) => void,
  ): () => void;
}
/** Opens the door for one copy of the client. Its port is opened by the first call or listener. */
declare function open(tables: Tables): Door;

/** How a call fails, as its caller sees it. */
interface Failure<Data = unknown> {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly data: Data;
}

/** What a call rejects with. */
declare class IpcError<Data = unknown> extends Error {
  /** The error's type in Rust, or `IpcError`. */
  readonly name: string;
  /** Its variant, or why the runtime did not carry the call out. */
  readonly code: string;
  /** Its value. */
  readonly data: Data;
  constructor({ name, code, message, data }: Failure<Data>);
}

export { IpcError, open };
export type { CallOptions, Client, Door };
