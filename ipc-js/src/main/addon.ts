// The pipe to an addon: Rust in this process.

import * as fs from "node:fs";
import * as path from "node:path";

import type { PackedBuffers } from "../wire/buffers.js";
import type { Message } from "../wire/frames.js";
import { member, messageOf } from "../wire/objects.js";
import { report } from "./log.js";
import type { Endpoint, OpenPipe, Pipe, Receive } from "./pipe.js";

/** The exports of an addon that uses `ipc_runtime`. */
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

/** A flat list of packets: endpoint, text, lengths of the buffers, chunks of the buffers. */
export type Packets = readonly (
  number | string | Uint32Array | readonly Uint8Array[] | null
)[];

/** Loads an addon from a file with any extension. A relative path starts at `folder`. */
export function loadAddon(addon: string | Addon, folder: string): Addon {
  if (typeof addon !== "string") {
    return checkAddon(addon, "the object given to connect()");
  }
  const file = path.resolve(folder, addon);
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
    throw new Error(`${name} is not an addon that uses ipc_runtime`);
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
      // Rust may call this once more after the pipe has closed.
      if (isOpen) {
        try {
          deliver(addon.drain());
        } catch (error) {
          report("a message from Rust is dropped", error);
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

/** Delivers packets in order. A receiver may call Rust, which returns more packets: these wait. */
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
      for (let index = 0; index < next.length; index += 4) {
        deliver(next, index, receive);
      }
    }
    isDelivering = false;
  };
}

function deliver(packets: Packets, index: number, receive: Receive): void {
  const [endpoint, text, lengths, chunks] = packets.slice(index, index + 4);
  if (typeof endpoint !== "number" || typeof text !== "string") {
    report("a message from Rust is dropped", "it is malformed");
    return;
  }
  const message: Message = { text, packed: packedOf(lengths, chunks) };
  try {
    receive(endpoint, message);
  } catch (error) {
    report("a message from Rust is dropped", error);
  }
}

function packedOf(lengths: unknown, chunks: unknown): PackedBuffers | null {
  return lengths instanceof Uint32Array && Array.isArray(chunks)
    ? { lengths, chunks }
    : null;
}
