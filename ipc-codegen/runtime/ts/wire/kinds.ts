// The channel kinds, written from ipc-syntax/src/kind.rs by tests/kinds.rs.

/** Who implements the methods of each kind, and whether a caller gets an answer. */
export const KINDS = {
  send: { implementedBy: "rust", answers: false },
  invoke: { implementedBy: "rust", answers: true },
  stream: { implementedBy: "rust", answers: true },
  sync: { implementedBy: "rust", answers: true },
  event: { implementedBy: "peer", answers: false },
  request: { implementedBy: "peer", answers: true },
  relay: { implementedBy: "rust", answers: false },
  port: { implementedBy: "peer", answers: false },
} as const;

/** A channel kind. */
export type Kind = keyof typeof KINDS;
