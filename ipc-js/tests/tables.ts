// The tables of the tests: three APIs for pages, and one for the main process.

import type { Tables } from "../src/wire/tables.js";

export const tables: Tables = {
  protocol: 3,
  schema: "0123456789abcdef",
  apis: [
    {
      name: "DesktopApi",
      fingerprint: "1111111111111111",
      peer: "page",
      key: "electronAPI",
      methods: [
        { kind: "send", name: "note", channel: "note", args: ["text"] },
        {
          kind: "invoke",
          name: "add",
          channel: "math:add",
          args: ["left", "right"],
          returns: "bigint",
          error: { name: "AddError", code: { tag: "kind" } },
        },
        {
          kind: "event",
          name: "onTick",
          channel: "tick",
          args: ["count"],
          decode: { items: ["bigint"] },
        },
        {
          kind: "stream",
          name: "lines",
          channel: "log:lines",
          args: ["since"],
          returns: { fields: { size: "bigint" } },
          error: { name: "LogError", code: "external" },
        },
        {
          kind: "request",
          name: "handleConfirm",
          channel: "agent:confirm",
          args: ["process", "size"],
          decode: { items: [null, "bigint"] },
          json: { fields: { value: "json" } },
        },
        {
          kind: "invoke",
          name: "upload",
          channel: "upload",
          args: ["name", "chunks", "marks"],
          sources: {
            chunks: {},
            marks: { json: { fields: { value: "json" } } },
          },
        },
      ],
    },
    {
      name: "FilesApi",
      fingerprint: "2222222222222222",
      peer: "page",
      key: "files",
      methods: [
        { kind: "invoke", name: "read", channel: "read file", args: ["path"] },
      ],
    },
    {
      name: "CounterApi",
      fingerprint: "4444444444444444",
      peer: "page",
      key: "counter",
      eventArgument: true,
      methods: [
        {
          kind: "event",
          name: "onUpdateCounter",
          channel: "update-counter",
          args: ["step"],
        },
        {
          kind: "send",
          name: "counterValue",
          channel: "counter-value",
          args: ["value"],
        },
        { kind: "invoke", name: "reset", channel: "reset", args: [] },
      ],
    },
    {
      name: "Host",
      fingerprint: "3333333333333333",
      peer: "main",
      key: "host",
      methods: [
        { kind: "request", name: "theme", channel: "host:theme", args: [] },
        { kind: "send", name: "clicked", channel: "host:clicked", args: [] },
      ],
    },
  ],
  codecs: {},
};
