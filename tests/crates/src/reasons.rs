//! Groups refusals by their code and text.

use std::collections::BTreeMap;

use crate::verdicts::Verdict;

/// A reason for which the compiler refuses types.
#[derive(Default)]
pub(crate) struct Reason {
    /// How many types it is the first problem of.
    pub(crate) types: usize,
    /// How many types have no other problem.
    pub(crate) alone: usize,
    /// The first such type, and the message for it.
    pub(crate) example: (String, String),
}

/// The reasons by code and text, with `…` for the names in it.
pub(crate) fn count<'a>(
    verdicts: impl Iterator<Item = &'a Verdict>,
) -> BTreeMap<(String, String), Reason> {
    let mut reasons: BTreeMap<(String, String), Reason> = BTreeMap::new();
    for verdict in verdicts {
        let keys: Vec<_> = verdict
            .problems
            .iter()
            .map(|problem| (problem.code.clone(), without_names(&problem.message)))
            .collect();
        let Some(first) = keys.first() else { continue };
        let reason = reasons.entry(first.clone()).or_default();
        reason.types += 1;
        reason.alone += usize::from(keys.iter().all(|key| key == first));
        if reason.types == 1 {
            reason.example = (verdict.path.clone(), verdict.problems[0].message.clone());
        }
    }
    reasons
}

/// The text with `…` in each pair of backticks.
fn without_names(message: &str) -> String {
    let parts = message.split('`').enumerate();
    let parts = parts.map(|(index, part)| if index % 2 == 1 { "`…`" } else { part });
    parts.collect()
}
