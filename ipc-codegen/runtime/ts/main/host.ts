// The main process as an endpoint: the functions that Rust calls, and those that call Rust.

import { type Answer, encodeAnswer, notServed } from "../wire/answers.js";
import { argsOf, type Method } from "../wire/contract.js";
import type { Failure } from "../wire/failures.js";
import { splitWord } from "../wire/frames.js";
import { KINDS } from "../wire/kinds.js";
import { member } from "../wire/objects.js";
import type { Core } from "./core.js";
import { type Invoker, openInvoker } from "./invoker.js";
import { report } from "./log.js";
import { MAIN } from "./pipe.js";

/** The limit for an answer of this process, which ends the walk of a graph. */
const ANSWER_LIMIT = { bytes: Infinity, values: 2 ** 26 };

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
  onFrame: (head: string, rest: string, payload: string) => void,
): Invoker {
  const call = async (
    method: Method,
    payload: string,
    buffers: readonly Uint8Array[],
  ): Promise<unknown> => {
    const args = argsOf(method, payload, buffers);
    return await functions.get(method.channel)?.(args);
  };

  async function answerOf(
    channel: string,
    payload: string,
    buffers: readonly Uint8Array[],
  ): Promise<Answer> {
    const method = core.mainContract.peer.get(channel);
    if (method === undefined) {
      return { thrown: notServed(channel) };
    }
    try {
      return { value: await call(method, payload, buffers) };
    } catch (thrown) {
      return { thrown };
    }
  }

  async function request(
    id: string,
    channel: string,
    given: string,
    givenBuffers: readonly Uint8Array[],
  ): Promise<void> {
    const answer = await answerOf(channel, given, givenBuffers);
    const buffers: Uint8Array[] = [];
    const { head, payload } = encodeAnswer(
      answer,
      core.mainContract.peer.get(channel),
      buffers,
      ANSWER_LIMIT,
    );
    invoker.sendFrame(`${head} ${id}`, payload, buffers);
  }

  const invoker = openInvoker(core, MAIN, (head, rest, payload, buffers) => {
    if (head === "request") {
      const [id, channel] = splitWord(rest);
      void request(id, channel, payload, buffers);
    } else if (head === "event") {
      const method = core.mainContract.peer.get(rest);
      if (method !== undefined) {
        call(method, payload, buffers).catch((error: unknown) => {
          report(`"${rest}" failed`, error);
        });
      }
    } else {
      onFrame(head, rest, payload);
    }
  });
  return invoker;
}

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
          const problem = invoker.send("send", method, args);
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
