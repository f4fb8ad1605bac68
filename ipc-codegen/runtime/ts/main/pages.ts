// The pages: each is a port, from its hello to the port's close.

import * as electron from "electron";
import type {
  IpcMainEvent,
  IpcMainInvokeEvent,
  MessageEvent,
  MessagePortMain,
  WebContents,
} from "electron";

import {
  backendGone,
  failure,
  type Failure,
  pageGone,
} from "../wire/failures.js";
import { textOf } from "../wire/objects.js";
import { frameOf, type Place, placeOf } from "./contents.js";
import type { Core } from "./core.js";
import { report, shielded } from "./log.js";
import type { Endpoint } from "./pipe.js";
import { type Attachment, authorize } from "./policy.js";
import { openDoor, type PlainDoor } from "./plain.js";
import {
  refusePort,
  sayTheSame,
  serveClient,
  type ServedClient,
  tellMain,
} from "./ports.js";
import { windowIdOf } from "./targets.js";

/** What a page and the files of this side must have in common, if it has not. */
const STALE = failure(
  "schema-mismatch",
  "the page's files and connect come from different runs of ipc-codegen: run `ipc-codegen generate` again, load the preload.js and the client that it wrote, and start the application again",
);

/** How many pages there may be in one frame at once: a page that is no client of ours may say hello again. */
const MOST_IN_A_FRAME = 8;

/**
 * How long a page is served after its port has closed, in milliseconds: what it sends while it is
 * unloaded goes another way, and may come later.
 */
const LEAVING = 100;

/** A document that has said hello. */
export interface Page {
  /** What it calls itself: nobody else can guess it. */
  readonly name: string;
  readonly contents: WebContents;
  /** The frame that shows it, as `process id:routing id`. */
  readonly frame: string;
  /** Where it was loaded from. The verdict on it holds as long as it is there. */
  readonly place: Place | Failure;
  readonly isStale: boolean;
  /** What its window may do; `null` while it is not attached. */
  attachment: Attachment | null;
  /** Its plain door, while Rust serves it. */
  door: PlainDoor | null;
  /** What its plain door listens to. */
  readonly subscriptions: Set<string>;
  readonly clients: Set<ServedClient>;
  readonly port: MessagePortMain;
  /** Whether its port has closed. */
  isLeaving: boolean;
}

/** The pages of all web contents. */
export interface Pages {
  /** The page with this name, if the frame that sent a message shows it. */
  find(
    event: IpcMainEvent | IpcMainInvokeEvent,
    name: string,
  ): Page | undefined;
  /** Whether web contents show a page that has said hello. */
  isShown(contents: WebContents): boolean;
  /** Serves the pages of web contents that are there. */
  attach(contents: WebContents, attachment: Attachment): void;
  /** Serves the pages of web contents no longer. */
  detach(contents: WebContents): void;
  /** Serves nothing any longer. */
  close(reason: Failure): void;
}

/** Why a page is not served, or may not use an API; `null` if it may. */
export function refusalOf(
  page: Page,
  api: Parameters<typeof authorize>[1],
): Failure | null {
  return authorize(page, api) ?? (page.isStale ? STALE : null);
}

