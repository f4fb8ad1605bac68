// The plain door of an application that has not called `connect`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openUnserved } from "./electron.js";

const page = await openUnserved();

const FAILURE = {
  name: "IpcError",
  code: "not-found",
  message:
    'nothing in main serves "log:lines": call connect() before the window loads its page',
  data: null,
};

test("calls and streams fail", async () => {
  for (const result of [
    page.invoke("log:lines", [7]),
    page.invoke("log:lines", [7], { timeoutMs: 60_000 }),
    page.stream("log:lines", 7).next(),
  ]) {
    const error: unknown = await result.then(
      () => assert.fail("it was not rejected"),
      (error: unknown) => error,
    );
    assert.deepEqual(
      { ...(error as object), toString: undefined },
      {
        ...FAILURE,
        toString: undefined,
      },
    );
    assert.equal(String(error), `IpcError (not-found): ${FAILURE.message}`);
  }
});
