// Electron's windows: which one shows web contents, and which web contents one shows.

import * as electron from "electron";

import { member } from "../wire/objects.js";

/** Whatever has web contents: a window, a view, or web contents themselves. */
export type Target =
  | electron.WebContents
  | { readonly webContents: electron.WebContents }
  | { readonly contentView: object };

/** A window of Electron: `BaseWindow` is there from version 30 on. */
type Window = electron.BrowserWindow;

/**
 * The web contents of a target; of a `BaseWindow` those of all its views.
 *
 * @throws {TypeError} If it has none.
 */
export function contentsOf(target: unknown): electron.WebContents[] {
  const own = isContents(target) ? target : member(target, "webContents");
  const found = isContents(own)
    ? [own]
    : contentsIn(member(target, "contentView") ?? target);
  if (found.length === 0) {
    throw new TypeError(
      "what is attached or detached is a BrowserWindow, a BaseWindow with views, a WebContentsView or WebContents",
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

/** The web contents of a view, and of the views in it. */
function contentsIn(view: unknown): electron.WebContents[] {
  const own = member(view, "webContents");
  const children = member(view, "children");
  const inner = Array.isArray(children) ? children.flatMap(contentsIn) : [];
  return isContents(own) ? [own, ...inner] : inner;
}

/** The id of the window that shows web contents; 0 if none does. */
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

/** A window by its id, unless it is gone. */
export function windowOf(id: number): Window | null {
  const window: unknown =
    electron.BrowserWindow.fromId(id) ?? callBaseWindow("fromId", id);
  // What is found by the id of a window is one, which has all that is asked of it here.
  return (window ?? null) as Window | null;
}

/** Calls a function of the class of all windows, which Electron has from version 30 on. */
function callBaseWindow(name: string, ...args: unknown[]): unknown {
  const owner: unknown = Reflect.get(electron, "BaseWindow");
  const method: unknown =
    typeof owner === "function" ? Reflect.get(owner, name) : undefined;
  return typeof method === "function"
    ? Reflect.apply(method, owner, args)
    : undefined;
}
