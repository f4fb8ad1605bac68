// The page's side of the fast door.

export { open } from "./client/door.js";
export type { CallOptions, Client, Door } from "./client/door.js";
export { IpcError } from "./client/error.js";
