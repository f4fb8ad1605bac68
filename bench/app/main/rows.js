// The rows that all contenders do in one window, in interleaved rounds.

/**
 * `{ row: { contender: [milliseconds, …] } }`: one number a round, so that the numbers of one round
 * can be compared. A round that warms up is not told.
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
      // Each goes first as often as the others: who does pays for what the round before has left.
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

/** Rounds that make the compilers of both processes look at the code, and nothing else. */
const WARM_UP = 3;
