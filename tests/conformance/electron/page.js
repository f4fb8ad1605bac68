// The page of the conformance app: sends every value through both doors, and reports the results.

import * as client from "./ipc/client.js";
import { cross } from "./cross.js";
import { plan } from "./plan.js";

window.report = cross(plan, { plain: window, fast: client }).then(
  JSON.stringify,
);
