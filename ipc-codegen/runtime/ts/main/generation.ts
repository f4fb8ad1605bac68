// Detects page files that were generated from another schema than the main side.

import { failure } from "../wire/failures.js";
import { member } from "../wire/objects.js";
import type { Tables } from "../wire/tables.js";

/** The failure of all calls of a page or a client of another generation. */
export const STALE = failure(
  "schema-mismatch",
  "the page's files and connect come from different runs of ipc-codegen: run `ipc-codegen generate` again, load the preload.js and the client that it wrote, and start the application again",
);

/** Whether the sender of a hello was generated together with the main side. */
export function isSameGeneration(
  { protocol, schema }: Tables,
  hello: unknown,
): boolean {
  return (
    member(hello, "protocol") === protocol && member(hello, "schema") === schema
  );
}
