// Files with names that are not reserved, and without.

import assert from "node:assert/strict";
import { test } from "node:test";
import { unreserved } from "./reserved.mjs";

const schema = {
  apis: [
    { name: "DesktopApi", methods: [{ error: { name: "OpenError" } }] },
    { name: "ShellApi", methods: [{}] },
  ],
  types: [
    { name: "User", inputDiffers: true },
    { name: "Given", shape: { typeScript: "Map<Date>" } },
  ],
};

const names = (file, text) =>
  unreserved(file, text, schema).map((problem) => problem.split("`")[1]);

test("names of the user's and names with a dollar are reserved", () => {
  const types = `
    import type * as $ipc from "./runtime/types.js";
    export type { $ipc };
    export interface DesktopApi { load(user: UserInput): Promise<$ipc.Some<User>>; }
    export type User = Record<string, string>;
    export type Given = Map<Date>;
    export type OpenErrorFailure = $ipc.Failure<"OpenError">;
    export type UserInput<T> = T | globalThis.Promise<T>;`;
  assert.deepEqual(names("types.ts", types), []);
  const client = `
    import * as $ipc from "./runtime/client.js";
    const $words = ["one"] as const;
    export const desktopApi: $ipc.Client = { load: (user) => $ipc.call([user]) };
    const $delete = { user() { return this; } };
    export { $delete as shellApi };`;
  assert.deepEqual(names("client.ts", client), []);
  const errors = `
    import * as $errors from "./runtime/errors.js";
    export { IpcError, isIpcError } from "./runtime/errors.js";
    export function isOpenError(error: unknown): error is $types.OpenErrorFailure {
      return $errors.isFailure(error, "OpenError", []);
    }`;
  assert.deepEqual(names("errors.ts", errors), []);
  const connect = `"use strict";
    const { tables: $tables } = require("./tables.cjs");
    exports.connect = function connect(options) { return options.host; };`;
  assert.deepEqual(names("connect.cjs", connect), []);
});

test("a top-level name that is not the user's is reported", () => {
  for (const [file, text, name] of [
    ["types.ts", "export interface Helper {}", "Helper"],
    ["types.ts", "type Helper = string;", "Helper"],
    ["client.ts", "const door = 1;", "door"],
    ["client.ts", "const { door: [inner] } = $ipc;", "inner"],
    ["client.ts", "export function DesktopApi() {}", "DesktopApi"],
    ["client.ts", 'import * as ipc from "./runtime/client.js";', "ipc"],
    ["client.ts", 'import { open } from "./runtime/client.js";', "open"],
    ["client.ts", 'export * from "./runtime/client.js";', "*"],
    ["errors.ts", "export function isUser() {}", "isUser"],
    ["types.ts", "export type UserFailure = string;", "UserFailure"],
    ["preload.ts", 'export { open } from "./runtime/preload.js";', "open"],
    ["connect.cjs", "exports.open = 1;", "open"],
  ]) {
    assert.deepEqual(names(file, text), [name], text);
  }
});

test("a name that is used without a declaration is reported", () => {
  for (const [file, text, name] of [
    ["types.ts", "export type User = Set<string>;", "Set"],
    ["client.ts", "export const desktopApi = window.$ipc;", "window"],
    ["client.ts", "export const desktopApi = { process };", "process"],
    ["client.ts", 'export const desktopApi = require("x");', "require"],
    ["preload.js", "$page.expose(location.href);", "location"],
  ]) {
    assert.deepEqual(names(file, text), [name], text);
  }
});

test("a name is reported with its line", () => {
  assert.deepEqual(unreserved("client.ts", "\nconst door = 1;\n", schema), [
    "2: `door` is a top-level name, and is not reserved",
  ]);
});
