// A fake page for the client: a window with a preload, and main's ends of the client's ports.

import assert from "node:assert/strict";
import type { TestContext } from "node:test";

import { until } from "./until.js";

/** A message on a port. */
export type PortMessage =
  | string
  | readonly [
      text: string,
      lengths: Uint32Array,
      chunks: readonly Uint8Array[],
    ];

/** Replaces Node's `MessageEvent`, which cannot be cancelled and takes only Node's own ports. */
class PortEvent extends Event {
  readonly ports: readonly MessagePort[];

  constructor(
    type: string,
    init: EventInit & { readonly ports: MessagePort[] },
  ) {
    super(type, init);
    this.ports = init.ports;
  }
}

/** Main's end of a client's port. */
export class FakePort {
  /** The messages of the client. */
  readonly received: PortMessage[] = [];
  isClosed = false;
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<PortMessage>) => {
      this.received.push(data);
    };
    port.addEventListener("close", () => {
      this.isClosed = true;
    });
  }

  send(message: PortMessage, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  close(): void {
    this.#port.close();
  }

  /** Waits for this many messages after the hello. */
  async messages(count: number): Promise<readonly PortMessage[]> {
    await until(() => this.received.length > count);
    const messages = this.received.slice(1);
    assert.equal(messages.length, count);
    return messages;
  }
}

/** A page with a preload. */
export class FakePage extends EventTarget {
  /** The ports of its clients, oldest first. */
  readonly ports: FakePort[] = [];
  hasPreload = true;

  constructor() {
    super();
    this.addEventListener("ipc:port", (event) => {
      assert.ok(event instanceof PortEvent);
      const [port, ...more] = event.ports;
      assert.ok(port !== undefined && more.length === 0);
      if (this.hasPreload) {
        event.preventDefault();
        this.ports.push(new FakePort(port));
      }
    });
  }

  /** The newest port. */
  get port(): FakePort {
    const port = this.ports.at(-1);
    assert.ok(port, "no port was opened");
    return port;
  }
}

/** Opens a page, which is `window` until the test ends. */
export function openPage(t: TestContext): FakePage {
  const page = new FakePage();
  const own = globalThis.MessageEvent;
  Object.assign(globalThis, { window: page, MessageEvent: PortEvent });
  t.after(() => {
    Object.assign(globalThis, { window: undefined, MessageEvent: own });
    for (const port of page.ports) {
      port.close();
    }
  });
  return page;
}
