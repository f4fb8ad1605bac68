// Handlers of requests on the plain door.

import { ipcRenderer } from "electron";

import type { Answer } from "../wire/answers.js";
import { createHandlers, type Handler } from "../wire/handlers.js";
import { member } from "../wire/objects.js";
import { sendThrown } from "./failures.js";
import { isFromMain, PAGE, receive } from "./identity.js";
import { sendValue } from "../wire/uncloneable.js";

/** The channels on which requests are received. */
const received = new Set<string>();

const handlers = createHandlers(
  (head, channel) => {
    ipcRenderer.send(`ipc:${head}`, { page: PAGE, channel });
  },
  // The bridge cannot carry an `AbortSignal`.
  ({ onAbort }) => ({ onAbort }),
);

/** Handles the requests on a channel. Returns the function that removes the handler. */
export function handle<Args extends unknown[]>(
  channel: string,
  handler: (...args: Args) => unknown,
): () => void {
  receiveRequests(channel);
  // Both sides have compared their schemas, so the arguments have these types.
  return handlers.add(channel, handler as Handler);
}

function receiveRequests(channel: string): void {
  if (received.has(channel)) {
    return;
  }
  received.add(channel);
  ipcRenderer.on(channel, (event, ...args: unknown[]) => {
    const last = args.pop();
    const id = member(last, "request");
    // Electron may deliver a request to the previous page of this frame.
    if (isFromMain(event) && member(last, "ipc:event") === PAGE) {
      handlers.handle({
        id: String(id),
        channel,
        args: () => args,
        answer(answer) {
          sendAnswer(id, answer);
        },
      });
    }
  });
}

function sendAnswer(id: unknown, answer: Answer): void {
  if ("thrown" in answer) {
    sendThrown("ipc:answer", id, answer.thrown);
    return;
  }
  const { value } = answer;
  try {
    sendValue(value, "value", () => {
      ipcRenderer.send("ipc:answer", { page: PAGE, id, value });
    });
  } catch (error) {
    sendThrown("ipc:answer", id, error);
  }
}

receive("ipc:abort", (id) => {
  handlers.abort(String(id));
});
