// The contracts of number10: the streams that the page reads.

import type {
  GenericStreamDownloadContract,
  IStreamDownloadContract,
} from "@number10/electron-ipc";

export interface Item {
  id: number;
  name: string;
  price: number;
  sold: boolean;
}

export type Downloads = GenericStreamDownloadContract<{
  Numbers: IStreamDownloadContract<{ count: number }, number>;
  Rows: IStreamDownloadContract<{ count: number }, Item>;
  Chunks: IStreamDownloadContract<
    { count: number; length: number },
    Uint8Array
  >;
}>;
