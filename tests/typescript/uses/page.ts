// A page: everything has the types that the traits declare, and nothing is `any`.

import { desktopApi } from "./ipc/client.js";
import type { CallOptions } from "./ipc/client.js";
import type { DesktopApi } from "./ipc/types.js";

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

export async function openWithin(signal: AbortSignal): Promise<string | null> {
  // @ts-expect-error The context bridge carries no signal.
  await window.electronAPI.openFile({ signal });
  // @ts-expect-error A function without an answer takes no options.
  window.electronAPI.setTitle("title", { timeoutMs: 1 });
  return window.electronAPI.openFile({
    onAbort: (abort) => {
      signal.addEventListener("abort", abort);
    },
    timeoutMs: 30_000,
  });
}

/** A mock of the interface stands for `window.electronAPI`, and the reverse. */
export function mocked(mock: DesktopApi): [Window["electronAPI"], DesktopApi] {
  return [mock, window.electronAPI];
}
