// The windows that are attached: what their pages may do.

import type { WebContents } from "electron";

import type { Failure } from "../wire/failures.js";
import { serveChannels } from "./channels.js";
import { followContents } from "./contents.js";
import type { Core } from "./core.js";
import { serveHandWritten } from "./handwritten.js";
import { report } from "./log.js";
import { hearPages } from "./pages.js";
import {
  type Attachment,
  attachmentOf,
  type AttachOptions,
  checkIsolation,
} from "./policy.js";
import { contentsOf, type Target } from "./targets.js";

export type { Target };

/** The windows of an application. */
export interface Windows {
  readonly attach: (target: Target, options?: AttachOptions) => void;
  readonly detach: (target: Target) => void;
  readonly close: (reason: Failure) => void;
}

/** Hears pages from now on, and serves those of windows that are attached. */
export function serveWindows(core: Core): Windows {
  /** With what ends each attachment. */
  const attached = new Map<
    WebContents,
    { readonly attachment: Attachment; readonly release: () => void }
  >();
  const find = (contents: WebContents) =>
    attached.get(contents)?.attachment ?? null;

  followContents();
  const handWritten = serveHandWritten(core, find);
  const pages = hearPages(core, find, (contents) => {
    handWritten.end(contents);
  });
  serveChannels(core, pages, handWritten);

  function attachContents(contents: WebContents, attachment: Attachment): void {
    // A page that has said no hello by now was written by hand.
    const onReady = () => {
      if (!pages.isShown(contents)) {
        handWritten.listen(contents);
      }
    };
    // Electron tells the page's console alone, and the page has nothing to call.
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
      release() {
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
      const attachment = attachmentOf(core.tables, options);
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
        attached.get(contents)?.release();
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
