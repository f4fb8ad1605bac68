// Frames: a header of words and a line of JSON each, one after the other in a text.

import { unpack, type PackedBuffers } from "./buffers.js";

/** How long the id of a call may be. */
const MAX_ID_LENGTH = 64;

/** A text of frames, and the buffers that they refer to. */
export interface Message {
  readonly text: string;
  readonly packed: PackedBuffers | null;
}

/**
 * Handles a frame: its first word (`reply`, `event`), the rest of its header (the id of a call, a
 * channel), one value as JSON or nothing, and the buffers that the value refers to.
 */
export type FrameHandler = (
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
 * Calls `handle` for each whole frame of a text.
 *
 * Returns where an incomplete last frame begins, or the length of the text.
 */
export function eachFrame(
  text: string,
  handle: (head: string, rest: string, payload: string) => void,
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
    handle(
      text.slice(start, hasRest ? space : line),
      hasRest ? text.slice(space + 1, line) : "",
      text.slice(line + 1, end),
    );
    start = end + 1;
  }
  return start;
}

/** Calls `handle` for each whole frame of a message, with its buffers. */
export function eachFrameOf(
  { text, packed }: Message,
  handle: FrameHandler,
): void {
  const all = packed === null ? [] : unpack(packed);
  let buffers = all;
  eachFrame(text, (head, rest, payload) => {
    if (head === "at") {
      buffers = all.slice(Number(rest));
    } else {
      handle(head, rest, payload, buffers);
    }
  });
}

/** Splits off the first word. */
export function splitWord(words: string): [first: string, rest: string] {
  const space = words.indexOf(" ");
  return space < 0
    ? [words, ""]
    : [words.slice(0, space), words.slice(space + 1)];
}

/** A frame that someone waits for, or that belongs to a stream. */
export interface Awaited {
  readonly head: "call" | "stream" | "item" | "answer" | "fail";
  readonly id: string;
}

const AWAITED = /^(call|stream|item|answer|fail)$/;

/**
 * The first frames of a text that someone misses if they are dropped, including an incomplete last
 * frame whose header is whole.
 */
export function awaitedFrames(text: string, most = Infinity): Awaited[] {
  const found: Awaited[] = [];
  const add = (head: string, words: string) => {
    const [id] = splitWord(words);
    // Each id is sent back, so its length has a limit.
    if (
      isAwaited(head) &&
      id !== "" &&
      id.length <= MAX_ID_LENGTH &&
      found.length < most
    ) {
      found.push({ head, id });
    }
  };
  const rest = eachFrame(text, add);
  const line = text.indexOf("\n", rest);
  if (line >= 0) {
    add(...splitWord(text.slice(rest, line)));
  }
  return found;
}

function isAwaited(head: string): head is Awaited["head"] {
  return AWAITED.test(head);
}
