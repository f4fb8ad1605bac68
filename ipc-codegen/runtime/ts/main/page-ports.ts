// Ports between pages: joins two pages, and hands the plain door its ends.

import * as electron from "electron";

import { splitWord } from "../wire/frames.js";
import type { Core } from "./core.js";
import type { Invoker } from "./invoker.js";
import { isId, type Post } from "./messages.js";
import type { Endpoint } from "./pipe.js";
import type { Port } from "./port.js";

/** Joins two pages, as a `port` frame says. */
export function joinPages(core: Core, header: string): void {
  const [id, endpoints] = splitWord(header);
  const [first, rest] = splitWord(endpoints);
  const [second, channel] = splitWord(rest);
  const { port1, port2 } = new electron.MessageChannelMain();
  const give = (endpoint: string, port: Port) => {
    const receive = core.portReceivers.get(Number(endpoint));
    if (receive === undefined) {
      // The page is gone. Rust tells the other one as soon as it learns of that.
      port.close();
    } else {
      receive(port, id, channel);
    }
  };
  give(first, port1);
  give(second, port2);
}

/** The ends of a plain door. */
export interface PlainPorts {
  /** Rust tells that an end has lost the other one. */
  lose(id: string): void;
  /** The page has closed an end. */
  hangUp(id: unknown): void;
  /** Ends all of them. */
  end(): void;
}

/** The web contents of a page, as far as ports need them. */
interface Contents {
  isDestroyed(): boolean;
  postMessage(channel: string, message: unknown, transfer?: Port[]): void;
}

/** Hands the ends of ports to a page with the plain door. */
export function servePlainPorts(
  core: Core,
  invoker: Invoker,
  contents: Contents,
  name: string,
  post: Post,
): PlainPorts {
  const endpoint: Endpoint = invoker.endpoint;
  const open = new Set<number>();
  core.portReceivers.set(endpoint, (port, id, channel) => {
    if (contents.isDestroyed()) {
      port.close();
      return;
    }
    open.add(Number(id));
    const message = { "ipc:event": name, port: Number(id) };
    contents.postMessage(channel, message, [port]);
  });
  return {
    lose(id) {
      if (open.delete(Number(id))) {
        post("ipc:hangup", Number(id));
      }
    },
    hangUp(id) {
      if (isId(id) && open.delete(id)) {
        invoker.sendFrame(`hangup ${id}`);
      }
    },
    end() {
      core.portReceivers.delete(endpoint);
      for (const id of open) {
        post("ipc:revoke", id);
      }
      open.clear();
    },
  };
}
