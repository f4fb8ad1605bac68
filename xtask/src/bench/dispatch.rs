//! The time of a call in Rust alone: runs `ipc-runtime/benches/dispatch.rs` under Criterion.

use serde::Serialize;

use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// The time of a call through the runtime, and through `serde_json` and the handler alone.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Dispatch {
    /// The name of the call in tables.
    pub(crate) title: String,
    pub(crate) serde_json: Time,
    pub(crate) runtime: Time,
}

/// A time in nanoseconds.
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

/// Runs everything once. The tests have built most of it already, with the same features of the
/// whole workspace.
pub(crate) fn smoke(workspace: &Workspace) -> Result<()> {
    let mut test = workspace.cargo();
    process::capture(test.args(["test", "--quiet", "--workspace", "--bench=dispatch"]))?;
    Ok(())
}

/// Reads the output of Criterion in the format of Rust's own benchmarks.
fn read(output: &str) -> Result<Vec<Dispatch>> {
    let mut all: Vec<Dispatch> = Vec::new();
    for line in output.lines().filter(|line| line.starts_with("test ")) {
        let (title, function, time) =
            parse(line).ok_or_else(|| format!("cannot read this line of Criterion: `{line}`"))?;
        match (function, all.last_mut().filter(|last| last.title == title)) {
            ("serde_json", _) => all.push(Dispatch {
                title: title.to_owned(),
                serde_json: time,
                ..Dispatch::default()
            }),
            ("dispatch", Some(last)) => last.runtime = time,
            _ => return Err(format!("unexpected benchmark `{title}/{function}`").into()),
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
    fn reads_the_output_of_criterion() {
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
