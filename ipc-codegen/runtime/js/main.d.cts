import * as electron from "electron";

/**
 * The number of who speaks or is spoken to: 0 is this process, every other one a door of a page. None
 * is used twice.
 */
type Endpoint = number;

/** What an addon made with `ipc_runtime` exports. */
interface Addon {
  open(wake: () => void): void;
  receive(
    endpoint: Endpoint,
    text: string,
    lengths: Uint32Array | null,
    chunks: readonly Uint8Array[] | null,
  ): Packets;
  drain(): Packets;
  close(): void;
}
/** The endpoint, the text, the lengths of the buffers and the chunks that hold them; and so on. */
type Packets = readonly (
  number | string | Uint32Array | readonly Uint8Array[] | null
)[];

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

/** How much a page may ask for at once, which is more than pages need. What is beyond fails. */
interface Limits {
  /**
   * The size of a message of a page and of an answer: the length of its text and the bytes of its
   * buffers. What is larger fails with `too-large`. 128 MiB if not given, at least 4 MiB; twice
   * the default keeps Electron busy for seconds, and eight times end a page.
   */
  readonly messageSize?: number;
  /** How many calls of a page may be open, more being `overloaded`: 65,536 if not given. */
  readonly openCalls?: number;
  /**
   * How many bytes the arguments of the open calls of a window may take, more being `overloaded`:
   * 256 MiB if not given, and at least the size of a message.
   */
  readonly openBytes?: number;
  /** How many copies of the client a page may have loaded, more being `overloaded`: 64 if not given. */
  readonly clients?: number;
}

/** What the pages of a window may do. */
interface AttachOptions {
  /** A name by which Rust can find the window. */
  readonly label?: string;
  /** The APIs that its pages may use: all, if not given. */
  readonly apis?: readonly string[];
  /** Origins of its pages, such as `https://example.com`, besides the application's own files. */
  readonly origins?: readonly string[];
}

/** Whatever has web contents: a window, a view, or web contents themselves. */
type Target =
  | electron.WebContents
  | {
      readonly webContents: electron.WebContents;
    }
  | {
      readonly contentView: object;
    };

/** What to connect. */
interface ConnectOptions {
  /**
   * The addon with the Rust side: its path, from the application's folder if it is a relative one,
   * or what it exports.
   */
  readonly addon: string | Addon;
  /** How much a page may ask for at once. */
  readonly limits?: Limits;
  /** What Rust may ask of this process. */
  readonly host?: object;
}
/** A running Rust side. */
interface Connection {
  /**
   * Serves the pages of a window, or of whatever else has web contents. Pages of others, iframes and
   * pages from elsewhere are denied.
   */
  readonly attach: (target: Target, options?: AttachOptions) => void;
  /** Serves them no longer, and ends what they have open. */
  readonly detach: (target: Target) => void;
  /** Ends the Rust side, as the end of the application does. */
  readonly close: () => void;
}
/**
 * Starts the Rust side and serves its APIs. There is one connection for all windows. A page that was
 * loaded before is not served.
 *
 * @throws {Error} If the addon does not load, or was built from other traits than this.
 * @throws {TypeError} If an option is not what it must be.
 */
declare function connect<C extends Connection>(
  tables: Tables,
  options: ConnectOptions,
): Promise<C>;

export { connect };
export type {
  Addon,
  AttachOptions,
  ConnectOptions,
  Connection,
  Limits,
  Packets,
  Target,
};
