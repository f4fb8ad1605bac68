// The policy: the only module that decides who may call what.

import type { WebContents } from "electron";

import { failure, type Failure } from "../wire/failures.js";
import { member } from "../wire/objects.js";
import type { Api, Tables } from "../wire/tables.js";
import type { LoadedDocument } from "./contents.js";

/** The permissions of the pages of a window. */
export interface AttachOptions {
  /** A name by which Rust finds the window. */
  readonly label?: string;
  /** The APIs that its pages may use. The default is all APIs. */
  readonly apis?: readonly string[];
  /** Allowed origins, such as `https://example.com`, besides the application's own files. */
  readonly origins?: readonly string[];
}

/** The permissions that `attach` has given to the pages of web contents. */
export interface Attachment {
  readonly label: string | null;
  readonly apis: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/** The sender of a message: its document, and the permissions of its window. */
export interface Principal {
  readonly document: LoadedDocument | Failure;
  readonly attachment: Attachment | null;
}

/**
 * Why a principal may not use an API; `null` if it may. Without an API, why the principal is not served
 * at all.
 */
export function authorize(
  { document, attachment }: Principal,
  api: Api | null,
): Failure | null {
  if (attachment === null) {
    const text =
      "its window is not attached: attach() must come before the page";
    return failure("denied", text);
  }
  if ("code" in document) {
    return document;
  }
  const { url, origin, isOwnFile } = document;
  if (!isOwnFile && !attachment.origins.has(origin)) {
    const text = url.startsWith("file:")
      ? `${url} is not a file of the application`
      : `its origin ${origin} is not allowed: attach(window, { origins: ["${origin}"] }) allows it`;
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
 * @throws {TypeError} If an option is unknown or invalid.
 */
export function parseAttachOptions(
  tables: Tables,
  options: AttachOptions,
): Attachment {
  const known = ["label", "apis", "origins"];
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(
        `attach() has no option "${key}": the options are ${known.join(", ")}`,
      );
    }
  }
  const all = tables.apis
    .filter(({ peer }) => peer === "page")
    .map(({ name }) => name);
  const { label = null, apis = all, origins = [] } = options;
  for (const [name, list] of Object.entries({ apis, origins })) {
    if (!Array.isArray(list)) {
      throw new TypeError(`the ${name} of attach() must be an array`);
    }
  }
  if (label !== null && typeof label !== "string") {
    throw new TypeError("the label of attach() must be a string");
  }
  for (const api of apis) {
    if (!all.includes(api)) {
      throw new TypeError(
        `there is no API ${JSON.stringify(api)}: the APIs are ${all.join(", ")}`,
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
      `${shown} is not the origin of one site: pages without a host are not served, except the application's own files`,
    );
  }
  const corrected = `${url.protocol}//${url.host}`;
  if (corrected !== origin) {
    throw new TypeError(`${shown} is not an origin: write "${corrected}"`);
  }
}

/**
 * Refuses web contents whose pages could reach Electron.
 *
 * @throws {TypeError} If the context of the preload is not isolated, or the pages have Node.
 */
export function checkIsolation(contents: WebContents): void {
  const getPreferences: unknown = Reflect.get(
    contents,
    "getLastWebPreferences",
  );
  const preferences: unknown =
    typeof getPreferences === "function"
      ? Reflect.apply(getPreferences, contents, [])
      : null;
  if (member(preferences, "contextIsolation") === false) {
    throw new TypeError(
      "a window without contextIsolation cannot be attached: its pages can reach into the preload",
    );
  }
  if (member(preferences, "nodeIntegration") === true) {
    throw new TypeError(
      "a window with nodeIntegration cannot be attached: its pages can do all that Node can, without any API",
    );
  }
}
