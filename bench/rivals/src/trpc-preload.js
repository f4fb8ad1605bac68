// The preload that electron-trpc requires.

import { exposeElectronTRPC } from "electron-trpc/main";

exposeElectronTRPC();
