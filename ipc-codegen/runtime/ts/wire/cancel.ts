// How a caller ends a call that has no answer yet.

import { failure, type RuntimeFailure } from "./failures.js";

/**
 * Calls `end` with the failure of a call that has no answer after `timeoutMs`. Returns the function that
 * stops the timer.
 */
export function startTimer(
  timeoutMs: number | undefined,
  end: (reason: RuntimeFailure) => void,
): () => void {
  // A longer timer would fire at once.
  if (timeoutMs === undefined || !(timeoutMs < 2 ** 31)) {
    return () => undefined;
  }
  const timer = setTimeout(() => {
    end(failure("timeout", `no answer came within ${timeoutMs} ms`));
  }, timeoutMs);
  return () => {
    clearTimeout(timer);
  };
}
