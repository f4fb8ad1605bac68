// The contract of electron-effect-rpc, which main, preload and page share.

import { createIpcKit, defineContract, streamRpc } from "electron-effect-rpc";
import * as S from "effect/Schema";

const Count = S.Struct({ count: S.Number });

const Item = S.Struct({
  id: S.Number,
  name: S.String,
  price: S.Number,
  sold: S.Boolean,
});

export const ipc = createIpcKit({
  contract: defineContract({
    methods: [],
    events: [],
    streamMethods: [
      streamRpc("Numbers", Count, S.Number),
      streamRpc("Rows", Count, Item),
      streamRpc(
        "Chunks",
        S.Struct({ count: S.Number, length: S.Number }),
        S.Uint8Array,
      ),
    ],
  }),
  bridge: { global: "effectRpc" },
});
