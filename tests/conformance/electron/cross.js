// Sends the values of a plan to Rust and back, through each door, in every position that a type can
// have: result, error, event, item of a stream in both directions, argument of a call or of a one-way call,
// and argument and answer of a request to the page.
//
// The report has the values as TypeScript, because JSON cannot represent all of them.

import { print } from "./print.js";

/** The timeout of an event, in milliseconds. */
const TIMEOUT = 10_000;

/** `{ door: { fixture: results } }`. `doors` has the functions of the groups for each door. */
export async function cross(plan, doors) {
  const report = {};
  for (const [door, groups] of Object.entries(doors)) {
    report[door] = {};
    for (const fixture of plan) {
      const functions = groups[fixture.group];
      report[door][fixture.name] = await crossOne(fixture, functions);
    }
  }
  return report;
}

async function crossOne(fixture, functions) {
  const { make, outputs, fail, raise, raiseCount } = fixture;
  const { take, put, on, sendBack, inputs } = fixture;
  const { stream, wait, handle } = fixture;
  const results = {
    made: [],
    sentBack: [],
    sent: [],
    failed: [],
    raised: [],
    emitted: [],
    streamed: [],
    put: [],
    gathered: [],
    asked: [],
    answered: [],
  };
  let made = [];
  try {
    if (make) {
      made = await functions[make](outputs);
      results.made = made.map(print);
      results.failed = await failedValues(functions[fail], outputs);
      for (let index = 0; index < raiseCount; index += 1) {
        results.raised.push(
          await raisedError(functions[raise], outputs, index),
        );
      }
      [, results.emitted] = await putValues(
        functions,
        on,
        put,
        take ? [[], outputs] : [outputs],
      );
      results.streamed = await readAll(functions[stream](outputs));
    }
  } catch (error) {
    results.failure = String((error && error.message) || error);
    return results;
  }
  /** Sends the items and the answer to the request that Rust makes meanwhile. */
  const answer = async (items, answer) => {
    const remove = functions[handle]((...args) => {
      // Without an argument, there is the context alone.
      results.asked = args.length > 1 ? args[0].map(print) : [];
      return answer;
    });
    const given = take ? [sourceOf(items)] : [];
    [results.gathered, results.answered] = await functions[wait](
      ...given,
      outputs,
    );
    remove();
  };
  if (!take) {
    try {
      await answer([], undefined);
    } catch (error) {
      results.failure = String((error && error.message) || error);
    }
    return results;
  }
  const accepted = [];
  const send = async (value, echo) => {
    const answer = await takeValue(functions[take], value, echo, make ? 1 : 0);
    if (answer.debug !== undefined && (echo || !make)) {
      accepted.push(value);
    }
    return answer;
  };
  for (const [index, isSent] of sendBack.entries()) {
    results.sentBack.push(isSent ? await send(made[index], true) : null);
  }
  for (const [value, echo] of inputs) {
    results.sent.push(await send(value(), echo));
  }
  try {
    results.put =
      accepted.length > 0
        ? await putValues(
            functions,
            on,
            put,
            make ? [accepted, []] : [accepted],
          )
        : [[], []];
    await answer(accepted, accepted);
  } catch (error) {
    results.failure = String((error && error.message) || error);
  }
  return results;
}

/** The items of a stream, and its error if it has one. */
async function readAll(stream) {
  const items = [];
  try {
    for (;;) {
      const { done, value } = await stream.next();
      if (done) {
        return items;
      }
      items.push(print(value));
    }
  } catch (error) {
    const { data, message } = Object(error);
    return [...items, `error ${print(data ?? message)}`];
  }
}

/** A source that both doors take: the bridge drops symbols and prototypes. */
function sourceOf(values) {
  let index = 0;
  return {
    next: async () =>
      index < values.length
        ? { done: false, value: values[index++] }
        : { done: true, value: undefined },
  };
}

/** The values in an error. */
async function failedValues(fail, outputs) {
  const error = await fail(outputs).catch((error) => error);
  return Array.isArray(error && error.data)
    ? error.data.map(print)
    : [String(error)];
}

/** The error that a value becomes. */
async function raisedError(raise, outputs, index) {
  const error = await raise(outputs, index).catch((error) => error);
  const { name, code, message, data } = Object(error);
  return { name, code, message, data: print(data) };
}

/**
 * Makes a one-way call. The result has the `Debug` output of the values that Rust received, and the values
 * of the event that Rust emits then.
 */
function putValues(functions, on, put, args) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(`${on} was not called`), TIMEOUT);
    const unsubscribe = functions[on]((debug, values) => {
      clearTimeout(timer);
      unsubscribe();
      resolve([debug, values.map(print)]);
    });
    functions[put](...args);
  });
}

/**
 * Sends a value to Rust. The result has the `Debug` output of the value and, with `echo`, the value that
 * came back; or the error. With `echo`, Rust must return `count` values.
 */
async function takeValue(take, value, echo, count) {
  try {
    const [debug, values] = await take([value], echo);
    if (debug.length !== 1 || values.length !== (echo ? count : 0)) {
      throw new Error(
        `Rust received ${debug.length} values and returned ${values.length}`,
      );
    }
    return { debug: debug[0], echo: values.map(print)[0] };
  } catch (error) {
    const { code, message } = Object(error);
    return { code, message: String(message || error) };
  }
}
