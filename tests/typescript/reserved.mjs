// Finds the names in generated files that a user may have chosen too: what a file declares, imports
// or exports at its top level, and the names that it uses without declaring them.

import { basename } from "node:path";
import typescript from "typescript";

const { SyntaxKind } = typescript;

/**
 * What the files export besides what the user declares. In the client, the user's names begin with a
 * lower-case letter, and these do not.
 */
const exported = {
  client: ["CallOptions", "Client"],
  connect: [
    "Addon",
    "AttachOptions",
    "ConnectOptions",
    "Connection",
    "Limits",
    "Packets",
    "Target",
    "connect",
  ],
  errors: ["IpcError", "IpcErrorCode", "isIpcError"],
  tables: ["Tables", "tables"],
  window: ["global"],
};

/**
 * The globals that the files use. `types.ts` declares the user's types, and names these as
 * `globalThis.…` where such a type hides them.
 */
const globals = {
  types: [
    "Partial",
    "Promise",
    "Readonly",
    "ReadonlyArray",
    "Record",
    "Uint8Array",
  ],
  connect: ["Omit", "Pick", "Promise"],
};

/** What modules of CommonJS have. */
const commonjs = ["exports", "require"];

/**
 * The names in a generated file that are not reserved, each with its line.
 *
 * @param {string} file its name
 * @param {string} text
 * @param {object} schema the `ipc.schema.json` beside it
 */
export function unreserved(file, text, schema) {
  // The runtime in a preload is a scope of its own.
  const [own] = text.split("\nfunction $runtime(");
  const { source, checker } = parse(basename(file), own);
  const found = [];
  const report = (node, name, how) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${line + 1}: \`${name}\` is ${how}, and is not reserved`);
  };
  const [kind] = basename(file).split(".");
  const isAllowed = allowed(kind, schema);
  for (const [node, name] of source.statements.flatMap(topLevelNames)) {
    if (!name.startsWith("$") && !isAllowed(name)) {
      report(node, name, "a top-level name");
    }
  }
  const known = [
    "globalThis",
    ...wordsOfNotations(schema),
    ...(globals[kind] ?? []),
    ...(/^preload\.js$|\.cjs$/.test(basename(file)) ? commonjs : []),
  ];
  for (const node of references(source)) {
    const { text: name, parent } = node;
    const symbol = typescript.isShorthandPropertyAssignment(parent)
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : checker.getSymbolAtLocation(node);
    const isReserved = name.startsWith("$") || known.includes(name);
    if (symbol?.declarations === undefined && !isReserved) {
      report(node, name, "used without a declaration");
    }
  }
  return found;
}

/** Which top-level names a kind of file may have. */
function allowed(kind, { apis, types }) {
  const ours = exported[kind] ?? [];
  const traits = apis.map(({ name }) => name);
  const errors = apis
    .flatMap(({ methods }) => methods)
    .flatMap(({ error }) => error?.name ?? []);
  // Types that Rust accepts in another form have a second declaration.
  const names = types.flatMap(({ name }) => [name, `${name}Input`]);
  if (kind === "schemas") {
    const all = new Set([...traits, ...names]);
    // A generic type with arguments has a name that begins with its own.
    return (name) =>
      all.has(name) || names.some((generic) => name.startsWith(`${generic}Of`));
  }
  if (kind === "types") {
    const failures = errors.map((name) => `${name}Failure`);
    const all = new Set([...traits, ...names, ...failures]);
    return (name) => all.has(name);
  }
  if (kind === "errors") {
    const all = new Set([...ours, ...errors.map((name) => `is${name}`)]);
    return (name) => all.has(name);
  }
  if (kind === "client") {
    const plain = (name) => name.replaceAll("_", "").toLowerCase();
    const all = new Set(traits.map(plain));
    return (name) =>
      ours.includes(name) || (/^[^A-Z]/.test(name) && all.has(plain(name)));
  }
  return (name) => ours.includes(name);
}

/** The words of types that the user has written in TypeScript. */
function wordsOfNotations(schema) {
  const words = new Set();
  JSON.stringify(schema, (key, value) => {
    if (key === "typeScript") {
      value.match(/[\w$]+/g)?.forEach((word) => words.add(word));
    }
    return value;
  });
  return words;
}

/** Parses a file alone: what it does not declare has no symbol. */
function parse(file, text) {
  const options = { allowJs: true, noLib: true, noResolve: true };
  const host = typescript.createCompilerHost(options);
  const source = typescript.createSourceFile(file, text, 99, true);
  host.getSourceFile = (name) => (name === file ? source : undefined);
  const program = typescript.createProgram([file], options, host);
  return { source, checker: program.getTypeChecker() };
}

/** The names that a statement brings into the module or out of it, each with its node. */
function topLevelNames(statement) {
  const names = (nodes) => nodes.map((node) => [node, node.text]);
  switch (statement.kind) {
    case SyntaxKind.ImportDeclaration: {
      const { name, namedBindings } = statement.importClause ?? {};
      const bindings = namedBindings?.elements ?? [namedBindings];
      const all = [name, ...bindings.map((binding) => binding?.name)];
      return names(all.filter((node) => node !== undefined));
    }
    case SyntaxKind.ExportDeclaration: {
      const { exportClause } = statement;
      if (exportClause === undefined) {
        return [[statement, "*"]];
      }
      const elements = exportClause.elements ?? [exportClause];
      return names(elements.map(({ name }) => name));
    }
    case SyntaxKind.VariableStatement: {
      const { declarations } = statement.declarationList;
      return declarations.flatMap(({ name }) => names(boundNames(name)));
    }
    case SyntaxKind.ExpressionStatement: {
      const { left } = statement.expression;
      const isExport = left?.expression?.getText() === "exports";
      return isExport ? names([left.name]) : [];
    }
    default:
      return statement.name === undefined ? [] : names([statement.name]);
  }
}

/** The names in a pattern. */
function boundNames(name) {
  return typescript.isIdentifier(name)
    ? [name]
    : name.elements.flatMap((element) => boundNames(element.name));
}

/** The identifiers that refer to something by its name alone. */
function references(node) {
  const found = [];
  const visit = (node) => {
    if (typescript.isIdentifier(node) && isReference(node)) {
      found.push(node);
    }
    typescript.forEachChild(node, visit);
  };
  visit(node);
  return found;
}

function isReference(node) {
  const { parent } = node;
  if (typescript.isShorthandPropertyAssignment(parent)) {
    return true;
  }
  // Declarations and members have their name there.
  const isName = [parent.name, parent.propertyName].includes(node);
  const isKeyword = typescript.isConstTypeReference(parent);
  const isMember = typescript.isQualifiedName(parent) && parent.right === node;
  return !isName && !isKeyword && !isMember;
}
