//! Writes `docs/crates.md`, or compares it with the results.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use ipc_conformance::error::Result;
use ipc_conformance::package;
use serde_json::Value;

use crate::pinned::Pinned;
use crate::reasons;
use crate::verdicts::{self, Verdict};

/// The results for a crate.
struct Row<'a> {
    krate: &'a Pinned,
    verdicts: Vec<Verdict>,
    /// The numbers of values and of wrong types, if the values were tried.
    values: Option<(u64, u64)>,
}

/// Compares the page with the results of the last stage. `is_all`: whether these are all crates.
pub(crate) fn run(folder: &Path, crates: &[Pinned], is_all: bool) -> Result<()> {
    let mut rows = Vec::new();
    for krate in crates {
        let verdicts = verdicts::read(&folder.join(&krate.name))?;
        rows.push(Row { krate, verdicts, values: values(folder, krate)? });
    }
    let file = package::workspace().join("docs/crates.md");
    let page = page(&rows);
    if !is_all {
        let written = fs::read_to_string(file)?;
        let mut different = String::new();
        for row in &rows {
            let line = line(row);
            println!("{line}");
            let types = types(row);
            if !written.lines().any(|line| line.starts_with(&types)) {
                let _ = writeln!(different, "docs/crates.md lacks the line {types}");
            }
        }
        return if different.is_empty() { Ok(()) } else { Err(different.into()) };
    }
    println!("{page}");
    if env::var_os("BLESS").is_some() {
        fs::write(file, page)?;
    } else if fs::read_to_string(file).unwrap_or_default() != page {
        return Err("docs/crates.md is not what the crates gave: `BLESS=1` writes it".into());
    }
    Ok(())
}

/// The numbers of values and of wrong types in the reports of a crate's stages, if there are any.
fn values(folder: &Path, krate: &Pinned) -> Result<Option<(u64, u64)>> {
    let (mut values, mut wrong) = (0, 0);
    let mut has_report = false;
    for index in 0.. {
        let Ok(text) = fs::read(folder.join(format!("{}-{index}/report.json", krate.name))) else {
            break;
        };
        has_report = true;
        let report: Value = serde_json::from_slice(&text)?;
        let rows = report["rows"].as_array().cloned().unwrap_or_default();
        let Some(all) = rows.last() else { continue };
        let count = |name: &str| all[name].as_u64().unwrap_or_default();
        values += count("accepted") + count("rejected");
        wrong += count("wrong");
    }
    Ok(has_report.then_some((values, wrong)))
}

fn line(row: &Row<'_>) -> String {
    let (values, wrong) = match row.values {
        Some((values, wrong)) => (values.to_string(), wrong.to_string()),
        None => ("–".to_owned(), "–".to_owned()),
    };
    format!("{} {values} | {wrong} |", types(row))
}

/// The columns about types.
fn types(Row { krate, verdicts, .. }: &Row<'_>) -> String {
    let mapped = count_mapped(verdicts);
    let configured = mapped + verdicts.iter().filter(|verdict| verdict.is_configured).count();
    let text = fs::read_to_string(krate.config()).unwrap_or_default();
    let lines = text.lines().filter(|line| line.starts_with('"')).count();
    let with_lines = match lines {
        0 => "–".to_owned(),
        lines => format!("{} ({lines})", share(configured, verdicts.len())),
    };
    format!(
        "| `{} {}` | {} | {mapped} | {} | {with_lines} |",
        krate.name,
        krate.version,
        verdicts.len(),
        share(mapped, verdicts.len()),
    )
}

fn count_mapped<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> usize {
    verdicts.into_iter().filter(|verdict| verdict.is_mapped()).count()
}

fn share(part: usize, whole: usize) -> String {
    format!("{} %", (part * 100).checked_div(whole).unwrap_or_default())
}

fn page(rows: &[Row<'_>]) -> String {
    let mut page = String::from(
        "# Published crates\n\n\
         How much of other people's crates crosses as it is. `cargo xtask test crates` takes each public type \
         that has both of\nserde's traits, gives it to the compiler as the argument and the answer of a \
         method, and puts values of each mapped type\nto the real serde_json, to the TypeScript compilers \
         and to both doors. `BLESS=1` writes this page. `–`: no values were tried.\n\
         Beside the share of types that are mapped as they are stands the share with the lines of \
         `tests/crates/configured`, and how many\nthese are. Values of types that such a line declares are \
         not tried: the line is the user's promise.\n\n\
         | crate | types | mapped | share | with lines | values | wrong |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in rows {
        let _ = writeln!(page, "{}", line(row));
    }
    let all = || rows.iter().flat_map(|row| &row.verdicts);
    let mapped = count_mapped(all());
    let configured = mapped + all().filter(|verdict| verdict.is_configured).count();
    let _ = writeln!(
        page,
        "| **all {}** | {} | {mapped} | {} | {} | {} | {} |",
        rows.len(),
        all().count(),
        share(mapped, all().count()),
        share(configured, all().count()),
        rows.iter().filter_map(|row| row.values).map(|(values, _)| values).sum::<u64>(),
        rows.iter().filter_map(|row| row.values).map(|(_, wrong)| wrong).sum::<u64>(),
    );
    page += "\n## Why the rest is refused\n\n\
             A type counts under its first problem, and under \"alone\" if it has no other. The example names \
             the type that the\nmethod has; the problem may be in a type inside it.\n\n\
             | code | problem | types | alone | example |\n|---|---|---:|---:|---|\n";
    let mut reasons: Vec<_> = reasons::count(all()).into_iter().collect();
    reasons.sort_by_key(|(_, reason)| std::cmp::Reverse(reason.types));
    for ((code, text), reason) in reasons {
        let (path, message) = &reason.example;
        let text = text.replace('|', "\\|");
        let message = message.replace('|', "\\|");
        let example =
            if message == text { format!("`{path}`") } else { format!("`{path}`: {message}") };
        let _ = writeln!(
            page,
            "| `{code}` | {text} | {} | {} | {example} |",
            reason.types, reason.alone
        );
    }
    page
}
