// This process as an endpoint: what Rust asks of it, and what it asks of Rust.

import { argsOf, type Method } from "../wire/contract.js";
import { encodeValue } from "../wire/encode.js";
import { cut } from "../wire/frames.js";
import { member, messageOf, textOf } from "../wire/objects.js";
import { type Caller, openCaller } from "./caller.js";
import type { Core } from "./core.js";
import { report } from "./log.js";
import { MAIN } from "./pipe.js";

/** A function that Rust may call. */
type Implementation = (args: unknown[]) => unknown;

/** The functions that Rust may call, by channel. */
export type Host = ReadonlyMap<string, Implementation>;

/**
 * Takes what Rust may call from who implements it: `owners` has an object for each API.
 *
 * @throws {TypeError} If a function is missing.
 */
export function hostOf(core: Core, owners: object): Host {
  const host = new Map<string, Implementation>();
  for (const { api, name, channel } of core.main.events.values()) {
    const owner = member(owners, api.key);
    const call = member(owner, name);
    if (typeof call !== "function") {
      throw new TypeError(`connect() needs a function host.${api.key}.${name}`);
    }
    host.set(channel, (args) => Reflect.apply(call, owner, args));
  }
  return host;
}

/** Opens the endpoint of this process. `onFrame` gets what is no event, request or answer. */
export function openHost(
  core: Core,
  host: Host,
  onFrame: (head: string, payload: string) => void,
): Caller {
  const call = async (
    method: Method,
    payload: string,
    buffers: readonly Uint8Array[],
  ): Promise<unknown> => {
    const args = argsOf(method, payload, buffers);
    return await host.get(method.channel)?.(args);
  };

  async function answer(
    id: string,
    channel: string,
    payload: string,
    given: readonly Uint8Array[],
  ): Promise<void> {
    const method = core.main.events.get(channel);
    const buffers: Uint8Array[] = [];
    let head = `answer ${id}`;
    let text;
    try {
      if (method === undefined) {
        throw Object.assign(new Error(`nothing here serves "${channel}"`), {
          code: "not-found",
        });
      }
      const value = await call(method, payload, given);
      text = encodeValue(value, "value", method, buffers);
    } catch (error) {
      head = `fail ${id}`;
      buffers.length = 0;
      text = encodeThrown(error, buffers);
    }
    caller.tell(head, text, buffers);
  }

  const caller = openCaller(core, MAIN, (head, rest, payload, buffers) => {
    if (head === "request") {
      const [id, channel] = cut(rest);
      void answer(id, channel, payload, buffers);
    } else if (head === "event") {
      const method = core.main.events.get(rest);
      if (method !== undefined) {
        call(method, payload, buffers).catch((error: unknown) => {
          report(`"${rest}" failed`, error);
        });
      }
    } else {
      onFrame(head, payload);
    }
  });
  return caller;
}

/**
 * What was thrown, as Rust reads it: whatever has a `code` keeps it as its data, unless it has data
 * of its own.
 */
function encodeThrown(error: unknown, buffers: Uint8Array[]): string {
  const code = member(error, "code");
  const own = member(error, "data");
  const thrown = {
    name: textOf(error, "name") ?? "Error",
    message: messageOf(error),
  };
  const data = own ?? (code === undefined ? null : { code });
  try {
    return encodeValue({ ...thrown, data }, "error", NOTHING, buffers);
  } catch {
    buffers.length = 0;
    // What was thrown matters more than what cannot be sent of it.
    return JSON.stringify({ ...thrown, data: null });
  }
}

const NOTHING = { json: undefined, order: undefined };

/** The functions of the APIs that Rust implements for this process, by the key of the API. */
export function callsOf(
  core: Core,
  caller: Caller,
): Record<string, Record<string, (...args: unknown[]) => unknown>> {
  const apis: Record<
    string,
    Record<string, (...args: unknown[]) => unknown>
  > = {};
  for (const method of core.main.calls.values()) {
    const functions = (apis[method.api.key] ??= {});
    functions[method.name] =
      method.kind === "send"
        ? (...args) => {
            const problem = caller.send(method, args);
            if (problem !== null) {
              throw Object.assign(new Error(problem.message), problem);
            }
          }
        : (...args) =>
            new Promise((resolve, reject) => {
              caller.call(method, args, (outcome) => {
                if ("failure" in outcome) {
                  const { failure } = outcome;
                  reject(Object.assign(new Error(failure.message), failure));
                } else {
                  resolve(outcome.value);
                }
              });
            });
  }
  return apis;
}
