// The channel kinds: what ipc-syntax/src/kind.rs says of them.

export const KINDS = {
  send: { implementedBy: "rust", answers: false },
  invoke: { implementedBy: "rust", answers: true },
  event: { implementedBy: "peer", answers: false },
  request: { implementedBy: "peer", answers: true },
} as const;

export type Kind = keyof typeof KINDS;
