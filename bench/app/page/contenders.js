// The contenders. Each has the functions of the trait in `bench/ours`, as far as its tool supports them.

export const contenders = {
  hand: async () => window.handApi,
  plain: async () => window.benchApi,
  fast: async () => (await import("../ipc/client.js")).benchApi,
  eipc: async () => window.eipc.Bench,
  "electron-trpc": async () => (await import("../rivals/trpc.js")).trpcApi,
};
