// Calls of the plain door: one channel per method, ordinary values.

import { ipcRenderer } from "electron";

import type { ExposedCallOptions } from "../types.js";
import { failure, type Failure, invalidArgument } from "../wire/failures.js";
import { cancellable, isCancellable } from "./cancel.js";
import { readable, textOf, unserved } from "./failures.js";
import { PAGE } from "./identity.js";
import { lastMark, markPassed } from "./marks.js";
import { openSources } from "./sources.js";
import { sendValue, uncloneable } from "../wire/uncloneable.js";

/** The envelope of a failure, and of a value that waits for a mark or looks like an envelope. */
interface Envelope<T> {
  readonly "ipc:ok"?: readonly [mark: number, value: T];
  readonly "ipc:error"?: readonly [mark: number, failure: Failure];
}

/** Calls main without an answer. */
export function send(channel: string, ...args: unknown[]): void {
  sendValue(args, "args", () => {
    ipcRenderer.send(channel, ...args, { "ipc:page": PAGE });
  });
}

/** Calls main. The page gets the answer after all events that main sent before it. */
export async function invoke<T>(
  channel: string,
  args: readonly unknown[],
  options?: ExposedCallOptions,
): Promise<T> {
  let sources;
  try {
    sources = openSources(args);
  } catch (error) {
    throw readable(invalidArgument(error));
  }
  const { args: sent } = sources;
  try {
    const answer = isCancellable(options)
      ? cancellable(options, (call) => answerOf(channel, sent, { call }))
      : answerOf(channel, sent);
    // The type of the answer is generated.
    return (await answer) as T;
  } finally {
    sources.close();
  }
}

/** Calls main, and waits for the answer. `more` is for main. */
async function answerOf(
  channel: string,
  args: readonly unknown[],
  more?: { readonly call: number },
): Promise<unknown> {
  let value: unknown;
  try {
    const last = { "ipc:page": PAGE, mark: lastMark(), ...more };
    value = await ipcRenderer.invoke(channel, ...args, last);
  } catch (error) {
    throw rejection(channel, args, error);
  }
  const envelope = value as Envelope<unknown> | null | undefined;
  if (envelope?.["ipc:ok"]) {
    const [mark, result] = envelope["ipc:ok"];
    await markPassed(mark);
    return result;
  }
  if (envelope?.["ipc:error"]) {
    const [mark, reason] = envelope["ipc:error"];
    await markPassed(mark);
    throw readable(reason);
  }
  return value;
}

/** Calls main, and blocks the page until main answers. */
export function sync<T>(channel: string, ...args: unknown[]): T {
  let answer: unknown;
  try {
    answer = ipcRenderer.sendSync(channel, ...args, { "ipc:page": PAGE });
  } catch (error) {
    const problem = uncloneable(args, "args");
    throw problem === null
      ? error
      : throwable(failure("invalid-argument", problem));
  }
  const envelope = answer as Envelope<T> | null | undefined;
  if (envelope?.["ipc:ok"]) {
    return envelope["ipc:ok"][1];
  }
  // Electron answers by itself once main has lost a message that nothing has answered.
  throw throwable(envelope?.["ipc:error"]?.[1] ?? unserved(channel));
}

/** The failure of a call that Electron itself rejected. */
function rejection(
  channel: string,
  args: readonly unknown[],
  error: unknown,
): unknown {
  if (String(error).includes("No handler registered for")) {
    return readable(unserved(channel));
  }
  const problem = uncloneable(args, "args");
  return problem === null
    ? error
    : readable(failure("invalid-argument", problem));
}

/** A failure as an Error with the same text, for a function that throws instead of rejecting. */
function throwable(reason: Failure): Error {
  return new Error(textOf(reason));
}
