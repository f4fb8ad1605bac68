// The main process, through the CommonJS that runs as it is.

import { connect } from "./ipc/connect.cjs";
import type { Connection } from "./ipc/connect.cjs";

export async function start(): Promise<Connection> {
  const running = await connect({ addon: "native/addon.node" });
  // @ts-expect-error It has no such function.
  running.reload();
  return running;
}
