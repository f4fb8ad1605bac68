// Rust sources whose traits, types, methods and arguments have all names with a meaning in generated
// code: the keywords and globals of TypeScript, the declarations of the runtime, and random names.

import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import typescript from "typescript";

/** Words that are no identifiers in Rust, even after `r#`. */
const NO_IDENTIFIERS = new Set(["_", "self", "Self", "super", "crate"]);

/** Words that are identifiers only after `r#`. */
const RUST_WORDS = new Set(
  "abstract as async await become box break const continue do dyn else enum extern false final fn for gen if impl in let loop macro match mod move mut override priv pub ref return static struct trait true try type typeof unsafe unsized use virtual where while yield".split(
    " ",
  ),
);

/** Refused names of methods: a stub has its own `new`, and an object with a `then` is a promise. */
const NO_METHODS = new Set(["new", "then"]);

/** The type whose arguments are not sent. */
const NO_TYPES = new Set(["Caller"]);

/** The name of the runtime's own API. */
const NO_TRAITS = new Set(["Host"]);

/** The members of a connection, in camelCase. */
const NO_MEMBERS = new Set(["attach", "close", "detach"]);

/** The sources, by their names. */
export async function sources(runtime) {
  const names = [...(await namesFrom(runtime))].sort();
  const ofTypes = names.filter((name) => !NO_TYPES.has(name));
  const all = { types: [types(ofTypes)], pages: [], mains: [] };
  for (const group of apart(names.filter((name) => !NO_TRAITS.has(name)))) {
    all.pages.push(pages(group));
    all.mains.push(mains(group));
  }
  return Object.entries(all).flatMap(([kind, texts]) =>
    texts.map((text, index) => [`${kind}${index + 1}`, text]),
  );
}

async function namesFrom(runtime) {
  const names = new Set(randomNames(200));
  for (let kind = 0; kind < typescript.SyntaxKind.Count; kind++) {
    names.add(typescript.tokenToString(kind) ?? "_");
  }
  for (const name of ["NaN", "undefined", "arguments", "eval", "__proto__"]) {
    names.add(name);
  }
  const lib = dirname(createRequire(import.meta.url).resolve("typescript"));
  for (const file of await readdir(lib)) {
    if (/^lib\.(es|dom|decorators)/.test(file)) {
      await addDeclared(names, join(lib, file));
    }
  }
  for (const file of await readdir(runtime, { recursive: true })) {
    if (/\.[cm]?[jt]s$/.test(file)) {
      await addDeclared(names, join(runtime, file));
    }
  }
  return [...names].filter(
    (name) => /^[A-Za-z_]\w*$/.test(name) && !NO_IDENTIFIERS.has(name),
  );
}

/** Adds the names that a file declares at its top level. */
async function addDeclared(names, file) {
  const text = await readFile(file, "utf8");
  const { statements } = typescript.createSourceFile(file, text, 99);
  for (const statement of statements) {
    const declarations = statement.declarationList?.declarations ?? [statement];
    for (const { name } of declarations) {
      names.add(name?.text ?? "_");
    }
  }
}

/** Random names, the same in each run. */
function randomNames(count) {
  let state = 20270;
  const below = (limit) => {
    state = (state * 48271) % 2147483647;
    return state % limit;
  };
  const letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  const pick = (limit) => letters[below(limit)];
  return Array.from({ length: count }, () => {
    const rest = Array.from({ length: 1 + below(9) }, () =>
      pick(letters.length),
    );
    return pick(53) + rest.join("");
  });
}

/** Groups of names in which no two are equal in camelCase. */
function apart(names) {
  const groups = [];
  for (const name of names) {
    const key = name.replaceAll("_", "").toLowerCase();
    let group = groups.find((group) => !group.has(key));
    if (group === undefined) {
      group = new Map();
      groups.push(group);
    }
    group.set(key, name);
  }
  return groups.map((group) => [...group.values()]);
}

const raw = (name) => (RUST_WORDS.has(name) ? `r#${name}` : name);

function pages(names) {
  const traits = names.map((name, at) => {
    const it = raw(name);
    const sent = NO_METHODS.has(name.replaceAll("_", "")) ? "sent" : it;
    return `#[ipc_api(window = "names.at${at}")]
trait ${it} {
    #[send("s${at}")] fn ${sent}(&self, ${it}: u32);
    #[invoke("i${at}")] async fn zz_invoked(&self, ${it}: u64) -> Vec<u64>;
    #[event("e${at}")] fn ${it}_happened(${it}: u64);
}
`;
  });
  return traits.join("");
}

function mains(names) {
  const isFree = (name) =>
    !NO_MEMBERS.has(name.replaceAll("_", "").toLowerCase());
  const traits = names.filter(isFree).map((name, at) => {
    const it = raw(name);
    const asked = NO_METHODS.has(name.replaceAll("_", "")) ? "asked" : it;
    return `#[ipc_api(peer = "main")]
trait ${it} {
    #[request("r${at}")] async fn ${asked}(${it}: u64) -> u32;
    #[invoke("i${at}")] async fn zz_invoked(&self, ${it}: u64) -> Vec<u64>;
}
`;
  });
  return traits.join("");
}

function types(names) {
  const items = names.map((name, at) => {
    const it = raw(name);
    // Bytes are accepted as another type than they are sent as, so such a type is declared twice.
    const bytes = at % 50 === 0 ? ", bytes: ipc_runtime::Bytes" : "";
    return `#[derive(serde::Serialize, serde::Deserialize)]
struct ${it} { ${it}: u64${bytes} }
#[derive(serde::Serialize, serde::Deserialize)]
struct Zz${at}<${it}> { all: ::std::vec::Vec<${it}>, by: ::std::collections::HashMap<i32, ${it}> }
`;
  });
  const methods = names.map((name, at) => {
    const it = raw(name);
    return `    #[invoke] async fn zz${at}(&self, a: ${it}, b: Zz${at}<u64>) -> Zz${at}<${it}>;\n`;
  });
  return `#[ipc_api]\ntrait ZzApi {\n${methods.join("")}}\n${items.join("")}`;
}
