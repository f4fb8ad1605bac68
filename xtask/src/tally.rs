//! Counts tests from the output of test runners.

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Tally {
    /// Adds the numbers in `line` if it is a summary of cargo, of node, or of our own scripts.
    pub(crate) fn read(&mut self, line: &str) {
        let words: Vec<&str> =
            line.split([' ', ';', ',']).filter(|word| !word.is_empty()).collect();
        match words[..] {
            // test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
            ["test", "result:", _, passed, "passed", failed, "failed", ..]
            // 3 passed, 0 failed
            | [passed, "passed", failed, "failed"] => {
                self.passed += number(passed);
                self.failed += number(failed);
            }
            // ℹ pass 3
            ["ℹ" | "#", "pass", passed] => self.passed += number(passed),
            ["ℹ" | "#", "fail" | "cancelled", failed] => self.failed += number(failed),
            _ => {}
        }
    }

    /// Adds the result of the whole run: a run without tests counts as one test, and a run that
    /// did not succeed has at least one failure.
    pub(crate) fn finish(&mut self, succeeded: bool) {
        if !succeeded {
            self.failed = self.failed.max(1);
        } else if *self == Self::default() {
            self.passed = 1;
        }
    }

    /// Adds the numbers of another run.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn number(word: &str) -> usize {
    word.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn tally(lines: &[&str]) -> (usize, usize) {
        let mut tally = Tally::default();
        for line in lines {
            tally.read(line);
        }
        (tally.passed, tally.failed)
    }

    #[test]
    fn adds_up_the_summaries_of_cargo() {
        let lines = [
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
        ];
        assert_eq!(tally(&lines), (7, 2));
    }

    #[test]
    fn reads_the_summary_of_node() {
        let lines =
            ["ℹ tests 6", "ℹ suites 0", "ℹ pass 3", "ℹ fail 1", "ℹ cancelled 2", "ℹ skipped 0"];
        assert_eq!(tally(&lines), (3, 3));
    }

    #[test]
    fn counts_a_run_without_tests_as_one() {
        for (succeeded, expected) in [(true, (1, 0)), (false, (0, 1))] {
            let mut tally = Tally::default();
            tally.finish(succeeded);
            assert_eq!((tally.passed, tally.failed), expected);
        }
    }

    #[test]
    fn ignores_other_lines() {
        let lines = ["test types::pass ... ok", "pass 3", "3 passed", "# the fail 3"];
        assert_eq!(tally(&lines), (0, 0));
    }
}
