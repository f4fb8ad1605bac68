// The calls that a page makes through its plain door.

import type { Method, Outcome } from "../wire/contract.js";
import { failure } from "../wire/failures.js";
import type { Invoker } from "./invoker.js";
import { isId } from "./messages.js";

/** The calls of a page. All that the page names may be forged. */
export interface Calls {
  /**
   * Starts a call. `id` is the number by which the page may cancel it, or `undefined`. `settle` is called
   * once, at once or later.
   */
  start(
    id: unknown,
    method: Method,
    args: readonly unknown[],
    settle: (outcome: Outcome) => void,
  ): void;
  /** The page no longer awaits the answer of a call. */
  cancel(id: unknown): void;
}

/** Serves the calls of a page. */
export function serveCalls({
  call,
  cancel,
}: Pick<Invoker, "call" | "cancel">): Calls {
  /** The names for Rust of the open calls that have numbers. */
  const names = new Map<number, string>();

  return {
    start(id, method, args, settle) {
      if (id === undefined) {
        call(method, args, settle);
        return;
      }
      if (!isId(id) || names.has(id)) {
        const text = "the number of the call is invalid or in use";
        settle({ failure: failure("invalid-argument", text) });
        return;
      }
      let isOpen = true;
      const name = call(method, args, (outcome) => {
        isOpen = false;
        names.delete(id);
        settle(outcome);
      });
      // Rust may have answered at once.
      if (isOpen) {
        names.set(id, name);
      }
    },
    cancel(id) {
      const name = isId(id) ? names.get(id) : undefined;
      if (name !== undefined) {
        cancel(name);
      }
    },
  };
}
