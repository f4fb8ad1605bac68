// Measures rows: all contenders run in one window, in interleaved rounds.

/**
 * Returns `{ row: { contender: [milliseconds, …] } }`, with one number per round, so that the numbers of
 * a round can be compared. Warm-up rounds are left out.
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
      // The first one pays for the garbage of the round before, so all take turns.
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

/** The number of rounds that let both processes compile the code. */
const WARM_UP = 3;
