// A page: everything has the types that the traits declare, and nothing is `any`.

import { IpcError, desktopApi } from "./ipc/client.js";
import type { CallOptions } from "./ipc/client.js";
import type { $ipc, OpenFileError } from "./ipc/types.js";

type Failure = $ipc.IpcError<
  "OpenFileError",
  "Busy" | "Unreadable",
  OpenFileError
>;

export async function open(options: CallOptions): Promise<string> {
  window.electronAPI.setTitle("title");
  // @ts-expect-error A title is a string.
  window.electronAPI.setTitle(1);
  // @ts-expect-error It can be null.
  const wrong: string = await window.electronAPI.openFile();
  const path = await desktopApi.openFile(options);
  // @ts-expect-error It is no number.
  const wrongToo: number | null = path;
  const stop: () => void = desktopApi.onUpdateCounter((step) => {
    desktopApi.counterValue(BigInt(step.toFixed()));
  });
  stop();
  return path ?? wrong + String(wrongToo);
}

export function reason(error: unknown): string {
  return error instanceof IpcError ? error.message : String(error);
}

export function isBusy(failure: Failure): boolean {
  return failure.code === "Busy";
}