/** Hears pages from now on. `attachmentOf` says what web contents were attached with. */
export function hearPages(
  core: Core,
  attachmentOf: (contents: WebContents) => Attachment | null,
  onShown: (contents: WebContents) => void,
): Pages {
  const pages = new Map<string, Page>();

  function onHello(event: IpcMainEvent, hello: unknown): void {
    // A message that was sent without ports has no list of them, whatever the typings say.
    const port = event.ports?.[0];
    const name = textOf(hello, "page");
    if (port === undefined || name === null || pages.has(name)) {
      port?.close();
      return;
    }
    const frame = frameOf(event);
    const others = of(event.sender).filter((page) => page.frame === frame);
    // What the document before has sent has come: it is the same way.
    others.filter((page) => page.isLeaving).forEach(end);
    if (others.filter((page) => !page.isLeaving).length >= MOST_IN_A_FRAME) {
      report(
        "a page is not served",
        `it has said hello ${MOST_IN_A_FRAME} times`,
      );
      port.close();
      return;
    }
    const page: Page = {
      name,
      contents: event.sender,
      frame,
      // Now: later the frame may show another document.
      place: placeOf(event.sender, frame),
      isStale: !sayTheSame(core.tables, hello),
      attachment: attachmentOf(event.sender),
      door: null,
      subscriptions: new Set(),
      clients: new Set(),
      port,
      isLeaving: false,
    };
    pages.set(name, page);
    port.on(
      "message",
      shielded(({ ports: [client] }: MessageEvent) => {
        if (client !== undefined) {
          onClient(page, client);
        }
      }),
    );
    port.on("close", () => {
      page.isLeaving = true;
      setTimeout(() => {
        end(page);
      }, LEAVING);
    });
    port.start();
    serve(page);
  }

  function end(page: Page): void {
    if (pages.delete(page.name)) {
      endPage(page, pageGone());
    }
  }

  /** Opens a page for Rust, if it is to be served. */
  function serve(page: Page): void {
    if (page.door !== null || core.pipe === null) {
      return;
    }
    const { contents, place, attachment } = page;
    const refusal = refusalOf(page, null);
    if (refusal !== null || attachment === null || "code" in place) {
      if (attachment !== null && page.isStale) {
        report("a page is not served", STALE.message);
      }
      return;
    }
    onShown(contents);
    const endpoint = ++core.endpoints;
    tellOpen(core, endpoint, page.frame, contents, place, attachment, "listed");
    page.door = openDoor(core, endpoint, page.name, contents);
    for (const channel of page.subscriptions) {
      page.door.caller.tell(`listen ${channel}`);
    }
  }

  function onClient(page: Page, port: MessagePortMain): void {
    const { door } = page;
    const refusal = refusalOf(page, null);
    if (refusal !== null || door === null) {
      refusePort(port, refusal ?? backendGone());
      return;
    }
    const { clients: most } = core.limits;
    if (page.clients.size >= most) {
      const text = `its page has loaded ${most} copies of the client: reload it`;
      refusePort(port, failure("overloaded", text));
      return;
    }
    const first = door.caller.endpoint;
    const client = serveClient(core, port, first, STALE, (ended) => {
      page.clients.delete(ended);
    });
    page.clients.add(client);
  }

  function endPage(page: Page, reason: Failure): void {
    for (const client of [...page.clients]) {
      client.end(reason);
    }
    if (page.door !== null) {
      tellMain(core, `close ${page.door.caller.endpoint}`);
      page.door.caller.end(reason);
      page.door = null;
    }
  }

  const of = (contents: WebContents) =>
    [...pages.values()].filter((page) => page.contents === contents);

  electron.ipcMain.on("ipc:hello", shielded(onHello));
  return {
    find(event, name) {
      const page = pages.get(name);
      return page?.contents === event.sender && page.frame === frameOf(event)
        ? page
        : undefined;
    },
    isShown: (contents) => of(contents).some((page) => page.door !== null),
    attach(contents, attachment) {
      for (const page of of(contents)) {
        page.attachment = attachment;
        serve(page);
        if (page.door !== null) {
          // Its clients may ask for their ports again.
          page.port.postMessage("ipc:attached");
        }
      }
    },
    detach(contents) {
      for (const page of of(contents)) {
        page.attachment = null;
        endPage(page, failure("denied", "its window was detached"));
      }
    },
    close(reason) {
      for (const page of pages.values()) {
        endPage(page, reason);
      }
    },
  };
}

/** Opens a page for Rust. */
export function tellOpen(
  core: Core,
  endpoint: Endpoint,
  frame: string,
  contents: WebContents,
  { url, origin }: Place,
  { label, apis }: Attachment,
  subscriptions: "listed" | "all",
): void {
  const open = {
    contents: contents.id,
    window: windowIdOf(contents),
    label,
    frame,
    url,
    origin,
    apis: [...apis],
    subscriptions,
  };
  tellMain(core, `open ${endpoint}`, JSON.stringify(open));
}
