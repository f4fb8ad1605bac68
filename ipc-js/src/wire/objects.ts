// Reads values of unknown types.

/** Whether a value is an object, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an object is not an instance of a class. */
export function isRecord(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The member of an object with this key; `undefined` if the value is no object or lacks it. */
export function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Reflect.get(value, key)
    : undefined;
}

/** The member of an object with this key, if it is a string. */
export function textOf(value: unknown, key: string): string | null {
  const text = member(value, key);
  return typeof text === "string" ? text : null;
}

/** The message of a thrown value. */
export function messageOf(error: unknown): string {
  return textOf(error, "message") ?? printed(error);
}

/** Any value as text. `String` throws for an object without a prototype. */
export function printed(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}

/** Whether an object has its own property with this key. */
export function hasOwn(object: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key);
}

/** The keys that lead to a value: `["args", "user", "tags", 3]`. */
export type Path = (string | number)[];

/** Prints a path: `args.user.tags[3]`. */
export function printPath([root, ...keys]: readonly (
  string | number
)[]): string {
  const steps = keys.map((key) => {
    if (typeof key === "number") {
      return `[${key}]`;
    }
    return /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `${root ?? ""}${steps.join("")}`;
}
