// The page's part of electron-trpc.

import { createTRPCProxyClient } from "@trpc/client";
import { ipcLink } from "electron-trpc/renderer";

const client = createTRPCProxyClient({ links: [ipcLink()] });

export const trpcApi = {
  nothing: () => client.nothing.mutate(),
  birthday: (person) => client.birthday.mutate(person),
  double: (number) => client.double.mutate(number),
  doubleLater: (number) => client.doubleLater.mutate(number),
  items: (count) => client.items.query(count),
  total: (items) => client.total.mutate(items),
  download: (size) => client.download.query(size),
  upload: (bytes) => client.upload.mutate(bytes),
  burst: (count) => client.burst.mutate(count),
  onTick: (listener) => {
    const subscription = client.tick.subscribe(undefined, { onData: listener });
    return () => subscription.unsubscribe();
  },
};
