// The log: the text of a line, and the number of lines.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import { report } from "../src/main/log.js";

const MINUTE = 60_000;

/** The time of the next test: long after the one before. */
let start = Date.now();

/** The lines that are logged from now on. The clock stands still. */
function logged(t: TestContext): string[] {
  start += 10 * MINUTE;
  t.mock.timers.enable({ apis: ["Date"], now: start });
  const lines: string[] = [];
  t.mock.method(console, "error", (line: string) => {
    lines.push(line);
  });
  return lines;
}

test("a line has the fault and its reason", (t) => {
  const lines = logged(t);
  report("a message is dropped", "it has no frames");
  report("a number", 7);
  report("nothing", undefined);
  assert.deepEqual(lines, [
    "ipc: a message is dropped: it has no frames",
    "ipc: a number: 7",
    "ipc: nothing: undefined",
  ]);
});

test("an error is logged with its first stack frames", (t) => {
  const lines = logged(t);
  const error = new TypeError("no\u001b[31m way");
  error.stack = `TypeError: no\n${"    at f (file.js:1:2)\n".repeat(20)}`;
  report("it failed", error);
  assert.deepEqual(lines[0]?.split("\n"), [
    "ipc: it failed: TypeError: no\\u{1b}[31m way",
    ...Array.from({ length: 10 }, () => "    at f (file.js:1:2)"),
  ]);
});

test("an error without a stack is logged by its message", (t) => {
  const lines = logged(t);
  const error = new Error("plain");
  delete error.stack;
  report("it failed", error);
  assert.deepEqual(lines, ["ipc: it failed: Error: plain"]);
});

test("control characters and characters that reverse text are escaped", (t) => {
  const lines = logged(t);
  report("\u001b]0;x\u0007", "a\nb\r\u2028\u2029\u202e\ud800é😀");
  assert.deepEqual(lines, [
    "ipc: \\u{1b}]0;x\\u{7}: a\\u{a}b\\u{d}\\u{2028}\\u{2029}\\u{202e}\\u{d800}é😀",
  ]);
});

test("long text is cut", (t) => {
  const lines = logged(t);
  report("x".repeat(501), "y".repeat(500));
  assert.deepEqual(lines, [`ipc: ${"x".repeat(500)}…: ${"y".repeat(500)}`]);
});

test("a surrogate pair that is cut apart is escaped", (t) => {
  const lines = logged(t);
  report("a", `${"y".repeat(499)}😀`);
  assert.deepEqual(lines, [`ipc: a: ${"y".repeat(499)}\\u{d83d}…`]);
});

test("a minute has a hundred lines at most", (t) => {
  const lines = logged(t);
  for (let count = 0; count < 1000; count++) {
    report("line", count);
  }
  assert.equal(lines.length, 100);
  assert.equal(lines[98], "ipc: line: 98");
  assert.equal(
    lines[99],
    "ipc: 100 lines in a minute: further lines are dropped until the next",
  );
  t.mock.timers.tick(MINUTE);
  report("still", "the same minute");
  assert.equal(lines.length, 100);
  t.mock.timers.tick(1);
  report("line", "of the next minute");
  assert.equal(lines[100], "ipc: line: of the next minute");
  assert.equal(lines.length, 101);
});

test("lines of a message that look like stack frames are escaped and cut", (t) => {
  const lines = logged(t);
  report("it failed", new Error("no\n    at \u001b[31mred"));
  assert.ok(!lines[0]?.includes("\u001b"));
  report("it failed", new Error(`no\n    at ${"x".repeat(100_000)}`));
  assert.ok((lines[1] ?? "").length < 10_000);
});

test("an object without a prototype is logged too", (t) => {
  const lines = logged(t);
  report("it failed", Object.create(null));
  assert.deepEqual(lines, ["ipc: it failed: object"]);
});
