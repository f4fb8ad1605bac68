// Entry of the page's client: the fast door.

export type {
  CallOptions,
  Client,
  ClientRequestContext,
  ClientStream,
  Door,
  StreamOptions,
} from "./client/api.js";
export { open } from "./client/door.js";
