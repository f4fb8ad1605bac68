// Waits for conditions.

import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

/** The longest wait, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Waits until a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    assert.ok(
      performance.now() - start < PATIENCE_MS,
      `never held: ${condition.toString()}`,
    );
    await setImmediate();
  }
}
