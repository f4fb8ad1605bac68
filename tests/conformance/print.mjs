// Prints values as TypeScript.

/** Prints a value with sorted keys, so that equal values have equal text. */
export function print(value) {
  return printOrdered(value, (keys) => keys.sort());
}

/** Prints a value with its keys in the order that `order` returns. */
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
  // In an object literal, `__proto__` is a key only if it is computed.
  const key = (name) =>
    name === "__proto__" ? `["__proto__"]` : printString(name);
  const fields = order(Object.keys(value)).map(
    (name) => `${key(name)}: ${printOrdered(value[name], order)}`,
  );
  return fields.length > 0 ? `{ ${fields.join(", ")} }` : "{}";
}

/** Prints a string without the line separators that JSON allows and TypeScript counts as line ends. */
function printString(value) {
  return JSON.stringify(value)
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}
