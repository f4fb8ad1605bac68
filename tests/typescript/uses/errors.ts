// A page that tells failures apart: codes are checked, and their data is typed.

import { IpcError, isIpcError, isOpenFileError } from "./ipc/errors.js";
import type { IpcErrorCode } from "./ipc/errors.js";
import type { OpenFileErrorFailure } from "./ipc/types.js";

/** A function for cases that there are not. */
function never(value: never): never {
  throw new Error(`unexpected: ${String(value)}`);
}

export async function open(): Promise<string> {
  try {
    return (await window.electronAPI.openFile()) ?? "";
  } catch (error) {
    if (isOpenFileError(error)) {
      return explain(error);
    }
    return isIpcError(error) ? hint(error.code) : String(error);
  }
}

function explain(error: OpenFileErrorFailure): string {
  const { name }: { name: "OpenFileError" } = error;
  switch (error.code) {
    case "Busy": {
      const data: "Busy" = error.data;
      return `${name}: ${data}`;
    }
    case "Unreadable":
      // @ts-expect-error It has no such member.
      return error.data.Unreadable.file;
    // @ts-expect-error There is no such code.
    case "Unreadible":
      return "";
    default:
      return never(error);
  }
}

export function explainAll(error: unknown): string {
  if (!isOpenFileError(error)) {
    // @ts-expect-error It can be anything.
    return error.message;
  }
  switch (error.code) {
    case "Unreadable":
      return error.data.Unreadable.path;
    default:
      // @ts-expect-error One code is left.
      return never(error);
  }
}

export function hint(code: IpcErrorCode): string {
  switch (code) {
    case "invalid-argument":
    case "denied":
    case "not-found":
    case "schema-mismatch":
    case "internal":
      return "a bug";
    case "timeout":
    case "cancelled":
    case "too-large":
    case "overloaded":
    case "backend-gone":
      return "try again";
    default:
      return never(code);
  }
}

export function isGone(error: unknown): boolean {
  if (error instanceof IpcError) {
    const data: null = error.data;
    // @ts-expect-error There is no such code.
    return data === null && error.code === "backend-gon";
  }
  return false;
}
