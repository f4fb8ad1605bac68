// The client's port: asked of the preload, which hands its other end to main.

import type { Packed } from "../wire/buffers.js";
import { frame, type Message } from "../wire/frames.js";
import type { Tables } from "../wire/tables.js";

/** A message as it crosses: with buffers, if it is not the text alone. */
type Crossing =
  string | readonly [text: string, lengths: Uint32Array, chunks: Uint8Array[]];

/** Opens a port to main. `null` if there is no preload of ours. */
export function openPort(
  { protocol, schema }: Tables,
  receive: (message: Message) => void,
): MessagePort | null {
  const { port1: port, port2 } = new MessageChannel();
  // The preload hears the event while it is dispatched, takes the port and says so.
  const event = new MessageEvent("ipc:port", {
    cancelable: true,
    ports: [port2],
  });
  if (window.dispatchEvent(event)) {
    port.close();
    return null;
  }
  port.onmessage = ({ data }: MessageEvent<Crossing>) => {
    if (typeof data === "string") {
      receive({ text: data, packed: null });
    } else {
      const [text, lengths, chunks] = data;
      receive({ text, packed: { lengths, chunks } });
    }
  };
  port.postMessage(frame("hello", JSON.stringify({ protocol, schema })));
  return port;
}

/** Sends frames to main. */
export function postFrames(
  port: MessagePort,
  text: string,
  packed: Packed | null,
): void {
  port.postMessage(packed ? [text, packed.lengths, packed.chunks] : text);
}
