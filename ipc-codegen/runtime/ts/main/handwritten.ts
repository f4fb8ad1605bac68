// Hand-written pages: their preloads say no hello, and use the channels of the plain door.
//
// No port says when such a page ends. Each of its messages, and each event for it, is authorized by
// the document that its frame shows at that moment.

import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from "electron";

import type { Method, Outcome } from "../wire/contract.js";
import { type Failure, pageGone } from "../wire/failures.js";
import type { FrameHandler } from "../wire/frames.js";
import {
  documentOf,
  senderFrameName,
  type LoadedDocument,
  mainFrameName,
} from "./contents.js";
import type { Core } from "./core.js";
import { closeEndpoint } from "./endpoints.js";
import { type Invoker, openInvoker } from "./invoker.js";
import { openPage } from "./open.js";
import { sendEvent } from "./plain.js";
import { type Attachment, authorize, type Principal } from "./policy.js";

type IpcEvent = IpcMainEvent | IpcMainInvokeEvent;

/** The hand-written pages of all web contents. */
export interface HandWrittenPages {
  /** Calls Rust for a page. */
  call(
    event: IpcEvent,
    method: Method,
    args: readonly unknown[],
    settle: (outcome: Outcome) => void,
  ): void;
  /** Calls Rust for a page, without an answer. Returns the failure if the call was not sent. */
  send(
    event: IpcEvent,
    method: Method,
    args: readonly unknown[],
  ): Failure | null;
  /** Opens the page of web contents for Rust, so that it gets events. */
  listen(contents: WebContents): void;
  /** Ends the page of web contents, if there is one. */
  end(contents: WebContents): void;
  /** Ends all pages. */
  close(reason: Failure): void;
}

/** A hand-written page that is open for Rust. */
interface HandWrittenPage {
  readonly document: LoadedDocument;
  readonly frame: string;
  readonly invoker: Invoker;
}

/** Serves hand-written pages. */
export function serveHandWritten(
  core: Core,
  attachmentOf: (contents: WebContents) => Attachment | null,
): HandWrittenPages {
  const pages = new Map<WebContents, HandWrittenPage>();

  const principalOf = (contents: WebContents, frame: string): Principal => ({
    document: documentOf(contents, frame),
    attachment: attachmentOf(contents),
  });

  /** The invoker of the page in a frame. Opens the page for Rust if its document is a new one. */
  function open(
    contents: WebContents,
    frame: string,
    { document, attachment }: Principal,
  ): Invoker | null {
    if ("code" in document || attachment === null) {
      return null;
    }
    const known = pages.get(contents);
    if (known?.document === document && known.frame === frame) {
      return known.invoker;
    }
    end(contents);
    const endpoint = openPage(
      core,
      contents,
      frame,
      document,
      attachment,
      "all",
    );
    const invoker = openInvoker(core, endpoint, emitTo(contents));
    pages.set(contents, { document, frame, invoker });
    return invoker;
  }

  const emitTo =
    (contents: WebContents): FrameHandler =>
    (head, channel, payload, buffers) => {
      const method = core.pageContract.peer.get(channel);
      if (head !== "event" || method === undefined || contents.isDestroyed()) {
        return;
      }
      const principal = principalOf(contents, mainFrameName(contents));
      if (authorize(principal, method.api) === null) {
        sendEvent(contents, method, payload, buffers, []);
      }
    };

  function end(contents: WebContents): void {
    const page = pages.get(contents);
    if (page !== undefined) {
      pages.delete(contents);
      closeEndpoint(core, page.invoker.endpoint);
      page.invoker.end(pageGone());
    }
  }

  /** The invoker of the page that sent a message, or why it may not call the method. */
  function admit(event: IpcEvent, { api }: Method): Invoker | Failure {
    const { sender } = event;
    const frame = senderFrameName(event);
    const principal = principalOf(sender, frame);
    return (
      authorize(principal, api) ?? open(sender, frame, principal) ?? pageGone()
    );
  }

  return {
    call(event, method, args, settle) {
      const invoker = admit(event, method);
      if ("code" in invoker) {
        settle({ failure: invoker });
      } else {
        invoker.call(method, args, settle);
      }
    },
    send(event, method, args) {
      const invoker = admit(event, method);
      return "code" in invoker ? invoker : invoker.send("send", method, args);
    },
    listen(contents) {
      const frame = mainFrameName(contents);
      const principal = principalOf(contents, frame);
      if (authorize(principal, null) === null) {
        open(contents, frame, principal);
      }
    },
    end,
    close(reason) {
      for (const { invoker } of pages.values()) {
        invoker.end(reason);
      }
      pages.clear();
    },
  };
}
