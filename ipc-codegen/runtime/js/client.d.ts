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
  /** Finds numbers that JSON lacks in arguments that must be JSON. */
  readonly json?: Codec;
  /** Puts tags first in arguments whose Rust type needs them first. */
  readonly order?: Codec;
  /** Converts the return value of Rust. */
  readonly returns?: Codec;
  /** Converts the array of arguments that Rust sends. */
  readonly decode?: Codec;
  readonly error?: ErrorRow;
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

/** When to cancel a call. */
interface CallOptions {
  /** Cancels the call. It rejects with the code `cancelled`, and `Caller::cancelled` resolves in Rust. */
  readonly signal?: AbortSignal;
  /** Cancels the call after this many milliseconds. It rejects with the code `timeout`. */
  readonly timeoutMs?: number;
}
/** A function with options as its last parameter; a constant as it is. */
type WithOptions<Member> = Member extends (...args: infer Args) => infer Result
  ? Result extends () => void
    ? Member
    : (...args: [...Args, options?: CallOptions]) => Result
  : Member;
/**
 * The constants and functions of an API, without the `Blocking` functions, which block the page: a port
 * cannot answer meanwhile. All functions take options, except those that add a listener.
 */
type Client<Api, Blocking extends keyof Api = never> = {
  readonly [Name in keyof Api as Exclude<Name, Blocking>]: WithOptions<
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
  /** Listens to an event. Returns the function that removes the listener. */
  on<Args extends unknown[]>(
    channel: string,
    listener: (...args: Args) => void,
  ): () => void;
}
/** Opens the door of one copy of the client. The first call or listener opens its port. */
declare function open(tables: Tables): Door;

/** How a call fails, as its caller sees it. */
interface Failure<Data = unknown> {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly data: Data;
}

/** A failure as an `Error`. Calls of the client reject with it. */
declare class IpcError<Data = unknown> extends Error implements Failure<Data> {
  /** The name of the error's Rust type, or `IpcError` for a failure of the runtime. */
  readonly name: string;
  /** The name of the error's variant, or the reason of the runtime. */
  readonly code: string;
  /** The error's value. */
  readonly data: Data;
  constructor({ name, code, message, data }: Failure<Data>);
}

export { IpcError, open };
export type { CallOptions, Client, Door };
