// Measures the rows of all contenders in one window, in interleaved rounds.

const { sampler } = require("./sampler");

/**
 * `{ row: { contender: [milliseconds, …] } }`: one number per round, so that numbers of the same round can be
 * compared. Warm-up rounds are not reported.
 */
exports.rows = async ({ contenders, rows, rounds, smoke }, open) => {
  const page = await open(contenders);
  const results = {};
  for (const row of rows) {
    const { participants, sample, end } = await sampler(
      row,
      contenders,
      page,
      open,
    );
    results[row] = Object.fromEntries(
      participants.map((contender) => [contender, []]),
    );
    for (let round = smoke ? 0 : -WARM_UP; round < rounds; round++) {
      // Rotate the order, because the first contender pays for the garbage of the previous round.
      const first = (round + WARM_UP) % participants.length;
      for (const contender of [
        ...participants.slice(first),
        ...participants.slice(0, first),
      ]) {
        const time = await sample(contender, smoke);
        if (round >= 0) {
          results[row][contender].push(time);
        }
      }
    }
    await end();
    console.log(`measured ${row}`);
  }
  return results;
};

/** Rounds to let the compilers of both processes optimize the code. */
const WARM_UP = 3;
