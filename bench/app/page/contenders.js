// The contenders, each with the functions of the trait in `bench/ours` that it supports.

export const contenders = {
  hand: async () => window.handApi,
  plain: async () => window.benchApi,
  fast: async () => (await import("../ipc/client.js")).benchApi,
  eipc: async () => window.eipc.Bench,
  "electron-trpc": async () => (await import("../rivals/trpc.js")).trpcApi,
};
