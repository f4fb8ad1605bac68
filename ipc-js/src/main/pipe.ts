// The pipe: carries frames between this process and Rust, in order and in both directions.

import type { Message } from "../wire/frames.js";

/**
 * The number of a sender or receiver of frames on this side of the pipe: 0 is this process, and each
 * other number is a door of a page. No number is used twice.
 */
export type Endpoint = number;

/** The endpoint of this process. */
export const MAIN: Endpoint = 0;

/** The JavaScript end of a pipe. */
export interface Pipe {
  /**
   * Sends frames of an endpoint to Rust.
   *
   * @throws If Rust does not accept them.
   */
  send(endpoint: Endpoint, message: Message): void;
  /** Ends the Rust side. */
  close(): void;
}

/** Receives the messages that Rust sends to an endpoint, in order. */
export type Receive = (endpoint: Endpoint, message: Message) => void;

/** Opens a pipe, which calls `receive` from then on. */
export type OpenPipe = (receive: Receive) => Pipe | Promise<Pipe>;
