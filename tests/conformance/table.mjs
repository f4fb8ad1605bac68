// Counts what is right, refused and wrong, and shows it.

/** Totals for each group and for all, and the fixtures one by one. */
export function summarize(fixtures, general) {
  const rows = new Map();
  const rowOf = (group) => {
    const row = rows.get(group) ?? {
      group,
      fixtures: 0,
      accepted: 0,
      rejected: 0,
      limits: 0,
      right: 0,
      untried: 0,
      refused: 0,
      wrong: 0,
    };
    rows.set(group, row);
    return row;
  };
  const count = (row, fixture) => {
    row.fixtures += 1;
    row[verdictOf(fixture)] += 1;
    row.untried += fixture.isUntried && fixture.refused === null ? 1 : 0;
    if (fixture.refused === null) {
      const { produced = [], takes, rejects, limits } = fixture;
      row.accepted += produced.length + takes.length;
      row.rejected += rejects.length;
      row.limits += limits.length;
    }
  };
  for (const fixture of fixtures) {
    count(rowOf(fixture.module), fixture);
  }
  const total = rowOf("all");
  for (const fixture of fixtures) {
    count(total, fixture);
  }
  return {
    rows: [...rows.values()],
    general,
    fixtures: fixtures.map((fixture) => ({
      name: fixture.name,
      group: fixture.module,
      verdict: verdictOf(fixture),
      refused: fixture.refused,
      complaints: fixture.complaints,
    })),
  };
}

function verdictOf({ refused, complaints }) {
  if (complaints.length > 0) {
    return "wrong";
  }
  return refused === null ? "right" : "refused";
}

/** Prints the report, and says whether nothing is wrong. */
export function showTable({ rows, general, fixtures }) {
  for (const { name, group, complaints } of fixtures) {
    for (const complaint of complaints) {
      console.log(`wrong: ${group}::${name}: ${complaint}`);
    }
  }
  for (const complaint of general) {
    console.log(`wrong: ${complaint}`);
  }
  const columns = Object.keys(rows[0]);
  const lines = [columns, ...rows.map((row) => Object.values(row).map(String))];
  const widths = columns.map((_, column) =>
    Math.max(...lines.map((line) => line[column].length)),
  );
  console.log();
  for (const [first, ...rest] of lines) {
    const cells = rest.map((cell, index) => cell.padStart(widths[index + 1]));
    console.log([first.padEnd(widths[0]), ...cells].join("  "));
  }
  const { right, refused, wrong } = rows[rows.length - 1];
  const failed = wrong + general.length;
  console.log(`\n${right + refused} passed, ${failed} failed`);
  return failed === 0;
}
