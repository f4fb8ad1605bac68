// Frames: a header of words and a line of JSON, one after the other in a text.

import { unpack, type Packed } from "./buffers.js";

/** How long the id of a call may be. */
const LONGEST_ID = 64;

/** A text of frames, and the buffers that they refer to. */
export interface Message {
  readonly text: string;
  readonly packed: Packed | null;
}

/**
 * Takes a frame: what it is (`reply`, `event`), what follows (the id of a call, a channel), one value as
 * JSON or nothing, and the buffers that the value refers to.
 */
export type TakeFrame = (
  head: string,
  rest: string,
  payload: string,
  buffers: readonly Uint8Array[],
) => void;

/** Writes a frame. */
export function frame(header: string, payload: string): string {
  return `${header}\n${payload}\n`;
}

/** Writes the frame that ends a call with a failure. */
export function errorFrame(id: string, failure: object): string {
  return frame(`error ${id}`, JSON.stringify(failure));
}

/**
 * Visits the frames of a text up to one that is cut off.
 *
 * Returns where that one begins: the length of the text, if there is none.
 */
export function eachFrame(
  text: string,
  visit: (head: string, rest: string, payload: string) => void,
): number {
  let start = 0;
  while (start < text.length) {
    const line = text.indexOf("\n", start);
    const end = line < 0 ? -1 : text.indexOf("\n", line + 1);
    if (end < 0) {
      break;
    }
    const space = text.indexOf(" ", start);
    const hasRest = space >= 0 && space < line;
    visit(
      text.slice(start, hasRest ? space : line),
      hasRest ? text.slice(space + 1, line) : "",
      text.slice(line + 1, end),
    );
    start = end + 1;
  }
  return start;
}

/** Visits the frames of a message, each with its buffers. */
export function eachFrameOf({ text, packed }: Message, visit: TakeFrame): void {
  const all = packed === null ? [] : unpack(packed);
  let buffers = all;
  eachFrame(text, (head, rest, payload) => {
    if (head === "at") {
      buffers = all.slice(Number(rest));
    } else {
      visit(head, rest, payload, buffers);
    }
  });
}

/** The first word, and what follows it. */
export function cut(words: string): [string, string] {
  const space = words.indexOf(" ");
  return space < 0
    ? [words, ""]
    : [words.slice(0, space), words.slice(space + 1)];
}

/** The ids of the first calls in a text; that of one that is cut off too, if it is whole. */
export function callIds(text: string, most = Infinity): string[] {
  const ids: string[] = [];
  const add = (header: string) => {
    const [id] = cut(header);
    // What is longer is no id, but would be sent back as one.
    if (id !== "" && id.length <= LONGEST_ID && ids.length < most) {
      ids.push(id);
    }
  };
  const rest = eachFrame(text, (head, words) => {
    if (head === "call") {
      add(words);
    }
  });
  if (text.startsWith("call ", rest)) {
    const line = text.indexOf("\n", rest);
    if (line >= 0) {
      add(text.slice(rest + "call ".length, line));
    }
  }
  return ids;
}
