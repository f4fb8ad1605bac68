// One of Node's ports as main has it.

import type { MessagePort } from "node:worker_threads";

import type { Port } from "../src/main/port.js";

/** One of Node's ports, with the interface of Electron's main process. */
export class MainPort implements Port {
  readonly #port: MessagePort;
  #onMessage: (event: { data: unknown }) => void = () => undefined;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  on(event: "message", listener: (event: { data: unknown }) => void): void;
  on(event: "close", listener: () => void): void;
  on(
    event: "message" | "close",
    listener: (event: { data: unknown }) => void,
  ): void {
    if (event === "message") {
      this.#onMessage = listener;
    } else {
      this.#port.on("close", listener);
    }
  }

  start(): void {
    this.#port.on("message", (data: unknown) => {
      this.#onMessage({ data });
    });
  }

  close(): void {
    this.#port.close();
  }
}
