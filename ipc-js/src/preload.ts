// Entry of the preload: connects a page to main from the isolated world.

export { open } from "./preload/open.js";
export type { Preload, PreloadOptions } from "./preload/open.js";
export type { Exposed } from "./types.js";
