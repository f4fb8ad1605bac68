// The channels of the plain door: receives the messages that pages send on Electron's own channels.

import * as electron from "electron";
import type { IpcMainEvent, IpcMainInvokeEvent } from "electron";

import type { Method, Outcome } from "../wire/contract.js";
import { backendGone, failure, type Failure } from "../wire/failures.js";
import { KINDS } from "../wire/kinds.js";
import { member, messageOf, textOf } from "../wire/objects.js";
import type { Core } from "./core.js";
import type { HandWrittenPages } from "./handwritten.js";
import { logErrors, report } from "./log.js";
import { type Page, type Pages, refusalOf } from "./pages.js";
import type { PlainDoor } from "./plain.js";
import { returnOutcome } from "./sync.js";

/** Serves the channels of all methods that Rust implements for pages. */
export function serveChannels(
  core: Core,
  pages: Pages,
  handWritten: HandWrittenPages,
): void {
  for (const method of core.pageContract.rust.values()) {
    if (method.kind === "sync") {
      electron.ipcMain.on(
        method.channel,
        logErrors((event: IpcMainEvent, ...args: unknown[]) => {
          onSync(pages, handWritten, method, event, args);
        }),
      );
    } else if (method.kind === "stream") {
      electron.ipcMain.on(
        method.channel,
        logErrors((event: IpcMainEvent, ...args: unknown[]) => {
          onStream(pages, method, event, args);
        }),
      );
    } else if (KINDS[method.kind].answers) {
      electron.ipcMain.handle(method.channel, (event, ...args: unknown[]) =>
        onInvoke(pages, handWritten, method, event, args),
      );
    } else {
      electron.ipcMain.on(
        method.channel,
        logErrors((event: IpcMainEvent, ...args: unknown[]) => {
          onSend(pages, handWritten, method, event, args);
        }),
      );
    }
  }
  for (const head of ["listen", "unlisten"] as const) {
    electron.ipcMain.on(
      `ipc:${head}`,
      logErrors((event: IpcMainEvent, message: unknown) => {
        onListen(core, pages, head, event, message);
      }),
    );
  }
  for (const [channel, receive] of Object.entries(RECEIVERS)) {
    electron.ipcMain.on(
      channel,
      logErrors((event: IpcMainEvent, message: unknown) => {
        const name = textOf(message, "page");
        const page = name === null ? undefined : pages.find(event, name);
        if (page?.door) {
          receive(page.door, member(message, "id"), message);
        }
      }),
    );
  }
  // The preload only asks whether there is a handler.
  electron.ipcMain.handle("ipc:served", () => undefined);
}

/** Receives the messages about calls, streams, sources, requests and ports, by their channels. */
const RECEIVERS: Readonly<
  Record<string, (door: PlainDoor, id: unknown, message: unknown) => void>
> = {
  "ipc:abort": ({ calls }, id) => {
    calls.cancel(id);
  },
  "ipc:credit": ({ streams }, id, message) => {
    streams.credit(id, member(message, "items"));
  },
  "ipc:cancel": ({ streams }, id) => {
    streams.cancel(id);
  },
  "ipc:items": ({ sources }, id, message) => {
    sources.items(id, member(message, "values"));
  },
  "ipc:done": ({ sources }, id) => {
    sources.done(id);
  },
  "ipc:error": ({ sources }, id, message) => {
    sources.error(id, member(message, "failure"));
  },
  "ipc:answer": ({ requests }, id, message) => {
    requests.answer(id, message);
  },
  "ipc:hangup": ({ ports }, id) => {
    ports.hangUp(id);
  },
};

function onSend(
  pages: Pages,
  handWritten: HandWrittenPages,
  method: Method,
  event: IpcMainEvent,
  args: unknown[],
): void {
  const name = popPageName(args);
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
  return "code" in door ? door : door.invoker.send("send", method, args);
}

