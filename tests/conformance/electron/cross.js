// Sends the values of a plan to Rust and back, through each door.
//
// What comes is told as TypeScript, which keeps what JSON would lose.

import { print } from "./print.js";

/** `{ door: { fixture: what came } }`, where `doors` has the groups' functions for each door. */
export async function cross(plan, doors) {
  const report = {};
  for (const [door, groups] of Object.entries(doors)) {
    report[door] = {};
    for (const fixture of plan) {
      const came = await crossOne(fixture, groups[fixture.group]);
      report[door][fixture.name] = came;
    }
  }
  return report;
}

async function crossOne({ make, take, back, sent }, functions) {
  const came = { made: [], back: [], sent: [] };
  let made = [];
  if (make) {
    try {
      made = await functions[make]();
      came.made = made.map(print);
    } catch (error) {
      came.failure = String((error && error.message) || error);
      return came;
    }
  }
  if (take) {
    const send = (value, again) =>
      taken(functions[take], value, again, make && again ? 1 : 0);
    for (const [index, is] of back.entries()) {
      came.back.push(is ? await send(made[index], true) : null);
    }
    for (const [value, again] of sent) {
      came.sent.push(await send(value(), again));
    }
  }
  return came;
}

/**
 * What Rust saw of a value, and how it came back if that is asked for; or why Rust refused it.
 * `count` is how many must come back.
 */
async function taken(take, value, again, count) {
  try {
    const [seen, values] = await take([value], again);
    if (seen.length !== 1 || values.length !== count) {
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
