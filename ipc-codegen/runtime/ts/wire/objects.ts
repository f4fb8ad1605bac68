// Looking into values of which nothing is known.

/** Whether a value is an object, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object has under `key`; `undefined` if it is none. */
export function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Reflect.get(value, key)
    : undefined;
}

/** The text that an object has under `key`, if it has one. */
export function textOf(value: unknown, key: string): string | null {
  const text = member(value, key);
  return typeof text === "string" ? text : null;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return textOf(error, "message") ?? shown(error);
}

/** Any value as text for people. An object without a prototype has none of its own. */
export function shown(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}

/** Whether `object` itself has `key`. */
export function hasOwn(object: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key);
}

/** Where a value stands: `["args", "user", "tags", 3]`. */
export type Path = (string | number)[];

/** `args.user.tags[3]`. */
export function pathOf([root, ...keys]: readonly (string | number)[]): string {
  const steps = keys.map((key) => {
    if (typeof key === "number") {
      return `[${key}]`;
    }
    return /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `${root ?? ""}${steps.join("")}`;
}
