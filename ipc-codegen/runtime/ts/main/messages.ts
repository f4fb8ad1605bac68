// The messages of plain doors that have no channel of a method: their numbers, and how they are sent.

import { hasOwn, isObject } from "../wire/objects.js";

/** Sends the page a message about a stream or a request, which has a number. */
export type Post = (
  channel: string,
  id: number,
  ...more: readonly unknown[]
) => void;

/** The most items of a stream that Rust lets out at once. */
const MAX_ITEMS = 65_536;

/** Whether a page may name a stream so. */
export function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Whether a page may grant so many items. */
export function isCredit(value: unknown): value is number {
  return isId(value) && value <= MAX_ITEMS;
}

/** The number in an argument that stands for a source; `null` if it stands for none. */
export function sourceIdOf(arg: unknown): number | null {
  const id = isObject(arg) && hasOwn(arg, "ipc:source") ? arg["ipc:source"] : 0;
  return isId(id) ? id : null;
}
