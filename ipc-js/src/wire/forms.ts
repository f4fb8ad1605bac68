// Forms: how the values of untagged types are told apart.

import { hasOwn, isObject } from "./objects.js";
import type { Form, Forms } from "./tables.js";

/** Whether a value has a form. */
export function hasForm(value: unknown, form: Form): boolean {
  if (typeof form === "string") {
    return form === "any" || form === primitiveForm(value);
  }
  if ("is" in form) {
    return value === form.is;
  }
  if ("either" in form) {
    return form.either.some((form) => hasForm(value, form));
  }
  if ("each" in form) {
    return (
      Array.isArray(value) && value.every((item) => hasForm(item, form.each))
    );
  }
  if ("items" in form) {
    const { items } = form;
    return (
      Array.isArray(value) &&
      value.length === items.length &&
      items.every((form, index) => hasForm(value[index], form))
    );
  }
  return isObject(value) && hasForms(value, form);
}

function hasForms(
  value: object,
  { keys, optional = {}, rest }: Extract<Form, { readonly keys: Forms }>,
): boolean {
  return (
    !(value instanceof Uint8Array) &&
    Object.keys(keys).every((key) => hasOwn(value, key)) &&
    Object.entries(value).every(([key, item]) => {
      const forms = [keys, optional].find((forms) => hasOwn(forms, key));
      const form = forms?.[key] ?? rest;
      return form !== undefined && hasForm(item, form);
    })
  );
}

function primitiveForm(value: unknown): string {
  if (value === null) {
    return "null";
  }
  if (value instanceof Uint8Array) {
    return "bytes";
  }
  return typeof value === "bigint" ? "number" : typeof value;
}
