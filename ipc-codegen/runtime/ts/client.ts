// Entry of the page's client: the fast door.

export { open } from "./client/door.js";
export type { CallOptions, Client, Door } from "./client/door.js";
