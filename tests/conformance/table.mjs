// Counts right, refused and wrong fixtures, and prints the counts as a table.

/**
 * A report with the counts for each group and for all, the verdict on each fixture, and the number of
 * cases of serde's own test suite for each verdict. A case is a list of fixtures.
 */
export function summarize(fixtures, cases, general) {
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
    row.untried += fixture.isWithoutValues && fixture.refused === null ? 1 : 0;
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
    cases: countCases(fixtures, cases),
    general,
    fixtures: fixtures.map((fixture) => ({
      name: fixture.name,
      group: fixture.module,
      verdict: verdictOf(fixture),
      refused: fixture.refused,
      failures: fixture.failures,
    })),
  };
}

function countCases(fixtures, cases) {
  const verdicts = new Map(
    fixtures.map((fixture) => [fixture.name, verdictOf(fixture)]),
  );
  const counts = { right: 0, partial: 0, refused: 0, wrong: 0, withoutJson: 0 };
  for (const names of cases) {
    const found = new Set(names.map((name) => verdicts.get(name)));
    const [verdict = "withoutJson"] = found.has("wrong") ? ["wrong"] : found;
    counts[found.size > 1 && verdict !== "wrong" ? "partial" : verdict] += 1;
  }
  return counts;
}

function verdictOf({ refused, failures }) {
  if (failures.length > 0) {
    return "wrong";
  }
  return refused === null ? "right" : "refused";
}

/** Prints the report, and returns whether nothing is wrong. */
export function showTable({ rows, cases, general, fixtures }) {
  for (const { name, group, failures } of fixtures) {
    for (const failure of failures) {
      console.log(`wrong: ${group}::${name}: ${failure}`);
    }
  }
  for (const failure of general) {
    console.log(`wrong: ${failure}`);
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
  const count = Object.values(cases).reduce((sum, number) => sum + number);
  if (count > 0) {
    console.log(
      `\nof the ${count} cases of serde's own test suite, ${cases.right} are right, ${cases.partial} are right in part or with \`#[ipc(…)]\`, ${cases.refused} are refused, ${cases.wrong} are wrong, and ${cases.withoutJson} have no JSON`,
    );
  }
  const { right, refused, wrong } = rows[rows.length - 1];
  const failed = wrong + general.length;
  console.log(`\n${right + refused} passed, ${failed} failed`);
  return failed === 0;
}
