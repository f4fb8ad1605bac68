// A port in this process: the end of a client's port, or a page's end of a port to another page.

/** A port, as Electron and Node have them. */
export interface Port {
  postMessage(message: unknown, transfer?: Port[]): void;
  on(event: "message", listener: (event: { data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  start(): void;
  close(): void;
}
