// The policy: who may call what. Nothing else decides.

import type { WebContents } from "electron";

import { failure, type Failure } from "../wire/failures.js";
import type { Api, Tables } from "../wire/tables.js";
import { member } from "../wire/objects.js";
import type { Place } from "./contents.js";

/** What the pages of a window may do. */
export interface AttachOptions {
  /** A name by which Rust can find the window. */
  readonly label?: string;
  /** The APIs that its pages may use: all, if not given. */
  readonly apis?: readonly string[];
  /** Origins of its pages, such as `https://example.com`, besides the application's own files. */
  readonly origins?: readonly string[];
}

/** What `attach` has allowed to the pages of one web contents. */
export interface Attachment {
  readonly label: string | null;
  readonly apis: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/** Who asks: where its document is from, and what its window may do. */
export interface Principal {
  readonly place: Place | Failure;
  readonly attachment: Attachment | null;
}

/** Why a principal may not use an API, or, without one, is not served at all; `null` if it may. */
export function authorize(
  { place, attachment }: Principal,
  api: Api | null,
): Failure | null {
  if (attachment === null) {
    const text =
      "its window is not attached: attach() must come before the page";
    return failure("denied", text);
  }
  if ("code" in place) {
    return place;
  }
  if (!place.isOwnFile && !attachment.origins.has(place.origin)) {
    const text = place.url.startsWith("file:")
      ? `${place.url} is not a file of the application`
      : `its origin ${place.origin} is not allowed: attach(window, { origins: ["${place.origin}"] }) allows it`;
    return failure("denied", text);
  }
  if (api !== null && !attachment.apis.has(api.name)) {
    return failure("denied", `its window was attached without ${api.name}`);
  }
  return null;
}

/**
 * Reads the options of `attach`.
 *
 * @throws {TypeError} If one is unknown, or is not what it must be.
 */
export function attachmentOf(
  tables: Tables,
  options: AttachOptions,
): Attachment {
  const known = ["label", "apis", "origins"];
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(
        `attach() has no option "${key}": there is ${known.join(", ")}`,
      );
    }
  }
  const all = tables.apis
    .filter(({ peer }) => peer === "page")
    .map(({ name }) => name);
  const { label = null, apis = all, origins = [] } = options;
  for (const [name, list] of Object.entries({ apis, origins })) {
    if (!Array.isArray(list)) {
      throw new TypeError(`${name} of attach() must be a list`);
    }
  }
  if (label !== null && typeof label !== "string") {
    throw new TypeError("the label of attach() must be a text");
  }
  for (const api of apis) {
    if (!all.includes(api)) {
      throw new TypeError(
        `there is no API ${JSON.stringify(api)}: there is ${all.join(", ")}`,
      );
    }
  }
  for (const origin of origins) {
    checkOrigin(origin);
  }
  return { label, apis: new Set(apis), origins: new Set(origins) };
}

function checkOrigin(origin: string): void {
  const shown = JSON.stringify(origin);
  if (typeof origin !== "string" || origin.includes("*")) {
    throw new TypeError(
      `${shown} is not an origin: name each one, as "https://example.com"`,
    );
  }
  let url;
  try {
    url = new URL(origin);
  } catch {
    throw new TypeError(
      `${shown} is not an origin: write one as "https://example.com"`,
    );
  }
  if (url.host === "" || url.protocol === "file:") {
    throw new TypeError(
      `${shown} is not the origin of one site: only the application's own files are served from "file:", and no other page without a host`,
    );
  }
  const right = `${url.protocol}//${url.host}`;
  if (right !== origin) {
    throw new TypeError(`${shown} is not an origin: write "${right}"`);
  }
}

/**
 * Refuses web contents whose pages could reach Electron itself.
 *
 * @throws {TypeError} If the context of their preload is not isolated, or their pages have Node.
 */
export function checkIsolation(contents: WebContents): void {
  const read: unknown = Reflect.get(contents, "getLastWebPreferences");
  const preferences: unknown =
    typeof read === "function" ? Reflect.apply(read, contents, []) : null;
  if (member(preferences, "contextIsolation") === false) {
    throw new TypeError(
      "a window without contextIsolation cannot be attached: its pages reach into the preload",
    );
  }
  if (member(preferences, "nodeIntegration") === true) {
    throw new TypeError(
      "a window with nodeIntegration cannot be attached: its pages need no API to do all that Node can",
    );
  }
}
