// The channels: what pages say through Electron's own messages.

import * as electron from "electron";
import type { IpcMainEvent, IpcMainInvokeEvent } from "electron";

import type { Method } from "../wire/contract.js";
import { backendGone, failure, type Failure } from "../wire/failures.js";
import { member, textOf } from "../wire/objects.js";
import type { Core } from "./core.js";
import type { HandWritten } from "./handwritten.js";
import { report, shielded } from "./log.js";
import { type Page, type Pages, refusalOf } from "./pages.js";

/** Serves the channels of every method. */
export function serveChannels(
  core: Core,
  pages: Pages,
  handWritten: HandWritten,
): void {
  for (const method of core.pages.calls.values()) {
    if (method.kind === "send") {
      electron.ipcMain.on(
        method.channel,
        shielded((event: IpcMainEvent, ...args: unknown[]) => {
          onSend(pages, handWritten, method, event, args);
        }),
      );
    } else {
      electron.ipcMain.handle(method.channel, (event, ...args: unknown[]) =>
        onInvoke(pages, handWritten, method, event, args),
      );
    }
  }
  for (const head of ["listen", "unlisten"] as const) {
    electron.ipcMain.on(
      `ipc:${head}`,
      shielded((event: IpcMainEvent, message: unknown) => {
        onListen(core, pages, head, event, message);
      }),
    );
  }
  // That it is handled is the answer.
  electron.ipcMain.handle("ipc:served", () => undefined);
}

function onSend(
  pages: Pages,
  handWritten: HandWritten,
  method: Method,
  event: IpcMainEvent,
  args: unknown[],
): void {
  const name = takeName(args);
  const problem =
    name === null
      ? handWritten.send(event, method, args)
      : sendFor(pages.find(event, name), method, args);
  if (problem !== null) {
    const { id } = event.sender;
    report(
      `"${method.channel}" of web contents ${id} is dropped`,
      problem.message,
    );
  }
}

function sendFor(
  page: Page | undefined,
  method: Method,
  args: readonly unknown[],
): Failure | null {
  const door = doorOf(page, method);
  return "code" in door ? door : door.caller.send(method, args);
}

/** Answers a preload of ours with what it unwraps, and one that was written by hand as Electron does. */
function onInvoke(
  pages: Pages,
  handWritten: HandWritten,
  method: Method,
  event: IpcMainInvokeEvent,
  args: unknown[],
): Promise<unknown> {
  const seen = member(args[args.length - 1], "mark");
  const name = takeName(args);
  return new Promise((resolve, reject) => {
    if (name === null) {
      handWritten.call(event, method, args, (outcome) => {
        if ("failure" in outcome) {
          reject(new Error(outcome.failure.message));
        } else {
          resolve(outcome.value);
        }
      });
      return;
    }
    const page = pages.find(event, name);
    const door = doorOf(page, method);
    if ("code" in door) {
      resolve({ "ipc:error": [0, door] });
      return;
    }
    door.caller.call(method, args, (outcome) => {
      resolve(door.answer(outcome, typeof seen === "number" ? seen : 0));
    });
  });
}

function onListen(
  core: Core,
  pages: Pages,
  head: "listen" | "unlisten",
  event: IpcMainEvent,
  message: unknown,
): void {
  const name = textOf(message, "page");
  const channel = textOf(message, "channel");
  const method = channel === null ? undefined : core.pages.events.get(channel);
  const page = name === null ? undefined : pages.find(event, name);
  if (page === undefined || method === undefined) {
    return;
  }
  const isNews =
    head === "listen"
      ? !page.subscriptions.has(method.channel)
      : page.subscriptions.delete(method.channel);
  if (!isNews) {
    return;
  }
  if (head === "listen") {
    page.subscriptions.add(method.channel);
  }
  const door = doorOf(page, method);
  if (!("code" in door)) {
    door.caller.tell(`${head} ${method.channel}`);
  }
}

/** The plain door of a page, or why it may not use it for this method. */
function doorOf(
  page: Page | undefined,
  { api }: Method,
): NonNullable<Page["door"]> | Failure {
  if (page === undefined) {
    const text =
      "its page is gone, or was loaded before connect() was called: load it again";
    return failure("not-found", text);
  }
  return refusalOf(page, api) ?? page.door ?? backendGone();
}

/** What a preload of ours adds to the arguments. */
function takeName(args: unknown[]): string | null {
  const name = textOf(args[args.length - 1], "ipc:page");
  if (name !== null) {
    args.pop();
  }
  return name;
}
