// Web contents: what the browser process says of the documents that they show.

import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

import * as electron from "electron";
import type { WebContents, WebFrameMain } from "electron";

import { failure, type Failure } from "../wire/failures.js";

/** Where a document was loaded from. Its scripts can change the URL of a frame later, and not this. */
export interface Place {
  readonly url: string;
  readonly origin: string;
  /** Whether it is a file of the application's own. */
  readonly isOwnFile: boolean;
}

/** What Chromium calls a load that was stopped: the document before it stays. */
const ABORTED = -3;

/** Where the document of each web contents' main frame was loaded from, or why that is not known. */
const places = new WeakMap<WebContents, Place | Failure>();

/** Keeps the places of all web contents from now on. */
export function followContents(): void {
  const unheard = failure(
    "not-found",
    "its document was loaded before connect() was called: load it again",
  );
  for (const contents of electron.webContents.getAllWebContents()) {
    follow(contents, unheard);
  }
  const empty = failure("denied", "nothing was loaded in its window yet");
  electron.app.on("web-contents-created", (_event, contents) => {
    follow(contents, empty);
  });
}

/** Keeps the places of web contents, from the one that they begin with. */
function follow(contents: WebContents, first: Failure): void {
  places.set(contents, first);
  contents.on("did-navigate", () => {
    places.set(contents, place(contents.mainFrame));
  });
  contents.on(
    "did-fail-load",
    (_event, code, _description, url, isMainFrame) => {
      if (isMainFrame && code !== ABORTED) {
        const text = `its window shows Electron's own page for ${url}, which did not load (error ${code})`;
        places.set(contents, failure("denied", text));
      }
    },
  );
}

/** A frame, as `process id:routing id`. */
function frameName(processId: number, routingId: number): string {
  return `${processId}:${routingId}`;
}

/** The frame that has sent a message. */
export function frameOf({
  processId,
  frameId,
}: {
  readonly processId: number;
  readonly frameId: number;
}): string {
  return frameName(processId, frameId);
}

/** The main frame of web contents. */
export function mainFrameOf({ mainFrame }: WebContents): string {
  return frameName(mainFrame.processId, mainFrame.routingId);
}

/**
 * Where the document of a frame was loaded from, or why its messages are denied.
 *
 * The frame goes by the ids of the message. `senderFrame` is looked up later: for what a document
 * sends while it is unloaded, Electron 27 gives the frame of the next one.
 */
export function placeOf(contents: WebContents, frame: string): Place | Failure {
  if (contents.isDestroyed()) {
    return failure("denied", "its window is gone");
  }
  if (frame !== mainFrameOf(contents)) {
    return failure("denied", "it was not sent from its window's main frame");
  }
  return (
    places.get(contents) ?? failure("denied", "its window is not known here")
  );
}

function place({ url, origin }: WebFrameMain): Place {
  return { url, origin, isOwnFile: isOwnFile(url, origin) };
}

function isOwnFile(url: string, origin: string): boolean {
  if (origin !== "file://") {
    return false;
  }
  try {
    const file = fileURLToPath(url);
    const folder = electron.app.getAppPath();
    // The folder may have been started by another name than its own.
    return [folder, fs.realpathSync(folder)].some((folder) => {
      const inside = path.relative(folder, file);
      return inside.split(path.sep)[0] !== ".." && !path.isAbsolute(inside);
    });
  } catch {
    return false;
  }
}
