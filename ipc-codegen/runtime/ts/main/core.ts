// What the parts of the main side share.

import { type Contract, contractOf } from "../wire/contract.js";
import type { Size } from "../wire/encode.js";
import type { Message } from "../wire/frames.js";
import type { Tables } from "../wire/tables.js";
import type { Limits } from "./limits.js";
import type { Endpoint, Pipe } from "./pipe.js";

/** What the parts of the main side share. */
export interface Core {
  readonly tables: Tables;
  /** What pages and Rust say to each other. */
  readonly pages: Contract;
  /** What this process and Rust say to each other. */
  readonly main: Contract;
  readonly limits: Required<Limits>;
  /** How large the arguments of a call may be that this process writes for a page. */
  readonly size: Size;
  /** Who takes what Rust sends, by endpoint. */
  readonly receivers: Map<Endpoint, (message: Message) => void>;
  /** The way to Rust, while it is open. */
  pipe: Pipe | null;
  /** How many endpoints there have been. */
  endpoints: number;
}

/** The values that a call may have where this process writes them: it does nothing else meanwhile. */
const MOST_VALUES = 2 ** 22;

/** Makes what the parts share. */
export function createCore(tables: Tables, limits: Required<Limits>): Core {
  return {
    tables,
    pages: contractOf(tables, "page"),
    main: contractOf(tables, "main"),
    limits,
    size: { bytes: limits.messageSize, values: MOST_VALUES },
    receivers: new Map(),
    pipe: null,
    endpoints: 0,
  };
}
