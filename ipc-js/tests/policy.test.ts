// The policy: what `attach` takes, and who may call what.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { WebContents } from "electron";

import { attachmentOf, authorize, checkIsolation } from "../src/main/policy.js";
import { failure } from "../src/wire/failures.js";
import { tables } from "./tables.js";

/** What an application without types may give. */
function attach(options: object): ReturnType<typeof attachmentOf> {
  return attachmentOf(tables, options);
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

test("without options all APIs of pages are allowed to the application's files", () => {
  assert.deepEqual(attach({}), {
    label: null,
    apis: new Set(["DesktopApi", "FilesApi"]),
    origins: new Set(),
  });
});

test("options are kept", () => {
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

test("an option that is unknown is refused", () => {
  refused(
    { origin: ["https://example.com"] },
    'attach() has no option "origin": there is label, apis, origins',
  );
});

test("a label is a text", () => {
  refused({ label: 7 }, "the label of attach() must be a text");
});

test("an API that is unknown, or the main process's, is refused", () => {
  refused(
    { apis: ["DesktopAPI"] },
    'there is no API "DesktopAPI": there is DesktopApi, FilesApi',
  );
  refused(
    { apis: ["Host"] },
    'there is no API "Host": there is DesktopApi, FilesApi',
  );
});

test("an origin is written as browsers write it", () => {
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
      '"file://" is not the origin of one site: only the application\'s own files are served from "file:", and no other page without a host',
    ],
    [
      "file://server",
      '"file://server" is not the origin of one site: only the application\'s own files are served from "file:", and no other page without a host',
    ],
    [
      "about:blank",
      '"about:blank" is not the origin of one site: only the application\'s own files are served from "file:", and no other page without a host',
    ],
    [
      "localhost:5173",
      '"localhost:5173" is not the origin of one site: only the application\'s own files are served from "file:", and no other page without a host',
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

test("a page of a window that is not attached may do nothing", () => {
  assert.deepEqual(
    authorize({ place: own, attachment: null }, null),
    failure(
      "denied",
      "its window is not attached: attach() must come before the page",
    ),
  );
});

test("a page whose place is not known is refused with the reason", () => {
  const place = failure("denied", "it was sent from an iframe");
  assert.equal(authorize({ place, attachment: attach({}) }, null), place);
  assert.equal(authorize({ place, attachment: attach({}) }, desktop), place);
});

test("the application's own files may use what is attached", () => {
  const attachment = attach({ apis: ["DesktopApi"] });
  assert.equal(authorize({ place: own, attachment }, null), null);
  assert.equal(authorize({ place: own, attachment }, desktop), null);
  assert.deepEqual(
    authorize({ place: own, attachment }, files),
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
      authorize({ place: site, attachment: attach({}) }, api),
      refusal,
    );
    assert.deepEqual(
      authorize({ place: site, attachment: elsewhere }, api),
      refusal,
    );
    assert.equal(authorize({ place: site, attachment: here }, api), null);
  }
});

test("a file from elsewhere is refused as such", () => {
  const place = { ...own, url: "file:///tmp/a.html", isOwnFile: false };
  assert.deepEqual(
    authorize({ place, attachment: attach({}) }, null),
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
