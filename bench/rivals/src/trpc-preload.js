// The preload that electron-trpc asks for.

import { exposeElectronTRPC } from "electron-trpc/main";

exposeElectronTRPC();
