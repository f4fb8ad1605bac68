// A page: everything has the types that the traits declare, and nothing is `any`.

import { desktopApi } from "./ipc/client.js";
import type { CallOptions } from "./ipc/client.js";

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
