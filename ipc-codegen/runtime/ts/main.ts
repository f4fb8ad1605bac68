// Entry of the main process: connects pages to Rust, and Rust to Electron.

export type { Addon, Packets } from "./main/addon.js";
export { connect } from "./main/connect.js";
export type { Connection, ConnectOptions } from "./main/connect.js";
export type { Limits } from "./main/limits.js";
export type { AttachOptions } from "./main/policy.js";
export type { Target } from "./main/targets.js";
