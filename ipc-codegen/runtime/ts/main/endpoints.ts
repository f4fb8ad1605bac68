// Opens and closes endpoints, by frames that only the main process may send.

import { frame } from "../wire/frames.js";
import type { Core } from "./core.js";
import { report } from "./log.js";
import { type Endpoint, MAIN } from "./pipe.js";

/** The description of a page for Rust. */
export interface PageInfo {
  readonly contents: number;
  readonly window: number;
  readonly label: string | null;
  readonly frame: string;
  readonly url: string;
  readonly origin: string;
  readonly apis: readonly string[];
  /** Whether the page gets the events that it subscribes to, or all events. */
  readonly subscriptions: "listed" | "all";
}

/** A number for a new endpoint. */
export function newEndpoint(core: Core): Endpoint {
  core.lastEndpoint += 1;
  return core.lastEndpoint;
}

/** Opens a page with its first endpoint. */
export function openEndpoint(
  core: Core,
  endpoint: Endpoint,
  page: PageInfo,
): void {
  sendFrame(core, `open ${endpoint}`, JSON.stringify(page));
}

/** Adds an endpoint to a page, whose first endpoint is `page`. */
export function joinEndpoint(
  core: Core,
  endpoint: Endpoint,
  page: Endpoint,
): void {
  sendFrame(core, `join ${endpoint} ${page}`);
}

/** Closes an endpoint; the first one of a page closes the page. */
export function closeEndpoint(core: Core, endpoint: Endpoint): void {
  sendFrame(core, `close ${endpoint}`);
}

function sendFrame(core: Core, header: string, payload = ""): void {
  try {
    core.pipe?.send(MAIN, { text: frame(header, payload), packed: null });
  } catch (error) {
    report(`Rust did not accept "${header}"`, error);
  }
}
