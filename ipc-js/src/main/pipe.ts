// The pipe: an ordered, duplex way of frames between this process and Rust.

import type { Message } from "../wire/frames.js";

/**
 * The number of who speaks or is spoken to: 0 is this process, every other one a door of a page. None
 * is used twice.
 */
export type Endpoint = number;

/** This process as an endpoint. */
export const MAIN: Endpoint = 0;

/** One end of a pipe. */
export interface Pipe {
  /**
   * Hands frames of an endpoint to Rust.
   *
   * @throws If Rust did not take them.
   */
  send(endpoint: Endpoint, message: Message): void;
  /** Ends the Rust side. */
  close(): void;
}

/** Takes what Rust sends to an endpoint, in order. */
export type Receive = (endpoint: Endpoint, message: Message) => void;

/** Opens a pipe, which calls `receive` from then on. */
export type OpenPipe = (receive: Receive) => Pipe | Promise<Pipe>;