function onStream(
  pages: Pages,
  method: Method,
  event: IpcMainEvent,
  args: unknown[],
): void {
  const last = args[args.length - 1];
  const name = popPageName(args);
  if (name === null) {
    const { id } = event.sender;
    report(
      `"${method.channel}" of web contents ${id} is dropped`,
      NEEDS_PRELOAD.message,
    );
    return;
  }
  const id = member(last, "stream");
  const door = doorOf(pages.find(event, name), method);
  if ("code" in door) {
    event.reply("ipc:error", name, id, door);
  } else {
    door.streams.open(id, member(last, "items"), method, args);
  }
}

/** Answers a generated preload with values and envelopes, and a hand-written one as Electron does. */
function onInvoke(
  pages: Pages,
  handWritten: HandWrittenPages,
  method: Method,
  event: IpcMainInvokeEvent,
  args: unknown[],
): Promise<unknown> {
  const last = args[args.length - 1];
  const seen = member(last, "mark");
  const name = popPageName(args);
  return new Promise((resolve, reject) => {
    if (name === null) {
      const settle = (outcome: Outcome) => {
        if ("failure" in outcome) {
          reject(new Error(outcome.failure.message));
        } else {
          resolve(outcome.value);
        }
      };
      if (method.sources.length > 0) {
        settle({ failure: NEEDS_PRELOAD });
      } else {
        handWritten.call(event, method, args, settle);
      }
      return;
    }
    const page = pages.find(event, name);
    const door = doorOf(page, method);
    if ("code" in door) {
      resolve({ "ipc:error": [0, door] });
      return;
    }
    const settle = (outcome: Outcome) => {
      resolve(door.answer(outcome, typeof seen === "number" ? seen : 0));
    };
    const sources = door.sources.open(method, args);
    if ("code" in sources) {
      settle({ failure: sources });
      return;
    }
    door.calls.start(member(last, "call"), method, sources.args, (outcome) => {
      sources.close();
      settle(outcome);
    });
  });
}

/** Answers in every case: a page whose message has no return value stays blocked. */
function onSync(
  pages: Pages,
  handWritten: HandWrittenPages,
  method: Method,
  event: IpcMainEvent,
  args: unknown[],
): void {
  const name = popPageName(args);
  const settle = (outcome: Outcome) => {
    returnOutcome(event, outcome, name === null ? "raw" : "envelope");
  };
  try {
    if (name === null) {
      handWritten.call(event, method, args, settle);
      return;
    }
    const door = doorOf(pages.find(event, name), method);
    if ("code" in door) {
      settle({ failure: door });
    } else {
      door.invoker.call(method, args, settle);
    }
  } catch (error) {
    settle({ failure: failure("internal", messageOf(error)) });
    throw error;
  }
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
  const method =
    channel === null ? undefined : core.pageContract.peer.get(channel);
  const page = name === null ? undefined : pages.find(event, name);
  if (page === undefined || method === undefined) {
    return;
  }
  const isChange =
    head === "listen"
      ? !page.subscriptions.has(method.channel)
      : page.subscriptions.delete(method.channel);
  if (!isChange) {
    return;
  }
  if (head === "listen") {
    page.subscriptions.add(method.channel);
  }
  const door = doorOf(page, method);
  if (!("code" in door)) {
    door.invoker.sendFrame(`${head} ${method.channel}`);
  }
}

/** The failure of a hand-written page that uses a stream. */
const NEEDS_PRELOAD = failure(
  "invalid-argument",
  "a stream needs the generated preload",
);

/** The plain door of a page, or why it may not use the door for this method. */
function doorOf(page: Page | undefined, { api }: Method): PlainDoor | Failure {
  if (page === undefined) {
    const text =
      "its page is gone, or was loaded before connect() was called: load it again";
    return failure("not-found", text);
  }
  return refusalOf(page, api) ?? page.door ?? backendGone();
}

/** Removes the argument that a generated preload adds last. Returns the page's name in it. */
function popPageName(args: unknown[]): string | null {
  const name = textOf(args[args.length - 1], "ipc:page");
  if (name !== null) {
    args.pop();
  }
  return name;
}
