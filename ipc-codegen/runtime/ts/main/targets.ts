// Windows and the web contents that they show.

import * as electron from "electron";

import { member } from "../wire/objects.js";

/** A window, a view or web contents. */
export type Target =
  | electron.WebContents
  | { readonly webContents: electron.WebContents }
  | { readonly contentView: object };

/** A `BrowserWindow`, or from Electron 30 on a `BaseWindow`. */
type Window = electron.BrowserWindow;

/**
 * The web contents of a target. A `BaseWindow` has those of all its views.
 *
 * @throws {TypeError} If the target has none.
 */
export function contentsOf(target: unknown): electron.WebContents[] {
  const own = isContents(target) ? target : member(target, "webContents");
  const found = isContents(own)
    ? [own]
    : contentsIn(member(target, "contentView") ?? target);
  if (found.length === 0) {
    throw new TypeError(
      "attach() and detach() take a BrowserWindow, a BaseWindow with views, a WebContentsView or WebContents",
    );
  }
  return found;
}

function isContents(value: unknown): value is electron.WebContents {
  return (
    typeof member(value, "send") === "function" &&
    typeof member(value, "isDestroyed") === "function" &&
    typeof member(value, "loadURL") === "function" &&
    member(value, "webContents") === undefined
  );
}

/** The web contents of a view and of its children. */
function contentsIn(view: unknown): electron.WebContents[] {
  const own = member(view, "webContents");
  const children = member(view, "children");
  const inner = Array.isArray(children) ? children.flatMap(contentsIn) : [];
  return isContents(own) ? [own, ...inner] : inner;
}

/** The id of the window that shows web contents, or 0. */
export function windowIdOf(contents: electron.WebContents): number {
  const window =
    electron.BrowserWindow.fromWebContents(contents) ??
    baseWindows().find((window) =>
      contentsIn(member(window, "contentView")).includes(contents),
    );
  return window?.id ?? 0;
}

function baseWindows(): readonly Window[] {
  return (callBaseWindow("getAllWindows") as Window[] | undefined) ?? [];
}

/** A window by its id; `null` if it is gone. */
export function windowOf(id: number): Window | null {
  const window: unknown =
    electron.BrowserWindow.fromId(id) ?? callBaseWindow("fromId", id);
  // A `BaseWindow` has all members that this module and the host functions use.
  return (window ?? null) as Window | null;
}

/** Calls a static method of `BaseWindow`, which exists from Electron 30 on. */
function callBaseWindow(name: string, ...args: unknown[]): unknown {
  const baseWindow: unknown = Reflect.get(electron, "BaseWindow");
  const method: unknown =
    typeof baseWindow === "function"
      ? Reflect.get(baseWindow, name)
      : undefined;
  return typeof method === "function"
    ? Reflect.apply(method, baseWindow, args)
    : undefined;
}
