// The client's port, whose other end the preload hands to main.

import type { PackedBuffers } from "../wire/buffers.js";
import { frame, type Message } from "../wire/frames.js";
import type { Tables } from "../wire/tables.js";

/** A message on the port: a text alone, or a text with buffers. */
type PortMessage =
  string | readonly [text: string, lengths: Uint32Array, chunks: Uint8Array[]];

/** Opens a port to main. `null` without a preload of this runtime. */
export function openPort(
  { protocol, schema }: Tables,
  receive: (message: Message, ports: readonly MessagePort[]) => void,
): MessagePort | null {
  const { port1: port, port2 } = new MessageChannel();
  // The preload takes the port during the dispatch, and cancels the event to say so.
  const event = new MessageEvent("ipc:port", {
    cancelable: true,
    ports: [port2],
  });
  if (window.dispatchEvent(event)) {
    port.close();
    return null;
  }
  port.onmessage = ({ data, ports }: MessageEvent<PortMessage>) => {
    if (typeof data === "string") {
      receive({ text: data, packed: null }, ports);
    } else {
      const [text, lengths, chunks] = data;
      receive({ text, packed: { lengths, chunks } }, ports);
    }
  };
  port.postMessage(frame("hello", JSON.stringify({ protocol, schema })));
  return port;
}

/** Sends frames to main. */
export function postFrames(
  port: MessagePort,
  text: string,
  packed: PackedBuffers | null,
): void {
  port.postMessage(packed ? [text, packed.lengths, packed.chunks] : text);
}
