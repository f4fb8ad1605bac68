// A page for the client: a window with a preload, and the other ends of the client's ports.

import assert from "node:assert/strict";
import type { TestContext } from "node:test";

import { until } from "./until.js";

/** What crosses a port. */
export type Crossing =
  | string
  | readonly [
      text: string,
      lengths: Uint32Array,
      chunks: readonly Uint8Array[],
    ];

/** Node's own cannot be cancelled, nor be made of a port of a class that is not its own. */
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

/** The other end of a client's port. */
export class Peer {
  /** What the client has sent. */
  readonly received: Crossing[] = [];
  isClosed = false;
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Crossing>) => {
      this.received.push(data);
    };
    port.addEventListener("close", () => {
      this.isClosed = true;
    });
  }

  send(message: Crossing): void {
    this.#port.postMessage(message);
  }

  close(): void {
    this.#port.close();
  }

  /** The messages after the hello, once there are so many. */
  async messages(count: number): Promise<readonly Crossing[]> {
    await until(() => this.received.length > count);
    const messages = this.received.slice(1);
    assert.equal(messages.length, count);
    return messages;
  }
}

/** A page with a preload. */
export class Page extends EventTarget {
  /** The ports that its clients have opened. */
  readonly peers: Peer[] = [];
  hasPreload = true;

  constructor() {
    super();
    this.addEventListener("ipc:port", (event) => {
      assert.ok(event instanceof PortEvent);
      const [port, ...more] = event.ports;
      assert.ok(port !== undefined && more.length === 0);
      if (this.hasPreload) {
        event.preventDefault();
        this.peers.push(new Peer(port));
      }
    });
  }

  /** The newest port. */
  get peer(): Peer {
    const peer = this.peers.at(-1);
    assert.ok(peer, "no port was opened");
    return peer;
  }
}

/** Opens a page, which is `window` until the test ends. */
export function openPage(t: TestContext): Page {
  const page = new Page();
  const own = globalThis.MessageEvent;
  Object.assign(globalThis, { window: page, MessageEvent: PortEvent });
  t.after(() => {
    Object.assign(globalThis, { window: undefined, MessageEvent: own });
    for (const peer of page.peers) {
      peer.close();
    }
  });
  return page;
}
