// The preload's runtime: what stands between a page and main in the isolated world.

export { open } from "./preload/open.js";
export type { Page, PreloadOptions } from "./preload/open.js";
