// Synchronous answers: the return value of an event, which Electron passes to the blocked page.

import type { Outcome } from "../wire/contract.js";
import { failure } from "../wire/failures.js";
import { messageOf } from "../wire/objects.js";

/**
 * Returns the outcome of a call: in an envelope to a generated preload, which thereby knows it from
 * the answer of Electron itself, and raw to a hand-written one. The first return value counts.
 */
export function returnOutcome(
  event: { returnValue: unknown },
  outcome: Outcome,
  form: "envelope" | "raw",
): void {
  try {
    event.returnValue = formed(outcome, form);
  } catch (error) {
    // Electron cannot clone values that are nested too deeply.
    const reason = failure("internal", messageOf(error));
    event.returnValue = formed({ failure: reason }, form);
  }
}

function formed(outcome: Outcome, form: "envelope" | "raw"): unknown {
  if ("failure" in outcome) {
    const { failure } = outcome;
    return form === "raw" ? failure : { "ipc:error": [0, failure] };
  }
  const { value } = outcome;
  return form === "raw" ? value : { "ipc:ok": [0, value] };
}
