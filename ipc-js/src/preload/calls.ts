// Calls of the plain door: one channel a method, ordinary values.

import { ipcRenderer } from "electron";

import { failure, type Failure } from "../wire/failures.js";
import { PAGE } from "./identity.js";
import { lastMark, passed } from "./marks.js";
import { uncloneable } from "./uncloneable.js";

/** What main wraps an answer in, if there is something to wait for, or to tell from a value. */
interface Answer<T> {
  readonly "ipc:ok"?: readonly [mark: number, value: T];
  readonly "ipc:error"?: readonly [mark: number, problem: Failure];
}

/** Calls main and waits for nothing. */
export function send(channel: string, ...args: unknown[]): void {
  try {
    ipcRenderer.send(channel, ...args, { "ipc:page": PAGE });
  } catch (error) {
    const problem = uncloneable(args);
    throw problem === null ? error : new TypeError(problem);
  }
}

/** Calls main and waits for its answer, which the page gets after the events that main sent first. */
export async function invoke<T>(
  channel: string,
  ...args: unknown[]
): Promise<T> {
  let value: unknown;
  try {
    const last = { "ipc:page": PAGE, mark: lastMark() };
    value = await ipcRenderer.invoke(channel, ...args, last);
  } catch (error) {
    throw rejection(channel, args, error);
  }
  const answer = value as Answer<T> | null | undefined;
  if (answer?.["ipc:ok"]) {
    const [mark, result] = answer["ipc:ok"];
    await passed(mark);
    return result;
  }
  if (answer?.["ipc:error"]) {
    const [mark, problem] = answer["ipc:error"];
    await passed(mark);
    throw readable(problem);
  }
  return value as T;
}

/** Why Electron itself did not carry a call, in the shape of all other failures. */
function rejection(
  channel: string,
  args: readonly unknown[],
  error: unknown,
): unknown {
  if (String(error).includes("No handler registered for")) {
    const text = `nothing in main serves "${channel}": is connect() called before the window loads its page?`;
    return readable(failure("not-found", text));
  }
  const problem = uncloneable(args);
  return problem === null
    ? error
    : readable(failure("invalid-argument", problem));
}

/**
 * A failure as a plain object, because the context bridge takes everything but the message from an
 * Error. As text it says what an Error would say.
 */
function readable(problem: Failure): object {
  const { name, code, message } = problem;
  return { ...problem, toString: () => `${name} (${code}): ${message}` };
}
