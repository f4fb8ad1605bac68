// The preload of number10.

import { exposeNumber10 } from "../wiring/number10";

exposeNumber10();
