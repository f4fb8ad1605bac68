// The main process, through TypeScript.

import { connect } from "./ipc/connect.js";
import type { Connection } from "./ipc/connect.js";

export async function start(): Promise<Connection> {
  const running = await connect({ addon: "native/addon.node" });
  // @ts-expect-error It has no such function.
  running.reload();
  return running;
}
