import * as electron from "electron";

/**
 * The number of a sender or receiver of frames on this side of the pipe: 0 is this process, and each
 * other number is a door of a page. No number is used twice.
 */
type Endpoint = number;

/** The exports of an addon that uses `ipc_runtime`. */
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
/** A flat list of packets: endpoint, text, lengths of the buffers, chunks of the buffers. */
type Packets = readonly (
  number | string | Uint32Array | readonly Uint8Array[] | null
)[];

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

/** The limits of a page, which are more than pages need. Beyond them, calls fail. */
interface Limits {
  /**
   * The size of a page's message and of an answer: the length of the text plus the bytes of the
   * buffers. Larger ones fail with `too-large`. The default is 128 MiB, and the minimum is 4 MiB. A
   * message of twice the default keeps Electron busy for seconds, and one of eight times the default
   * crashes the page.
   */
  readonly messageSize?: number;
  /** The number of open calls of a page. More fail with `overloaded`. The default is 65,536. */
  readonly openCalls?: number;
  /**
   * The bytes of the arguments of a window's open calls, with the items of streams that Rust has not
   * read. More fail with `overloaded`. Items that the window has not read have the same limit: beyond
   * it, the streams of Rust wait. The default is 256 MiB, and the minimum is the size of a message.
   */
  readonly openBytes?: number;
  /** The copies of the client in a page. More fail with `overloaded`. The default is 64. */
  readonly clients?: number;
}

/** The permissions of the pages of a window. */
interface AttachOptions {
  /** A name by which Rust finds the window. */
  readonly label?: string;
  /** The APIs that its pages may use. The default is all APIs. */
  readonly apis?: readonly string[];
  /** Allowed origins, such as `https://example.com`, besides the application's own files. */
  readonly origins?: readonly string[];
}

/** A window, a view or web contents. */
type Target =
  | electron.WebContents
  | {
      readonly webContents: electron.WebContents;
    }
  | {
      readonly contentView: object;
    };

/** The options of `connect`. */
interface ConnectOptions {
  /**
   * The addon with the Rust side: its path, or its exports. A relative path starts at the
   * application's folder.
   */
  readonly addon: string | Addon;
  /** The limits of each page. */
  readonly limits?: Limits;
  /** The functions of this process that Rust calls, by the keys of their APIs. */
  readonly host?: object;
}
/** A running Rust side. */
interface Connection {
  /**
   * Serves the pages of a window, a view or web contents. All other pages are denied, and so are
   * iframes and pages of foreign origins.
   */
  readonly attach: (target: Target, options?: AttachOptions) => void;
  /** Stops serving these pages, and ends their open calls. */
  readonly detach: (target: Target) => void;
  /** Ends the Rust side. The end of the application does so too. */
  readonly close: () => void;
}
/**
 * Starts the Rust side and serves its APIs. All windows share one connection. Pages that were loaded
 * before are not served.
 *
 * @throws {Error} If the addon does not load, or was built from other traits than this file.
 * @throws {TypeError} If an option is invalid.
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
