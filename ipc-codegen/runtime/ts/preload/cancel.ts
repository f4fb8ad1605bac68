// Calls of the plain door that the page may end before the answer.

import { ipcRenderer } from "electron";

import type { ExposedCallOptions } from "../types.js";
import { startTimer } from "../wire/cancel.js";
import { failure, type Failure } from "../wire/failures.js";
import { messageOf } from "../wire/objects.js";
import { readable } from "./failures.js";
import { PAGE } from "./identity.js";

let lastId = 0;

/** Whether a call may end early. The page may have passed anything as options. */
export function isCancellable(
  options: ExposedCallOptions | undefined,
): options is ExposedCallOptions {
  return options?.onAbort !== undefined || options?.timeoutMs !== undefined;
}

/** Makes a call that may end early. `send` sends it with its number, and waits for the answer. */
export function cancellable(
  { onAbort, timeoutMs }: ExposedCallOptions,
  send: (id: number) => Promise<unknown>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const id = ++lastId;
    const call = { isSent: false, hasEnded: false };
    const stopTimer = startTimer(timeoutMs, end);

    function end(reason: Failure): void {
      if (call.hasEnded) {
        return;
      }
      release();
      if (call.isSent) {
        ipcRenderer.send("ipc:abort", { page: PAGE, id });
      }
      reject(readable(reason));
    }

    function release(): void {
      call.hasEnded = true;
      stopTimer();
    }

    try {
      onAbort?.(() => {
        end(failure("cancelled", "the caller cancelled the call"));
      });
    } catch (error) {
      // The caller could not cancel the call.
      end(failure("invalid-argument", `onAbort failed: ${messageOf(error)}`));
    }
    if (!call.hasEnded) {
      call.isSent = true;
      send(id).finally(release).then(resolve, reject);
    }
  });
}
