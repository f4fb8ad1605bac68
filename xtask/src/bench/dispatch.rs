//! What a call costs in Rust alone: `ipc-runtime/benches/dispatch.rs`, which Criterion measures.

use serde::Serialize;

use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// A call, as the runtime dispatches it and as `serde_json` and its handler do without one.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Dispatch {
    /// What is called.
    pub(crate) title: String,
    pub(crate) serde_json: Time,
    pub(crate) runtime: Time,
}

/// How long something takes, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Time {
    pub(crate) median: f64,
    /// The standard deviation.
    pub(crate) deviation: f64,
}

/// Measures.
pub(crate) fn measure(workspace: &Workspace) -> Result<Vec<Dispatch>> {
    println!("measuring dispatch");
    let mut bench = workspace.cargo();
    bench.args(["bench", "--quiet", "--package=ipc-runtime", "--bench=dispatch", "--"]);
    bench.args(["--output-format", "bencher"]);
    read(&process::capture(&mut bench)?)
}

/// Does everything once. With the features of the whole workspace, the tests have built most of it
/// already.
pub(crate) fn smoke(workspace: &Workspace) -> Result<()> {
    let mut test = workspace.cargo();
    process::capture(test.args(["test", "--quiet", "--workspace", "--bench=dispatch"]))?;
    Ok(())
}

/// Reads what Criterion prints in the format of Rust's own benchmarks.
fn read(output: &str) -> Result<Vec<Dispatch>> {
    let mut all: Vec<Dispatch> = Vec::new();
    for line in output.lines().filter(|line| line.starts_with("test ")) {
        let (title, function, time) =
            parse(line).ok_or_else(|| format!("Criterion has printed `{line}`"))?;
        match (function, all.last_mut().filter(|last| last.title == title)) {
            ("serde_json", _) => all.push(Dispatch {
                title: title.to_owned(),
                serde_json: time,
                ..Dispatch::default()
            }),
            ("dispatch", Some(last)) => last.runtime = time,
            _ => return Err(format!("Criterion has measured `{title}/{function}`").into()),
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
            title: "a reply".to_owned(),
            serde_json: Time { median: 154.0, deviation: 34.0 },
            runtime: Time { median: 2136.0, deviation: 60.0 },
        };
        assert_eq!(read(output).unwrap(), [expected]);
        assert!(read("test a reply/dispatch ... bench: 2 ms/iter (+/- 1)").is_err());
    }
}
