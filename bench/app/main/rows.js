// Measures the rows of all contenders in one window, in interleaved rounds.

/**
 * `{ row: { contender: [milliseconds, …] } }`: one number a round, so that the numbers of one round
 * can be compared. Rounds that warm up are not reported.
 */
exports.rows = async ({ contenders, rows, rounds, smoke }, open) => {
  const { run } = await open(contenders);
  const results = {};
  for (const row of rows) {
    const able = [];
    for (const contender of contenders) {
      if (await run("can", contender, row)) {
        able.push(contender);
      }
    }
    results[row] = Object.fromEntries(able.map((contender) => [contender, []]));
    for (let round = smoke ? 0 : -WARM_UP; round < rounds; round++) {
      // Rotate, because the first one pays for the garbage of the round before.
      const first = (round + WARM_UP) % able.length;
      for (const contender of [...able.slice(first), ...able.slice(0, first)]) {
        const time = await run("sample", contender, row, smoke);
        if (round >= 0) {
          results[row][contender].push(time);
        }
      }
    }
    await run("settle");
    console.log(`measured ${row}`);
  }
  return results;
};

/** Rounds to let the compilers of both processes optimize the code. */
const WARM_UP = 3;
