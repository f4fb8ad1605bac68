// Failures on their way to the page, as the context bridge can carry them, and from the page.

import { ipcRenderer } from "electron";

import { failure, type Failure } from "../wire/failures.js";
import { thrownOf } from "../wire/answers.js";
import { PAGE } from "./identity.js";

/** The failure of a call on a channel that main does not serve. */
export function unserved(channel: string): Failure {
  const text = `nothing in main serves "${channel}": call connect() before the window loads its page`;
  return failure("not-found", text);
}

/**
 * A failure as a plain object, because the context bridge keeps only the message of an Error. As
 * text it reads like an Error.
 */
export function readable(reason: Failure): object {
  return { ...reason, toString: () => textOf(reason) };
}

export function textOf({ name, code, message }: Failure): string {
  return `${name} (${code}): ${message}`;
}

/** Sends what a function of the page has thrown, about the source or the request with this id. */
export function sendThrown(channel: string, id: unknown, error: unknown): void {
  const failure = thrownOf(error);
  try {
    ipcRenderer.send(channel, { page: PAGE, id, failure });
  } catch {
    // The message is worth more than an error about data that cannot be sent.
    const bare = { ...failure, data: null };
    ipcRenderer.send(channel, { page: PAGE, id, failure: bare });
  }
}
