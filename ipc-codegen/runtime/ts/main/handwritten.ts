// Callers that were written by hand: preloads that say no hello, on channels of the plain door.
//
// They have no session. Each of their messages, and each event for them, is judged by the document
// that is there then.

import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from "electron";

import type { Method, Outcome } from "../wire/contract.js";
import { type Failure, pageGone } from "../wire/failures.js";
import type { TakeFrame } from "../wire/frames.js";
import { type Caller, openCaller } from "./caller.js";
import { frameOf, mainFrameOf, type Place, placeOf } from "./contents.js";
import type { Core } from "./core.js";
import { tellOpen } from "./pages.js";
import { sendEvent } from "./plain.js";
import { type Attachment, authorize, type Principal } from "./policy.js";
import { tellMain } from "./ports.js";

type Event = IpcMainEvent | IpcMainInvokeEvent;

/** The hand-written pages. */
export interface HandWritten {
  /** Calls Rust for a page. */
  call(
    event: Event,
    method: Method,
    args: readonly unknown[],
    settle: (outcome: Outcome) => void,
  ): void;
  /** Calls Rust for a page, and waits for nothing. Returns why it was not sent. */
  send(event: Event, method: Method, args: readonly unknown[]): Failure | null;
  /** Lets web contents that have said no hello hear events. */
  listen(contents: WebContents): void;
  /** Ends what is there of web contents: a page has said hello, or they are gone. */
  end(contents: WebContents): void;
  /** Ends everything. */
  close(reason: Failure): void;
}

/** A document that has said no hello, as Rust knows it. */
interface Document {
  readonly place: Place;
  readonly frame: string;
  readonly caller: Caller;
}

/** Serves hand-written pages. */
export function serveHandWritten(
  core: Core,
  attachmentOf: (contents: WebContents) => Attachment | null,
): HandWritten {
  const documents = new Map<WebContents, Document>();

  const principal = (contents: WebContents, frame: string): Principal => ({
    place: placeOf(contents, frame),
    attachment: attachmentOf(contents),
  });

  /** The document that a frame shows, which is opened for Rust if it is another one than before. */
  function open(
    contents: WebContents,
    frame: string,
    { place, attachment }: Principal,
  ): Caller | null {
    if ("code" in place || attachment === null) {
      return null;
    }
    const known = documents.get(contents);
    if (known?.place === place && known.frame === frame) {
      return known.caller;
    }
    end(contents);
    const endpoint = ++core.endpoints;
    tellOpen(core, endpoint, frame, contents, place, attachment, "all");
    const caller = openCaller(core, endpoint, emitTo(contents));
    documents.set(contents, { place, frame, caller });
    return caller;
  }

  const emitTo =
    (contents: WebContents): TakeFrame =>
    (head, channel, payload, buffers) => {
      const method = core.pages.events.get(channel);
      if (head !== "event" || method === undefined || contents.isDestroyed()) {
        return;
      }
      const who = principal(contents, mainFrameOf(contents));
      if (authorize(who, method.api) === null) {
        sendEvent(contents, method, payload, buffers, []);
      }
    };

  function end(contents: WebContents): void {
    const document = documents.get(contents);
    if (document !== undefined) {
      documents.delete(contents);
      tellMain(core, `close ${document.caller.endpoint}`);
      document.caller.end(pageGone());
    }
  }

  /** Who calls, or why it may not. */
  function admit(event: Event, { api }: Method): Caller | Failure {
    const { sender } = event;
    const frame = frameOf(event);
    const who = principal(sender, frame);
    return authorize(who, api) ?? open(sender, frame, who) ?? pageGone();
  }

  return {
    call(event, method, args, settle) {
      const caller = admit(event, method);
      if ("code" in caller) {
        settle({ failure: caller });
      } else {
        caller.call(method, args, settle);
      }
    },
    send(event, method, args) {
      const caller = admit(event, method);
      return "code" in caller ? caller : caller.send(method, args);
    },
    listen(contents) {
      const frame = mainFrameOf(contents);
      const who = principal(contents, frame);
      if (authorize(who, null) === null) {
        open(contents, frame, who);
      }
    },
    end,
    close(reason) {
      for (const { caller } of documents.values()) {
        caller.end(reason);
      }
      documents.clear();
    },
  };
}
