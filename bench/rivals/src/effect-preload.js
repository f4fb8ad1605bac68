// The preload of electron-effect-rpc.

import * as electron from "electron";
import { ipc } from "./effect-ipc";

ipc.preload({ electronModule: electron }).expose();
