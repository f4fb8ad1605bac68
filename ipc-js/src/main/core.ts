// The state that the modules of the main process share.

import { type Contract, contractOf } from "../wire/contract.js";
import type { Message } from "../wire/frames.js";
import type { SizeLimit } from "../wire/measure.js";
import type { Tables } from "../wire/tables.js";
import type { Limits } from "./limits.js";
import type { Endpoint, Pipe } from "./pipe.js";
import type { Port } from "./port.js";

/** The state that the modules of the main process share. */
export interface Core {
  readonly tables: Tables;
  /** The methods between pages and Rust. */
  readonly pageContract: Contract;
  /** The methods between this process and Rust. */
  readonly mainContract: Contract;
  readonly limits: Required<Limits>;
  /** The largest arguments that this process encodes. */
  readonly argsLimit: SizeLimit;
  /** The receivers of messages from Rust, by endpoint. */
  readonly receivers: Map<Endpoint, (message: Message) => void>;
  /** The receivers of ports to other pages, by endpoint. */
  readonly portReceivers: Map<Endpoint, ReceivePort>;
  /** The pipe to Rust, while it is open. */
  pipe: Pipe | null;
  /** The newest endpoint. */
  lastEndpoint: Endpoint;
}

/** Receives a page's end of a port to another page, and the port's id and channel. */
export type ReceivePort = (port: Port, id: string, channel: string) => void;

/** The most values in a call that this process encodes, which blocks it meanwhile. */
const MAX_VALUES = 2 ** 22;

/** Makes the state of a connection whose pipe is not open yet. */
export function createCore(tables: Tables, limits: Required<Limits>): Core {
  return {
    tables,
    pageContract: contractOf(tables, "page"),
    mainContract: contractOf(tables, "main"),
    limits,
    argsLimit: { bytes: limits.messageSize, values: MAX_VALUES },
    receivers: new Map(),
    portReceivers: new Map(),
    pipe: null,
    lastEndpoint: 0,
  };
}
