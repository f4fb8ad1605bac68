// The pages with a generated preload. Each lives from its hello until its port closes.

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
import {
  documentOf,
  senderFrameName,
  type LoadedDocument,
} from "./contents.js";
import type { Core } from "./core.js";
import { closeEndpoint } from "./endpoints.js";
import { isSameGeneration, STALE } from "./generation.js";
import { logErrors, report } from "./log.js";
import { openPage } from "./open.js";
import { openPlainDoor, type PlainDoor } from "./plain.js";
import { type Attachment, authorize } from "./policy.js";
import { refusePort, serveClient, type ServedClient } from "./ports.js";

/** The most pages in one frame at once. Only a compromised page says hello more than once. */
const MAX_PAGES_IN_FRAME = 8;

/**
 * How long a page is served after its port has closed, in milliseconds. The messages that it sends
 * while it is unloaded take another way, and may arrive later.
 */
const UNLOAD_GRACE_MS = 100;

/** A document that has said hello. */
export interface Page {
  /** The name that it has given itself, which no other page can guess. */
  readonly name: string;
  readonly contents: WebContents;
  /** The name of the frame that shows it. */
  readonly frame: string;
  /** Its document at the time of its hello, or why it is denied. */
  readonly document: LoadedDocument | Failure;
  readonly isStale: boolean;
  /** The permissions of its window; `null` while it is not attached. */
  attachment: Attachment | null;
  /** Its plain door, while it is open for Rust. */
  door: PlainDoor | null;
  /** The channels on which its plain door has listeners or handlers. */
  readonly subscriptions: Set<string>;
  readonly clients: Set<ServedClient>;
  readonly port: MessagePortMain;
  /** Whether its port has closed. */
  isUnloading: boolean;
}

/** The pages of all web contents. */
export interface Pages {
  /** The page with this name, if it is in the frame that sent the message. */
  find(
    event: IpcMainEvent | IpcMainInvokeEvent,
    name: string,
  ): Page | undefined;
  /** Whether web contents show a page that is served. */
  isServed(contents: WebContents): boolean;
  /** Serves the pages of web contents. */
  attach(contents: WebContents, attachment: Attachment): void;
  /** Stops serving the pages of web contents. */
  detach(contents: WebContents): void;
  /** Stops serving all pages. */
  close(reason: Failure): void;
}

/** Why a page is not served, or may not use an API; `null` if it may. */
export function refusalOf(
  page: Page,
  api: Parameters<typeof authorize>[1],
): Failure | null {
  return authorize(page, api) ?? (page.isStale ? STALE : null);
}

/**
 * Accepts the hellos of pages from now on, and serves the pages of attached web contents. `onServed`
 * is called before a page is opened for Rust.
 */
export function servePages(
  core: Core,
  attachmentOf: (contents: WebContents) => Attachment | null,
  onServed: (contents: WebContents) => void,
): Pages {
  const pages = new Map<string, Page>();

  const pagesOf = (contents: WebContents) =>
    [...pages.values()].filter((page) => page.contents === contents);

  function onHello(event: IpcMainEvent, hello: unknown): void {
    // A message without ports has no list of them, whatever the typings say.
    const port = event.ports?.[0];
    const name = textOf(hello, "page");
    if (port === undefined || name === null || pages.has(name)) {
      port?.close();
      return;
    }
    const frame = senderFrameName(event);
    const others = pagesOf(event.sender).filter((page) => page.frame === frame);
    // Messages of the previous document use the same way as this hello, so all have arrived.
    others.filter((page) => page.isUnloading).forEach(end);
    const loaded = others.filter((page) => !page.isUnloading);
    if (loaded.length >= MAX_PAGES_IN_FRAME) {
      report(
        "a page is not served",
        `it has said hello ${MAX_PAGES_IN_FRAME} times`,
      );
      port.close();
      return;
    }
    const page: Page = {
      name,
      contents: event.sender,
      frame,
      // The frame may show another document later.
      document: documentOf(event.sender, frame),
      isStale: !isSameGeneration(core.tables, hello),
      attachment: attachmentOf(event.sender),
      door: null,
      subscriptions: new Set(),
      clients: new Set(),
      port,
      isUnloading: false,
    };
    pages.set(name, page);
    port.on(
      "message",
      logErrors(({ ports: [client] }: MessageEvent) => {
        if (client !== undefined) {
          onClient(page, client);
        }
      }),
    );
    port.on("close", () => {
      page.isUnloading = true;
      setTimeout(() => {
        end(page);
      }, UNLOAD_GRACE_MS);
    });
    port.start();
    serve(page);
  }

  function end(page: Page): void {
    if (pages.delete(page.name)) {
      stopServing(page, pageGone());
    }
  }

  /** Opens a page for Rust, unless it is open or denied. */
  function serve(page: Page): void {
    if (page.door !== null || core.pipe === null) {
      return;
    }
    const { contents, frame, document, attachment } = page;
    const refusal = refusalOf(page, null);
    if (refusal !== null || attachment === null || "code" in document) {
      if (attachment !== null && page.isStale) {
        report("a page is not served", STALE.message);
      }
      return;
    }
    onServed(contents);
    const endpoint = openPage(
      core,
      contents,
      frame,
      document,
      attachment,
      "listed",
    );
    page.door = openPlainDoor(core, endpoint, page.name, contents);
    for (const channel of page.subscriptions) {
      page.door.invoker.sendFrame(`listen ${channel}`);
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
    const client = serveClient(core, port, door.invoker.endpoint, (ended) => {
      page.clients.delete(ended);
    });
    page.clients.add(client);
  }

  function stopServing(page: Page, reason: Failure): void {
    for (const client of [...page.clients]) {
      client.end(reason);
    }
    if (page.door !== null) {
      closeEndpoint(core, page.door.invoker.endpoint);
      page.door.end(reason);
      page.door = null;
    }
  }

  electron.ipcMain.on("ipc:hello", logErrors(onHello));
  return {
    find(event, name) {
      const page = pages.get(name);
      return page?.contents === event.sender &&
        page.frame === senderFrameName(event)
        ? page
        : undefined;
    },
    isServed: (contents) =>
      pagesOf(contents).some((page) => page.door !== null),
    attach(contents, attachment) {
      for (const page of pagesOf(contents)) {
        page.attachment = attachment;
        serve(page);
        if (page.door !== null) {
          // Clients that were refused may open their ports again.
          page.port.postMessage("ipc:attached");
        }
      }
    },
    detach(contents) {
      for (const page of pagesOf(contents)) {
        page.attachment = null;
        stopServing(page, failure("denied", "its window was detached"));
      }
    },
    close(reason) {
      for (const page of pages.values()) {
        stopServing(page, reason);
      }
    },
  };
}
