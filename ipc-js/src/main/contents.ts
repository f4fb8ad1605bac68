// The documents that web contents show, as the browser process knows them.

import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

import * as electron from "electron";
import type { WebContents, WebFrameMain } from "electron";

import { failure, type Failure } from "../wire/failures.js";

/** Where a document was loaded from. Its scripts can change the URL of its frame, but not this. */
export interface LoadedDocument {
  readonly url: string;
  readonly origin: string;
  /** Whether it is a file of the application. */
  readonly isOwnFile: boolean;
}

/** Chromium's error code for a load that was stopped, which keeps the previous document. */
const ERR_ABORTED = -3;

/** The document in the main frame of all web contents, or why its messages are denied. */
const documents = new WeakMap<WebContents, LoadedDocument | Failure>();

/** Tracks the documents of all web contents from now on. */
export function trackDocuments(): void {
  const loadedEarlier = failure(
    "not-found",
    "its document was loaded before connect() was called: load it again",
  );
  for (const contents of electron.webContents.getAllWebContents()) {
    track(contents, loadedEarlier);
  }
  const empty = failure("denied", "its window has not loaded a page yet");
  electron.app.on("web-contents-created", (_event, contents) => {
    track(contents, empty);
  });
}

/** Tracks the document of web contents, whose messages are denied until one is loaded. */
function track(contents: WebContents, initial: Failure): void {
  documents.set(contents, initial);
  contents.on("did-navigate", () => {
    documents.set(contents, documentIn(contents.mainFrame));
  });
  contents.on(
    "did-fail-load",
    (_event, code, _description, url, isMainFrame) => {
      if (isMainFrame && code !== ERR_ABORTED) {
        const text = `its window shows Electron's own page for ${url}, which did not load (error ${code})`;
        documents.set(contents, failure("denied", text));
      }
    },
  );
}

/** The name of a frame of web contents: `process id:routing id`. */
function frameName(processId: number, routingId: number): string {
  return `${processId}:${routingId}`;
}

/** The name of the frame that sent a message. */
export function senderFrameName({
  processId,
  frameId,
}: {
  readonly processId: number;
  readonly frameId: number;
}): string {
  return frameName(processId, frameId);
}

/** The name of the main frame of web contents. */
export function mainFrameName({ mainFrame }: WebContents): string {
  return frameName(mainFrame.processId, mainFrame.routingId);
}

/**
 * The document in a frame, or why its messages are denied.
 *
 * The name of the frame comes from the ids in the message. `senderFrame` is looked up too late: for a
 * message that a document sends while it is unloaded, Electron 27 returns the frame of the next one.
 */
export function documentOf(
  contents: WebContents,
  frame: string,
): LoadedDocument | Failure {
  if (contents.isDestroyed()) {
    return failure("denied", "its window is gone");
  }
  if (frame !== mainFrameName(contents)) {
    return failure("denied", "it was not sent from its window's main frame");
  }
  return documents.get(contents) ?? failure("denied", "its window is unknown");
}

function documentIn({ url, origin }: WebFrameMain): LoadedDocument {
  return { url, origin, isOwnFile: isOwnFile(url, origin) };
}

function isOwnFile(url: string, origin: string): boolean {
  if (origin !== "file://") {
    return false;
  }
  try {
    const file = fileURLToPath(url);
    const folder = electron.app.getAppPath();
    // The application may have been started through a symbolic link to its folder.
    return [folder, fs.realpathSync(folder)].some((folder) => {
      const inside = path.relative(folder, file);
      return inside.split(path.sep)[0] !== ".." && !path.isAbsolute(inside);
    });
  } catch {
    return false;
  }
}
