// The types of the client's functions, compared with those on `window`.

import { test } from "node:test";

import type {
  CallOptions,
  Client,
  ClientRequestContext,
  ClientStream,
  Door,
} from "../src/client.js";
import type { Preload } from "../src/preload.js";
import type {
  Exposed,
  ExposedCallOptions,
  ListenerEvent,
  RequestContext,
  Source,
  Stream,
} from "../src/types.js";

interface Sends {
  "counter-value"(value: number): void;
}

interface Api {
  note(text: string): void;
  add(left: number, right?: boolean | null): Promise<number>;
  onTick(listener: (count: bigint) => void): () => void;
  onIdle(listener: () => void): () => void;
  onUpdateCounter(
    listener: (event: ListenerEvent<Sends>, step: number) => void,
  ): () => void;
  lines(since?: number): Stream<string>;
  handleConfirm(
    handler: (
      process: string,
      context: RequestContext,
    ) => boolean | Promise<boolean>,
  ): () => void;
  upload(name: string, chunks: Source<Uint8Array>): Promise<number>;
  flush(): void;
}

type FastApi = Client<Api, "flush">;

/** Whether two types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? true
    : false;

/** Compiles only if `T` is `true`. */
function holds<T extends true>(): T | undefined {
  return undefined;
}

test("the types of the client are those of the API, with more", () => {
  holds<Same<Parameters<FastApi["note"]>[1], CallOptions | undefined>>();
  holds<Same<Parameters<FastApi["add"]>[1], boolean | null | undefined>>();
  holds<Same<ReturnType<FastApi["add"]>, Promise<number>>>();
  holds<Same<FastApi["onTick"], Api["onTick"]>>();
  holds<Same<FastApi["onIdle"], Api["onIdle"]>>();
  holds<Same<FastApi["onUpdateCounter"], Api["onUpdateCounter"]>>();
  holds<Same<ReturnType<FastApi["lines"]>, ClientStream<string>>>();
  holds<Same<Parameters<FastApi["handleConfirm"]>["length"], 1>>();
  type Handler = Parameters<FastApi["handleConfirm"]>[0];
  holds<
    Same<Parameters<Handler>, [process: string, context: ClientRequestContext]>
  >();
  holds<Same<keyof FastApi, Exclude<keyof Api, "flush">>>();
});

/** An API as it is on `window`. */
type PlainApi = Exposed<
  Api & {
    readonly VERSION: "1.0";
    setting(name: string): boolean;
    end(): never;
  }
>;

test("functions on window that return a promise take options", () => {
  type Rest<Name extends "add" | "upload"> = Parameters<PlainApi[Name]>;
  holds<Same<Rest<"add">[1], boolean | null | undefined>>();
  holds<Same<Rest<"add">[2], ExposedCallOptions | undefined>>();
  holds<Same<Rest<"upload">[2], ExposedCallOptions | undefined>>();
  holds<Same<ReturnType<PlainApi["add"]>, Promise<number>>>();
  type Changed = "add" | "upload";
  holds<
    Same<
      Omit<PlainApi, Changed | "VERSION" | "setting" | "end">,
      Omit<Api, Changed>
    >
  >();
  holds<Same<PlainApi["VERSION"], "1.0">>();
  holds<Same<PlainApi["setting"], (name: string) => boolean>>();
  holds<Same<PlainApi["end"], () => never>>();
});

/** Compiles: the API of `window` and a mock of the API replace each other. */
export function mock(api: Api, plain: PlainApi): [Exposed<Api>, Api] {
  const { signal } = new AbortController();
  void plain.add(1, undefined, {
    onAbort(abort) {
      signal.addEventListener("abort", abort);
    },
    timeoutMs: 1,
  });
  // @ts-expect-error The context bridge carries no signal.
  void plain.add(1, null, { signal });
  return [api, plain];
}

/** Compiles: a source may be anything that has values. */
export function uploads({ upload }: FastApi): void {
  const bytes = new Uint8Array();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* await Promise.resolve([bytes]);
  }
  for (const source of [chunks(), [bytes], new ReadableStream<Uint8Array>()]) {
    void upload("a", source, { timeoutMs: 1 });
  }
  void upload("a", { next: () => ({ done: true, value: null }) });
  // @ts-expect-error Text is no chunk.
  void upload("a", ["text"]);
}

/** Compiles: the functions of a generated client. */
export function clientOf(door: Door): FastApi {
  return {
    note: (text, options) => {
      door.send("note", [text], options);
    },
    add: (left, right, options) => door.invoke("add", [left, right], options),
    onTick: (listener) => door.on("tick", listener),
    onIdle: (listener) => door.on("idle", listener),
    onUpdateCounter: (listener) => door.on("update-counter", listener),
    lines: (since, options) => door.stream("log:lines", [since], options),
    handleConfirm: (handler) => door.handle("agent:confirm", handler),
    upload: (name, chunks, options) =>
      door.invoke("upload", [name, chunks], options),
  };
}

/** Compiles: the functions of a generated preload. */
export function expose(page: Preload): void {
  page.expose<Exposed<Api>>("electronAPI", {
    note: (text) => {
      page.send("note", text);
    },
    add: (left, right, options) => page.invoke("add", [left, right], options),
    onTick: (listener) => page.on("tick", listener),
    onIdle: (listener) => page.on("idle", listener),
    onUpdateCounter: (listener) =>
      page.on("update-counter", listener, ["counter-value"]),
    lines: (since) => page.stream("log:lines", since),
    handleConfirm: (handler) => page.handle("agent:confirm", handler),
    upload: (name, chunks, options) =>
      page.invoke("upload", [name, page.source("chunks", chunks)], options),
    flush: () => {
      page.sync("flush");
    },
  });
}
