// The tables: the declarations of the traits, as data.

import type { Kind } from "./kinds.js";

/** The declarations of all traits. */
export interface Tables {
  /** The version of the frames between the two sides. */
  readonly protocol: number;
  /** The hash of the whole schema, which all files of one run share. */
  readonly schema: string;
  readonly apis: readonly Api[];
  /** The codecs of named types, by name. */
  readonly codecs: Readonly<Record<string, Codec>>;
}

/** A trait. */
export interface Api {
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
export interface MethodRow {
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
export interface SourceRow {
  readonly json?: Codec;
  readonly order?: Codec;
}

/** The error of a method. */
export interface ErrorRow {
  readonly name: string;
  /** How to get its `code`: the same for all errors, the variant's name, or the value of a tag. */
  readonly code: "application" | "external" | { readonly tag: string };
  readonly data?: Codec;
}

/** How values of a type differ from the JSON that carries them. */
export type Codec =
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
  | { readonly each: Codec }
  | { readonly items: readonly (Codec | null)[] }
  | { readonly values: Codec }
  | { readonly fields: Readonly<Record<string, Codec>> }
  | { readonly tag: string; readonly variants: Readonly<Record<string, Codec>> }
  | { readonly known: readonly string[]; readonly rest: Codec }
  | { readonly cases: readonly (readonly [Form, Codec | null])[] }
  | { readonly checked: string; readonly codec: Codec }
  | { readonly tagFirst: string }
  | { readonly all: readonly Codec[] }
  | { readonly ref: string };

/** The form of a value: the name of a primitive, a string, an array's items or an object's keys. */
export type Form =
  | "any"
  | "null"
  | "boolean"
  | "number"
  | "string"
  | "bytes"
  | { readonly is: string }
  | { readonly each: Form }
  | { readonly items: readonly Form[] }
  | { readonly keys: Forms; readonly optional?: Forms; readonly rest?: Form }
  | { readonly either: readonly Form[] };

/** The forms of an object's members, by their keys. */
export type Forms = Readonly<Record<string, Form>>;
