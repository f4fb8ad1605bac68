"use strict";

Object.defineProperty(exports, "__esModule", { value: true });

// Reads values of unknown types.
/** The member of an object with this key; `undefined` if the value is no object or lacks it. */
function member(value, key) {
  return typeof value === "object" && value !== null
    ? Reflect.get(value, key)
    : undefined;
}
/** The member of an object with this key, if it is a string. */
function textOf(value, key) {
  const text = member(value, key);
  return typeof text === "string" ? text : null;
}
/** Whether an object has its own property with this key. */
function hasOwn(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key);
}

// Failures: how a call ends without a value.
/** The name of the runtime's own failures. */
const RUNTIME_ERROR = "IpcError";
const CODES = {
  "invalid-argument": true,
  denied: true,
  "not-found": true,
  timeout: true,
  cancelled: true,
  "too-large": true,
  overloaded: true,
  "backend-gone": true,
  "schema-mismatch": true,
  internal: true,
};
/** Whether a text is a code of the runtime's own failures. */
function isIpcErrorCode(text) {
  return text !== null && hasOwn(CODES, text);
}

// Entry of the errors: guards that tell the failures of calls apart, on both doors.
/**
 * A failure of the runtime itself. Any call may reject with one. The client's are instances of this
 * class; those of functions on `window` are plain objects with the same members, so use `isIpcError`
 * where both may come.
 */
class IpcError extends Error {
  name = RUNTIME_ERROR;
  code;
  data = null;
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}
/** Whether a call has failed in the runtime itself. */
function isIpcError(error) {
  return isNamed(error, RUNTIME_ERROR) && isIpcErrorCode(textOf(error, "code"));
}
/** Whether a call has failed with the error of this name, and with one of these codes. */
function isFailure(error, name, codes) {
  const code = textOf(error, "code");
  return isNamed(error, name) && code !== null && codes.includes(code);
}
function isNamed(error, name) {
  return (
    textOf(error, "name") === name &&
    textOf(error, "message") !== null &&
    member(error, "data") !== undefined
  );
}

exports.IpcError = IpcError;
exports.isFailure = isFailure;
exports.isIpcError = isIpcError;
