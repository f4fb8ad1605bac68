//! What a call costs in Rust alone: `ipc-runtime/benches/dispatch.rs`, which Criterion measures.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::workspace::Workspace;
use crate::{Result, process};

/// A call, as the runtime dispatches it and as `serde_json` and its handler do without one.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Dispatch {
    pub(crate) serde_json: Time,
    pub(crate) dispatch: Time,
}

/// How long something takes, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Time {
    pub(crate) median: f64,
    /// The standard deviation.
    pub(crate) deviation: f64,
}

/// Measures, by what is dispatched.
pub(crate) fn measure(workspace: &Workspace) -> Result<BTreeMap<String, Dispatch>> {
    println!("measuring dispatch");
    let mut bench = workspace.cargo();
    bench.args(["bench", "--quiet", "--package=ipc-runtime", "--bench=dispatch", "--"]);
    bench.args(["--output-format", "bencher"]);
    read(&process::capture(&mut bench)?)
}

/// Does everything once. With the features of the whole workspace, the tests have built most of it already.
pub(crate) fn smoke(workspace: &Workspace) -> Result<()> {
    let mut test = workspace.cargo();
    process::capture(test.args(["test", "--quiet", "--workspace", "--bench=dispatch"]))?;
    Ok(())
}

/// Reads what Criterion prints in the format of Rust's own benchmarks.
fn read(output: &str) -> Result<BTreeMap<String, Dispatch>> {
    let mut all = BTreeMap::<String, Dispatch>::new();
    for line in output.lines().filter(|line| line.starts_with("test ")) {
        let (title, function, time) =
            parse(line).ok_or_else(|| format!("Criterion has printed `{line}`"))?;
        let entry = all.entry(title.to_owned()).or_default();
        match function {
            "serde_json" => entry.serde_json = time,
            _ => entry.dispatch = time,
        }
    }
    Ok(all)
}

/// `test a reply/dispatch ... bench:       2,136 ns/iter (+/- 60)`
fn parse(line: &str) -> Option<(&str, &str, Time)> {
    let (name, time) = line.strip_prefix("test ")?.split_once(" ... bench:")?;
    let (title, function) = name.rsplit_once('/')?;
    let (median, deviation) = time.strip_suffix(')')?.split_once(" ns/iter (+/- ")?;
    let number = |digits: &str| digits.trim().replace(',', "").parse().ok();
    Some((title, function, Time { median: number(median)?, deviation: number(deviation)? }))
}

#[cfg(test)]
mod tests {
    use super::{Dispatch, Time, read};

    #[test]
    fn reads_what_criterion_prints() {
        let output = "test a reply/serde_json ... bench:         154 ns/iter (+/- 34)\n\
                      test a reply/dispatch ... bench:       2,136 ns/iter (+/- 60)\n\n";
        let expected = Dispatch {
            serde_json: Time { median: 154.0, deviation: 34.0 },
            dispatch: Time { median: 2136.0, deviation: 60.0 },
        };
        assert_eq!(read(output).unwrap().remove("a reply"), Some(expected));
        assert!(read("test a reply/dispatch ... bench: 2 ms/iter (+/- 1)").is_err());
    }
}
