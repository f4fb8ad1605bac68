// The main side: serves pages with what Rust implements, and Rust with what Electron does.

export type { Addon, Packets } from "./main/addon.js";
export { connect } from "./main/connect.js";
export type { Connection, ConnectOptions } from "./main/connect.js";
export type { Limits } from "./main/limits.js";
export type { AttachOptions } from "./main/policy.js";
export type { Target } from "./main/targets.js";
