// The log: standard error, with limits, so that no page can fill a disk.

import { printed } from "../wire/objects.js";

/** The most lines in a period. */
const MAX_LINES = 100;

/** The length of a period, in milliseconds. */
const PERIOD_MS = 60_000;

/** The most characters of a text in a line. */
const MAX_LENGTH = 500;

let periodStart = 0;
let lines = 0;

/** Logs a fault and its reason. Both may contain text of a page. */
export function report(fault: string, reason: unknown): void {
  const now = Date.now();
  if (now - periodStart > PERIOD_MS) {
    periodStart = now;
    lines = 0;
  }
  lines += 1;
  if (lines < MAX_LINES) {
    console.error(`ipc: ${escaped(fault)}: ${printedReason(reason)}`);
  } else if (lines === MAX_LINES) {
    console.error(
      `ipc: ${MAX_LINES} lines in a minute: further lines are dropped until the next`,
    );
  }
}

/**
 * Wraps a listener for messages of pages, so that its errors are logged. An uncaught exception would
 * end the application.
 */
export function logErrors<Args extends unknown[]>(
  listener: (...args: Args) => void,
): (...args: Args) => void {
  return (...args) => {
    try {
      listener(...args);
    } catch (error) {
      report("a message of a page is dropped", error);
    }
  };
}

function printedReason(reason: unknown): string {
  if (!(reason instanceof Error)) {
    return escaped(printed(reason));
  }
  const stack = (reason.stack ?? "").split("\n");
  const frames = stack.filter((line) => /^ {4}at /.test(line)).slice(0, 10);
  // Lines of the message may look like frames, so all are escaped.
  return [printed(reason), ...frames].map(escaped).join("\n");
}

/** Cuts a long text, and escapes its control characters. */
function escaped(text: string): string {
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  // Also the line separators that are no control characters, and the characters that reverse text.
  return cut.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029\p{Surrogate}]/gu,
    (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
