// The main process as an endpoint: the functions that Rust calls, and those that call Rust.

import { argsOf, type Method } from "../wire/contract.js";
import { encodeValue } from "../wire/encode.js";
import type { Failure } from "../wire/failures.js";
import { splitWord } from "../wire/frames.js";
import { KINDS } from "../wire/kinds.js";
import { member, messageOf, textOf } from "../wire/objects.js";
import type { Core } from "./core.js";
import { type Invoker, openInvoker } from "./invoker.js";
import { report } from "./log.js";
import { MAIN } from "./pipe.js";

/** A function that Rust may call. */
type Implementation = (args: unknown[]) => unknown;

/** The functions that Rust may call, by channel. */
type HostFunctions = ReadonlyMap<string, Implementation>;

/**
 * Collects the functions that Rust may call. `owners` has an object for each API.
 *
 * @throws {TypeError} If a function is missing.
 */
export function hostFunctions(core: Core, owners: object): HostFunctions {
  const functions = new Map<string, Implementation>();
  for (const { api, name, channel } of core.mainContract.peer.values()) {
    const owner = member(owners, api.key);
    const call = member(owner, name);
    if (typeof call !== "function") {
      throw new TypeError(`connect() needs a function host.${api.key}.${name}`);
    }
    functions.set(channel, (args) => Reflect.apply(call, owner, args));
  }
  return functions;
}

/** Opens the endpoint of this process. `onFrame` gets all frames but events, requests and answers. */
export function openHost(
  core: Core,
  functions: HostFunctions,
  onFrame: (head: string, payload: string) => void,
): Invoker {
  const call = async (
    method: Method,
    payload: string,
    buffers: readonly Uint8Array[],
  ): Promise<unknown> => {
    const args = argsOf(method, payload, buffers);
    return await functions.get(method.channel)?.(args);
  };

  async function answer(
    id: string,
    channel: string,
    payload: string,
    given: readonly Uint8Array[],
  ): Promise<void> {
    const method = core.mainContract.peer.get(channel);
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
    invoker.sendFrame(head, text, buffers);
  }

  const invoker = openInvoker(core, MAIN, (head, rest, payload, buffers) => {
    if (head === "request") {
      const [id, channel] = splitWord(rest);
      void answer(id, channel, payload, buffers);
    } else if (head === "event") {
      const method = core.mainContract.peer.get(rest);
      if (method !== undefined) {
        call(method, payload, buffers).catch((error: unknown) => {
          report(`"${rest}" failed`, error);
        });
      }
    } else {
      onFrame(head, payload);
    }
  });
  return invoker;
}

/** Encodes a thrown value. If it has a `code` but no `data`, the data is an object with the code. */
function encodeThrown(error: unknown, buffers: Uint8Array[]): string {
  const code = member(error, "code");
  const ownData = member(error, "data");
  const thrown = {
    name: textOf(error, "name") ?? "Error",
    message: messageOf(error),
  };
  const data = ownData ?? (code === undefined ? null : { code });
  try {
    return encodeValue({ ...thrown, data }, "error", NO_CODECS, buffers);
  } catch {
    buffers.length = 0;
    // The message is worth more than an error about data that cannot be sent.
    return JSON.stringify({ ...thrown, data: null });
  }
}

const NO_CODECS = { json: undefined, order: undefined };

/** The APIs that Rust implements for this process, by their keys. */
export function apisOf(
  core: Core,
  invoker: Invoker,
): Record<string, Record<string, (...args: unknown[]) => unknown>> {
  const apis: Record<
    string,
    Record<string, (...args: unknown[]) => unknown>
  > = {};
  for (const method of core.mainContract.rust.values()) {
    const functions = (apis[method.api.key] ??= {});
    functions[method.name] = KINDS[method.kind].answers
      ? (...args) =>
          new Promise((resolve, reject) => {
            invoker.call(method, args, (outcome) => {
              if ("failure" in outcome) {
                reject(errorOf(outcome.failure));
              } else {
                resolve(outcome.value);
              }
            });
          })
      : (...args) => {
          const problem = invoker.send(method, args);
          if (problem !== null) {
            throw errorOf(problem);
          }
        };
  }
  return apis;
}

function errorOf(failure: Failure): Error {
  return Object.assign(new Error(failure.message), failure);
}
