// Opens pages for Rust.

import type { WebContents } from "electron";

import type { LoadedDocument } from "./contents.js";
import type { Core } from "./core.js";
import { newEndpoint, openEndpoint, type PageInfo } from "./endpoints.js";
import type { Endpoint } from "./pipe.js";
import type { Attachment } from "./policy.js";
import { windowIdOf } from "./targets.js";

/** Opens a page for Rust. Returns its first endpoint, which is that of its plain door. */
export function openPage(
  core: Core,
  contents: WebContents,
  frame: string,
  { url, origin }: LoadedDocument,
  { label, apis }: Attachment,
  subscriptions: PageInfo["subscriptions"],
): Endpoint {
  const endpoint = newEndpoint(core);
  openEndpoint(core, endpoint, {
    contents: contents.id,
    window: windowIdOf(contents),
    label,
    frame,
    url,
    origin,
    apis: [...apis],
    subscriptions,
  });
  return endpoint;
}
