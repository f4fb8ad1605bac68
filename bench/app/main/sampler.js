// Runs samples of a row in the page of the benchmark, together with another page where the row needs one.

/** Prepares a row. `page` and `open` are those of `main.js`. */
exports.sampler = async (row, contenders, page, open) => {
  const participants = [];
  for (const contender of contenders) {
    if (await page.run("can", contender, row)) {
      participants.push(contender);
    }
  }
  const other = (await page.run("isShared", row))
    ? await open(participants)
    : undefined;
  return {
    participants,

    /** The milliseconds per repetition. */
    async sample(contender, smoke) {
      await other?.run("join", contender, row, smoke);
      const time = await page.run("sample", contender, row, smoke);
      await other?.run("leave");
      return time;
    },

    /** Collects the garbage of the row. */
    async end() {
      other?.window.destroy();
      await page.run("settle");
    },
  };
};
