// Sends the values of a plan to Rust and back, through each door, in every position that a type
// can have.
//
// What comes is told as TypeScript, which keeps what JSON would lose.

import { print } from "./print.js";

/** How long an event may take, in milliseconds. */
const PATIENCE = 10_000;

/** `{ door: { fixture: what came } }`, where `doors` has the groups' functions for each door. */
export async function cross(plan, doors) {
  const report = {};
  for (const [door, groups] of Object.entries(doors)) {
    report[door] = {};
    for (const fixture of plan) {
      const functions = groups[fixture.group];
      const came = await crossOne(fixture, functions);
      report[door][fixture.name] = came;
    }
  }
  return report;
}

async function crossOne(fixture, functions) {
  const { make, read, fail, raise, raises } = fixture;
  const { take, put, on, back, sent } = fixture;
  const came = {
    made: [],
    back: [],
    sent: [],
    failed: [],
    raised: [],
    told: [],
    put: [],
  };
  let made = [];
  try {
    if (make) {
      made = await functions[make](read);
      came.made = made.map(print);
      came.failed = await failure(functions[fail], read);
      for (let index = 0; index < raises; index += 1) {
        came.raised.push(await raised(functions[raise], read, index));
      }
      [, came.told] = await tell(
        functions,
        on,
        put,
        take ? [[], read] : [read],
      );
    }
  } catch (error) {
    came.failure = String((error && error.message) || error);
    return came;
  }
  if (!take) {
    return came;
  }
  const crossed = [];
  const send = async (value, again) => {
    const answer = await taken(functions[take], value, again, make ? 1 : 0);
    if (answer.seen !== undefined && (again || !make)) {
      crossed.push(value);
    }
    return answer;
  };
  for (const [index, is] of back.entries()) {
    came.back.push(is ? await send(made[index], true) : null);
  }
  for (const [value, again] of sent) {
    came.sent.push(await send(value(), again));
  }
  try {
    came.put =
      crossed.length > 0
        ? await tell(functions, on, put, make ? [crossed, []] : [crossed])
        : [[], []];
  } catch (error) {
    came.failure = String((error && error.message) || error);
  }
  return came;
}

/** The values that an error has. */
async function failure(fail, read) {
  const error = await fail(read).catch((error) => error);
  return Array.isArray(error && error.data)
    ? error.data.map(print)
    : [String(error)];
}

/** A value as an error. */
async function raised(raise, read, index) {
  const error = await raise(read, index).catch((error) => error);
  const { name, code, message, data } = Object(error);
  return { name, code, message, data: print(data) };
}

/**
 * What Rust saw of the values that it was sent, with no answer, and the values that its event
 * then has.
 */
function tell(functions, on, put, given) {
  return new Promise((done, failed) => {
    const patience = setTimeout(() => failed(`${on} was not called`), PATIENCE);
    const unsubscribe = functions[on]((seen, values) => {
      clearTimeout(patience);
      unsubscribe();
      done([seen, values.map(print)]);
    });
    functions[put](...given);
  });
}

/**
 * What Rust saw of a value, and how it came back if that is asked for; or why Rust refused it.
 * `count` is how many come back then.
 */
async function taken(take, value, again, count) {
  try {
    const [seen, values] = await take([value], again);
    if (seen.length !== 1 || values.length !== (again ? count : 0)) {
      throw new Error(
        `one value became ${seen.length} seen and ${values.length} back`,
      );
    }
    return { seen: seen[0], again: values.map(print)[0] };
  } catch (error) {
    const { code, message } = Object(error);
    return { code, message: String(message || error) };
  }
}
