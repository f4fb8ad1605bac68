// Ports to other pages on the plain door.

import { ipcRenderer } from "electron";

import type { Port } from "../types.js";
import type { Listeners } from "../wire/listeners.js";
import { member } from "../wire/objects.js";
import { createEnds } from "../wire/ports.js";
import { listen } from "./events.js";
import { isFromMain, PAGE, receive } from "./identity.js";

const ends = createEnds((id) => {
  ipcRenderer.send("ipc:hangup", { page: PAGE, id: Number(id) });
});

/** Listens to ports on a channel. Returns the function that removes the listener. */
export function onPort<Message extends (...args: never) => void>(
  channel: string,
  listener: (port: Port<Message>) => void,
): () => void {
  // Both sides have compared their schemas, so the messages have these types.
  const call = listener as (...args: unknown[]) => void;
  return listen(channel, call, receivePorts);
}

function receivePorts(channel: string, listeners: Listeners<unknown[]>): void {
  ipcRenderer.on(channel, (event, last: unknown) => {
    const [port] = event.ports;
    // Electron may deliver a port to the previous page of this frame.
    if (
      port !== undefined &&
      isFromMain(event) &&
      member(last, "ipc:event") === PAGE
    ) {
      const end = ends.open(String(member(last, "port")), channel, port);
      if (listeners.size() > 0) {
        listeners.call(end);
      } else {
        // The listener was removed meanwhile.
        end.close();
      }
    }
  });
}

receive("ipc:hangup", (id) => {
  ends.lose(String(id));
});
receive("ipc:revoke", (id) => {
  ends.revoke(String(id));
});
