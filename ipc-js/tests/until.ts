// Waiting for what comes by a port.

import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

/** How long something may take, in milliseconds. */
const PATIENCE = 10_000;

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  const start = performance.now();
  while (!holds()) {
    assert.ok(
      performance.now() - start < PATIENCE,
      `never came: ${holds.toString()}`,
    );
    await setImmediate();
  }
}
