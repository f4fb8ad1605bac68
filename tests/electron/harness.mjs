// Starts real Electron apps: those of the workspace as they are, and throw-away copies with other
// files. `cargo xtask test electron` builds them, and says in the environment where Electron is.

import { createServer } from "node:http";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { _electron } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** How long an app may run, in milliseconds. One that hangs would hang its test. */
const PATIENCE = Number(process.env.IPC_PATIENCE ?? 60_000);

/** What Chromium logs by itself. */
const CHROMIUM = /^\[\d+:\d{4}\/\d{6}\.\d+:[A-Z]+:.*\n/gm;

/** The folder of an example's app. */
export const example = (name) => join(root, "examples", name, "app");

/** The folder of the test app. */
export const testApp = join(root, "tests/addon/app");

/**
 * Starts Electron on `folder`; `t` ends it with its test.
 *
 * `log` has the lines that the main process has printed so far, and `logged(text)` waits for one.
 */
export async function launch(t, folder) {
  const {
    ELECTRON,
    ELECTRON_SWITCHES = "",
    ELECTRON_RUN_AS_NODE: _,
    ...env
  } = process.env;
  const app = await _electron.launch({
    executablePath: ELECTRON,
    args: [...ELECTRON_SWITCHES.split(" ").filter(Boolean), folder],
    env,
  });
  const watchdog = setTimeout(() => app.process().kill("SIGKILL"), PATIENCE);
  t.after(async () => {
    await app.close();
    clearTimeout(watchdog);
  });

  let log = "";
  const { stdout, stderr } = app.process();
  for (const stream of [stdout, stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (log += text));
  }
  return {
    app,
    page: await app.firstWindow(),
    log: () => log.replaceAll(CHROMIUM, ""),
    logged: (text) =>
      until(() => log.includes(text), `main never printed: ${text}`),
  };
}

/**
 * A copy of an app with some files replaced or added: `{ "main.js": "…" }`, where a function
 * gets the old text and gives the new one.
 */
export async function variant(t, files, original = testApp) {
  const folder = await mkdtemp(join(tmpdir(), "ipc-test-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(original, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    const text =
      typeof content === "function"
        ? content(await readFile(path, "utf8"))
        : content;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return folder;
}

/**
 * A server of `routes`, `{ "/path": (request, response) => … }`, on an origin of its own.
 */
export async function serve(t, routes) {
  const server = createServer((request, response) => {
    const route = routes[new URL(request.url, "http://localhost").pathname];
    if (route) {
      route(request, response);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** Why a test is skipped on an Electron that is older than `version`; `false` if it is not. */
export function since(version) {
  const [running] = (process.env.ELECTRON_VERSION ?? "").split(".");
  return Number(running) < version && `Electron ${version} has this`;
}

/**
 * A client of the fast door that no one generated: `send` posts messages as they are, and resolves
 * with the lines of all that has come by the time that a last call is answered.
 */
export async function rawClient(page) {
  await page.evaluate(async () => {
    const { tables } = await import("./ipc/tables.js");
    const { port1, port2 } = new MessageChannel();
    window.dispatchEvent(
      new MessageEvent("ipc:port", { cancelable: true, ports: [port2] }),
    );
    const heard = [];
    port1.onmessage = ({ data }) => {
      heard.push(typeof data === "string" ? data : data[0]);
    };
    const { protocol, schema } = tables;
    port1.postMessage(`hello\n${JSON.stringify({ protocol, schema })}\n`);
    window.raw = { port: port1, heard };
  });
  return {
    async send(messages) {
      const heard = await page.evaluate(async (messages) => {
        const { port, heard } = window.raw;
        for (const message of messages) {
          if (Array.isArray(message) && message.length > 1) {
            const [text, lengths, sizes] = message;
            const chunks = sizes.map((size) => new Uint8Array(size));
            port.postMessage([text, Uint32Array.from(lengths), chunks]);
          } else {
            port.postMessage(message[0]);
          }
        }
        port.postMessage('call 999 greet\n["last"]\n');
        while (!heard.join("").includes("reply 999\n")) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        return heard.splice(0).join("");
      }, messages);
      return heard.split("\n");
    },
  };
}

/** Calls `window.electronAPI[method]` in `page`: `{ value }`, or `{ error }` as the page catches it. */
export function call(page, method, ...args) {
  return page.evaluate(
    async ([method, args]) => {
      try {
        return { value: await window.electronAPI[method](...args) };
      } catch (error) {
        const { name, code, message, data } = error;
        return {
          error:
            error instanceof Error
              ? { thrown: message }
              : { name, code, message, data },
        };
      }
    },
    [method, args],
  );
}

/** Calls a method of the test app's `probe`: what Rust has seen. */
export function probe(app, method, ...args) {
  return app.evaluate(
    (_, [method, args]) => global.connection.probe[method](...args),
    [method, args],
  );
}

/** The page of the window that `action`, run in the main process, opens. */
export async function opened(app, action, arg) {
  const [page] = await Promise.all([
    app.waitForEvent("window"),
    app.evaluate(action, arg),
  ]);
  return page;
}

/** Waits until `condition` holds. */
export async function until(condition, complaint) {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (await condition()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(complaint);
}
