// Prints values as TypeScript.

/** A value, in one way only. */
export function print(value) {
  return printOrdered(value, (keys) => keys.sort());
}

/** A value with its keys in an order. */
export function printOrdered(value, order) {
  switch (typeof value) {
    case "bigint":
      return `${value}n`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "string":
      return printString(value);
    case "object":
      return printObject(value, order);
    default:
      return String(value);
  }
}

function printObject(value, order) {
  if (value === null) {
    return "null";
  }
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item) => printOrdered(item, order)).join(", ")}]`;
  }
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === "Uint8Array") {
    return `Uint8Array.of(${Array.from(value).join(", ")})`;
  }
  if (kind !== "Object") {
    return `new ${kind}()`;
  }
  // In a literal `__proto__` is no key, unless it is computed.
  const key = (name) =>
    name === "__proto__" ? `["__proto__"]` : printString(name);
  const fields = order(Object.keys(value)).map(
    (name) => `${key(name)}: ${printOrdered(value[name], order)}`,
  );
  return fields.length > 0 ? `{ ${fields.join(", ")} }` : "{}";
}

/** On one line, for TypeScript too. */
function printString(value) {
  return JSON.stringify(value)
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}
