// The event that listeners get under `event_argument`, as in Electron's tutorial: it can send, and nothing else.

import { printed } from "./objects.js";

/** The event of an API whose sends are not known here. */
export interface AnyListenerEvent {
  readonly sender: {
    readonly send: (channel: string, ...args: unknown[]) => void;
  };
}

/** Makes the event of an API that sends on `channels` alone. */
export function listenerEvent(
  channels: readonly string[],
  send: (channel: string, args: readonly unknown[]) => void,
): AnyListenerEvent {
  const sender = {
    // The page may pass anything.
    send(channel: unknown, ...args: unknown[]) {
      if (typeof channel !== "string" || !channels.includes(channel)) {
        const known = channels.map((name) => `"${name}"`).join(", ");
        throw new TypeError(
          `event.sender cannot send on "${printed(channel)}": the channels of its API are ${known || "none"}`,
        );
      }
      send(channel, args);
    },
  };
  return Object.freeze({ sender: Object.freeze(sender) });
}
