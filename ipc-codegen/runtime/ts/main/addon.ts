// The pipe to an addon: Rust inside of this process.

import * as fs from "node:fs";
import * as path from "node:path";

import type { Packed } from "../wire/buffers.js";
import type { Message } from "../wire/frames.js";
import { member, messageOf } from "../wire/objects.js";
import { report } from "./log.js";
import type { Endpoint, OpenPipe, Pipe, Receive } from "./pipe.js";

/** What an addon made with `ipc_runtime` exports. */
export interface Addon {
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

/** The endpoint, the text, the lengths of the buffers and the chunks that hold them; and so on. */
export type Packets = readonly (
  number | string | Uint32Array | readonly Uint8Array[] | null
)[];

/** Loads an addon, whatever the extension of its file. `folder` is where a relative path starts. */
export function loadAddon(from: string | Addon, folder: string): Addon {
  if (typeof from !== "string") {
    return checkAddon(from, "the object given to connect()");
  }
  const file = path.resolve(folder, from);
  if (!fs.existsSync(file)) {
    throw new Error(`there is no addon at ${file}: build the Rust crate`);
  }
  const loaded = { exports: {} };
  try {
    process.dlopen(loaded, file);
  } catch (error) {
    throw new Error(`the addon ${file} does not load: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return checkAddon(loaded.exports, file);
}

function checkAddon(exports: object, name: string): Addon {
  if (!isAddon(exports)) {
    throw new Error(`${name} is not an addon made with ipc_runtime`);
  }
  return exports;
}

function isAddon(exports: object): exports is Addon {
  return ["open", "receive", "drain", "close"].every(
    (name) => typeof member(exports, name) === "function",
  );
}

/** Opens the pipe to an addon. */
export function addonPipe(addon: Addon): OpenPipe {
  return (receive) => {
    const deliver = inOrder(receive);
    let isOpen = true;
    addon.open(() => {
      // Rust may ring once more for what was ready when the pipe closed.
      if (isOpen) {
        try {
          deliver(addon.drain());
        } catch (error) {
          report("what Rust has sent is lost", error);
        }
      }
    });
    const pipe: Pipe = {
      send(endpoint, { text, packed }) {
        if (isOpen) {
          const { lengths = null, chunks = null } = packed ?? {};
          deliver(addon.receive(endpoint, text, lengths, chunks));
        }
      },
      close() {
        isOpen = false;
        addon.close();
      },
    };
    return pipe;
  };
}

/** Delivers packets one after the other. Receiving one may call Rust, whose answers wait their turn. */
function inOrder(receive: Receive): (packets: Packets) => void {
  const queue: Packets[] = [];
  let isDelivering = false;
  return (packets) => {
    if (packets.length === 0) {
      return;
    }
    queue.push(packets);
    if (isDelivering) {
      return;
    }
    isDelivering = true;
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (let at = 0; at < next.length; at += 4) {
        deliver(next, at, receive);
      }
    }
    isDelivering = false;
  };
}

function deliver(packets: Packets, at: number, receive: Receive): void {
  const [endpoint, text, lengths, chunks] = packets.slice(at, at + 4);
  if (typeof endpoint !== "number" || typeof text !== "string") {
    report("what Rust has sent is lost", "it is no packet");
    return;
  }
  const message: Message = { text, packed: packedOf(lengths, chunks) };
  try {
    receive(endpoint, message);
  } catch (error) {
    report("what Rust has sent is lost", error);
  }
}

function packedOf(lengths: unknown, chunks: unknown): Packed | null {
  return lengths instanceof Uint32Array && Array.isArray(chunks)
    ? { lengths, chunks }
    : null;
}
