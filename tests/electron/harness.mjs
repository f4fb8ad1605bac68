// Starts apps in real Electron: those of the workspace, and temporary copies of them with other files.
// `cargo xtask test electron` builds them, and gives the path of Electron in the environment.

import { createServer } from "node:http";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { _electron } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The longest run of an app, in milliseconds. An app that hangs would hang its test. */
const PATIENCE_MS = Number(process.env.IPC_PATIENCE ?? 60_000);

/** Matches the lines that Chromium logs. */
const CHROMIUM = /^\[\d+:\d{4}\/\d{6}\.\d+:[A-Z]+:.*\n/gm;

/** The folder of an example's app. */
export const example = (name) => join(root, "examples", name, "app");

/** The folder of the test app. */
export const testApp = join(root, "tests/addon/app");

/**
 * Starts the app in `folder`. It ends with the test `t`.
 *
 * `log` returns the output of the main process so far, and `logged(text)` waits for a text in it.
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
  const watchdog = setTimeout(() => app.process().kill("SIGKILL"), PATIENCE_MS);
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
      until(() => log.includes(text), `main did not print: ${text}`),
  };
}

/**
 * A copy of an app with some files replaced or added: `{ "main.js": "…" }`. A function gets the old
 * text and returns the new one.
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

/** The doors of a page, by which the pages of `launchDoors` find an API. */
export const DOORS = ["fast", "plain"];

/**
 * The files of a page that has an API as `window.doors.fast` and `window.doors.plain`. `client` is its
 * name in the client, and `key` its key on `window`; `script` runs in the page, too.
 */
export const doorsPage = (client, key, script = "") => ({
  "index.html": (html) =>
    `${html}<script type="module" src="./doors.js"></script>`,
  "doors.js": `
    import { ${client} } from "./ipc/client.js";
    ${script}
    window.doors = { fast: ${client}, plain: window.${key} };`,
});

/** Starts the test app with the page of `doorsPage`. */
export async function launchDoors(t, ...page) {
  const launched = await launch(t, await variant(t, doorsPage(...page)));
  await launched.page.waitForFunction(() => window.doors);
  return launched;
}

/** How many streams of `FlowApi` are open in Rust, and how many items they have produced. */
export const streams = (app) =>
  app.evaluate(() => global.connection.flowProbe.streams());

/** Waits until no stream of `FlowApi` is open. */
export const noneOpen = (app) =>
  until(async () => (await streams(app))[0] === 0, "a stream stays open");

/**
 * Starts a server of `routes`, `{ "/path": (request, response) => … }`. Returns its origin.
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

/** The reason to skip a test on an Electron older than `version`; `false` on a newer one. */
export function since(version) {
  const [running] = (process.env.ELECTRON_VERSION ?? "").split(".");
  return Number(running) < version && `needs Electron ${version}`;
}

/**
 * A hand-written client of the fast door. `send` posts messages unchanged, and then makes a last
 * call. It resolves with the lines of everything received up to that call's answer.
 */
export async function rawClient(page) {
  await page.evaluate(async () => {
    const { tables } = await import("./ipc/tables.js");
    const { port1, port2 } = new MessageChannel();
    window.dispatchEvent(
      new MessageEvent("ipc:port", { cancelable: true, ports: [port2] }),
    );
    const received = [];
    port1.onmessage = ({ data }) => {
      received.push(typeof data === "string" ? data : data[0]);
    };
    const { protocol, schema } = tables;
    port1.postMessage(`hello\n${JSON.stringify({ protocol, schema })}\n`);
    window.raw = { port: port1, received };
  });
  return {
    async send(messages) {
      const received = await page.evaluate(async (messages) => {
        const { port, received } = window.raw;
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
        while (!received.join("").includes("reply 999\n")) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        return received.splice(0).join("");
      }, messages);
      return received.split("\n");
    },
  };
}

/** Calls `window.electronAPI[method]` in `page`. Returns `{ value }`, or `{ error }` as caught. */
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

/** Calls a method of the test app's `probe` API, which reports what Rust has seen. */
export function probe(app, method, ...args) {
  return app.evaluate(
    (_, [method, args]) => global.connection.probe[method](...args),
    [method, args],
  );
}

/** Runs `action` in the main process. Returns the page of the window that it opens. */
export async function opened(app, action, arg) {
  const [page] = await Promise.all([
    app.waitForEvent("window"),
    app.evaluate(action, arg),
  ]);
  return page;
}

/** Opens another window with the page of `launchDoors`, which is attached with these options. */
export async function openOther(app, options) {
  const other = await opened(
    app,
    async (_, options) => {
      const window = global.openWindow();
      global.connection.attach(window, options);
      await window.loadFile("index.html");
    },
    options,
  );
  await other.waitForFunction(() => window.doors);
  return other;
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
