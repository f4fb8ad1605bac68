// The policy: the options of `attach`, and who may call what.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { WebContents } from "electron";

import {
  parseAttachOptions,
  authorize,
  checkIsolation,
} from "../src/main/policy.js";
import { failure } from "../src/wire/failures.js";
import { tables } from "./tables.js";

/** Reads options without their types, as an application in JavaScript gives them. */
function attach(options: object): ReturnType<typeof parseAttachOptions> {
  return parseAttachOptions(tables, options);
}

function refused(options: object, message: string): void {
  assert.throws(() => attach(options), { name: "TypeError", message });
}

const [desktop = null, files = null] = tables.apis;

const own = {
  url: "file:///app/index.html",
  origin: "file://",
  isOwnFile: true,
};
const site = {
  url: "https://example.com/page",
  origin: "https://example.com",
  isOwnFile: false,
};

test("by default, the application's files may use all APIs of pages", () => {
  assert.deepEqual(attach({}), {
    label: null,
    apis: new Set(["DesktopApi", "FilesApi", "CounterApi"]),
    origins: new Set(),
  });
});

test("options are read", () => {
  assert.deepEqual(
    attach({
      label: "main",
      apis: ["FilesApi"],
      origins: ["https://example.com", "http://localhost:5173", "app://bundle"],
    }),
    {
      label: "main",
      apis: new Set(["FilesApi"]),
      origins: new Set([
        "https://example.com",
        "http://localhost:5173",
        "app://bundle",
      ]),
    },
  );
  assert.deepEqual(attach({ apis: [] }).apis, new Set());
});

test("an unknown option is refused", () => {
  refused(
    { origin: ["https://example.com"] },
    'attach() has no option "origin": the options are label, apis, origins',
  );
});

test("a label must be a string", () => {
  refused({ label: 7 }, "the label of attach() must be a string");
});

test("an API that is unknown or of the main process is refused", () => {
  refused(
    { apis: ["DesktopAPI"] },
    'there is no API "DesktopAPI": the APIs are DesktopApi, FilesApi, CounterApi',
  );
  refused(
    { apis: ["Host"] },
    'there is no API "Host": the APIs are DesktopApi, FilesApi, CounterApi',
  );
});

test("an origin must be written as browsers write it", () => {
  const cases = [
    ["*", '"*" is not an origin: name each one, as "https://example.com"'],
    [
      "https://*.example.com",
      '"https://*.example.com" is not an origin: name each one, as "https://example.com"',
    ],
    [7, '7 is not an origin: name each one, as "https://example.com"'],
    [
      "example.com",
      '"example.com" is not an origin: write one as "https://example.com"',
    ],
    ["", '"" is not an origin: write one as "https://example.com"'],
    ["null", '"null" is not an origin: write one as "https://example.com"'],
    [
      "https://",
      '"https://" is not an origin: write one as "https://example.com"',
    ],
    [
      "file://",
      '"file://" is not the origin of one site: pages without a host are not served, except the application\'s own files',
    ],
    [
      "file://server",
      '"file://server" is not the origin of one site: pages without a host are not served, except the application\'s own files',
    ],
    [
      "about:blank",
      '"about:blank" is not the origin of one site: pages without a host are not served, except the application\'s own files',
    ],
    [
      "localhost:5173",
      '"localhost:5173" is not the origin of one site: pages without a host are not served, except the application\'s own files',
    ],
    [
      "https://example.com/",
      '"https://example.com/" is not an origin: write "https://example.com"',
    ],
    [
      "https://example.com:443",
      '"https://example.com:443" is not an origin: write "https://example.com"',
    ],
    [
      "HTTPS://Example.COM",
      '"HTTPS://Example.COM" is not an origin: write "https://example.com"',
    ],
    [
      "https://user@example.com",
      '"https://user@example.com" is not an origin: write "https://example.com"',
    ],
    [
      "https://example.com/page?q#h",
      '"https://example.com/page?q#h" is not an origin: write "https://example.com"',
    ],
    [
      "https://bücher.example",
      '"https://bücher.example" is not an origin: write "https://xn--bcher-kva.example"',
    ],
    [
      " https://example.com",
      '" https://example.com" is not an origin: write "https://example.com"',
    ],
  ] as const;
  for (const [origin, message] of cases) {
    refused({ origins: [origin] }, message);
  }
});

test("a page of a window that is not attached is denied", () => {
  assert.deepEqual(
    authorize({ document: own, attachment: null }, null),
    failure(
      "denied",
      "its window is not attached: attach() must come before the page",
    ),
  );
});

test("a page without a known document is denied for that reason", () => {
  const document = failure("denied", "it was sent from an iframe");
  assert.equal(authorize({ document, attachment: attach({}) }, null), document);
  assert.equal(
    authorize({ document, attachment: attach({}) }, desktop),
    document,
  );
});

test("the application's own files may use the attached APIs", () => {
  const attachment = attach({ apis: ["DesktopApi"] });
  assert.equal(authorize({ document: own, attachment }, null), null);
  assert.equal(authorize({ document: own, attachment }, desktop), null);
  assert.deepEqual(
    authorize({ document: own, attachment }, files),
    failure("denied", "its window was attached without FilesApi"),
  );
});

test("an origin must be allowed", () => {
  const refusal = failure(
    "denied",
    'its origin https://example.com is not allowed: attach(window, { origins: ["https://example.com"] }) allows it',
  );
  const elsewhere = attach({ origins: ["https://example.org"] });
  const here = attach({ origins: [site.origin] });
  for (const api of [null, desktop]) {
    assert.deepEqual(
      authorize({ document: site, attachment: attach({}) }, api),
      refusal,
    );
    assert.deepEqual(
      authorize({ document: site, attachment: elsewhere }, api),
      refusal,
    );
    assert.equal(authorize({ document: site, attachment: here }, api), null);
  }
});

test("a file from elsewhere is denied", () => {
  const document = { ...own, url: "file:///tmp/a.html", isOwnFile: false };
  assert.deepEqual(
    authorize({ document, attachment: attach({}) }, null),
    failure("denied", "file:///tmp/a.html is not a file of the application"),
  );
});

test("windows whose pages could reach Electron are refused", () => {
  const contents = (preferences: object | null) =>
    ({ getLastWebPreferences: () => preferences }) as unknown as WebContents;
  for (const preferences of [
    null,
    {},
    { contextIsolation: true, nodeIntegration: false },
  ]) {
    checkIsolation(contents(preferences));
  }
  checkIsolation({} as unknown as WebContents);
  assert.throws(() => {
    checkIsolation(contents({ contextIsolation: false }));
  }, /^TypeError: a window without contextIsolation cannot be attached/);
  assert.throws(() => {
    checkIsolation(contents({ nodeIntegration: true }));
  }, /^TypeError: a window with nodeIntegration cannot be attached/);
});
