// The pages of the guide, whose Rust is the source of the files that their TypeScript uses.

import { readFile, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = join(root, "docs/guide");
const index = "README.md";

/** The examples of each page: `rust` is one source, and `snippets` are the modules of TypeScript. */
export async function pages() {
  const files = (await readdir(folder)).filter((file) => file !== index);
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), "utf8");
      return {
        name: basename(file, ".md"),
        rust: blocks(text, "rust").join("\n"),
        snippets: blocks(text, "ts"),
      };
    }),
  );
}

/** Pages that the index or the crate of the guide's examples does not name. */
export async function unlisted() {
  const list = await readFile(join(folder, index), "utf8");
  const crate = await readFile(join(root, "tests/guide/lib.rs"), "utf8");
  const files = (await readdir(folder)).filter((file) => file !== index);
  return files.flatMap((file) => [
    ...(list.includes(`](${file})`)
      ? []
      : [`docs/guide/${index} omits ${file}`]),
    ...(crate.includes(`docs/guide/${file}"`)
      ? []
      : [`tests/guide/lib.rs omits ${file}`]),
  ]);
}

/** The code blocks of a language. */
function blocks(text, language) {
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms");
  return [...text.matchAll(block)].map(([, code]) => code);
}
