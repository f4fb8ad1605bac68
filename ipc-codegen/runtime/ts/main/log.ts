// The log: standard error, bounded, so that no page can fill a disk.

import { shown } from "../wire/objects.js";

/** How many lines there may be in a period. */
const MOST = 100;

/** A period, in milliseconds. */
const PERIOD = 60_000;

/** How long a reason may be. */
const LONGEST = 500;

let since = 0;
let lines = 0;

/** Logs that something did not go well, and why. Text of a page may be part of both. */
export function report(what: string, why: unknown): void {
  const now = Date.now();
  if (now - since > PERIOD) {
    since = now;
    lines = 0;
  }
  lines += 1;
  if (lines < MOST) {
    console.error(`ipc: ${escaped(what)}: ${reason(why)}`);
  } else if (lines === MOST) {
    console.error(`ipc: ${MOST} lines in a minute: the next ones are left out`);
  }
}

/** A listener of what pages send, out of which nothing is thrown: that would end the application. */
export function shielded<Args extends unknown[]>(
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

function reason(why: unknown): string {
  if (!(why instanceof Error)) {
    return escaped(shown(why));
  }
  const places = (why.stack ?? "").split("\n");
  const frames = places.filter((line) => /^ {4}at /.test(line)).slice(0, 10);
  // Lines of the message may look like frames.
  return [shown(why), ...frames].map(escaped).join("\n");
}

/** A text without control characters, cut off where it is long. */
function escaped(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  // Also the separators of lines that are no control characters, and what turns text around.
  return cut.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029\p{Surrogate}]/gu,
    (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
