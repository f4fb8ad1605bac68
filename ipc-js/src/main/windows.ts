// The attached windows, with the permissions of their pages.

import type { WebContents } from "electron";

import type { Failure } from "../wire/failures.js";
import { serveChannels } from "./channels.js";
import { trackDocuments } from "./contents.js";
import type { Core } from "./core.js";
import { serveHandWritten } from "./handwritten.js";
import { report } from "./log.js";
import { servePages } from "./pages.js";
import {
  type Attachment,
  parseAttachOptions,
  type AttachOptions,
  checkIsolation,
} from "./policy.js";
import { contentsOf, type Target } from "./targets.js";

/** Attaches and detaches windows. */
export interface Windows {
  readonly attach: (target: Target, options?: AttachOptions) => void;
  readonly detach: (target: Target) => void;
  readonly close: (reason: Failure) => void;
}

/** Serves the pages of attached windows from now on. */
export function serveWindows(core: Core): Windows {
  const attached = new Map<
    WebContents,
    { readonly attachment: Attachment; readonly removeListeners: () => void }
  >();
  const attachmentFor = (contents: WebContents) =>
    attached.get(contents)?.attachment ?? null;

  trackDocuments();
  const handWritten = serveHandWritten(core, attachmentFor);
  const pages = servePages(core, attachmentFor, (contents) => {
    handWritten.end(contents);
  });
  serveChannels(core, pages, handWritten);

  function attachContents(contents: WebContents, attachment: Attachment): void {
    // A generated preload has said hello by now.
    const onReady = () => {
      if (!pages.isServed(contents)) {
        handWritten.listen(contents);
      }
    };
    // Electron logs this only in the page's console.
    const onPreloadError = (_event: unknown, path: string, error: Error) => {
      report(`the preload ${path} did not load`, error);
    };
    const onGone = () => {
      handWritten.end(contents);
    };
    const onDestroyed = () => {
      onGone();
      attached.delete(contents);
    };
    contents.on("dom-ready", onReady);
    contents.on("preload-error", onPreloadError);
    contents.on("render-process-gone", onGone);
    contents.once("destroyed", onDestroyed);
    attached.set(contents, {
      attachment,
      removeListeners() {
        contents.off("dom-ready", onReady);
        contents.off("preload-error", onPreloadError);
        contents.off("render-process-gone", onGone);
        contents.off("destroyed", onDestroyed);
      },
    });
    pages.attach(contents, attachment);
    onReady();
  }

  return {
    attach(target, options = {}) {
      const attachment = parseAttachOptions(core.tables, options);
      const found = contentsOf(target);
      for (const contents of found) {
        if (attached.has(contents)) {
          throw new Error(`web contents ${contents.id} are attached already`);
        }
        checkIsolation(contents);
      }
      for (const contents of found) {
        attachContents(contents, attachment);
      }
    },
    detach(target) {
      for (const contents of contentsOf(target)) {
        attached.get(contents)?.removeListeners();
        attached.delete(contents);
        pages.detach(contents);
        handWritten.end(contents);
      }
    },
    close(reason) {
      pages.close(reason);
      handWritten.close(reason);
    },
  };
}
