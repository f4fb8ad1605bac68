//! Stages the test of the conformance fixtures: compiles each fixture alone, and writes a crate and an
//! app with all fixtures that compile.
//!
//! ```text
//! ipc-conformance <stage>
//! ipc-conformance <stage> random <seed> <count>
//! ipc-conformance <stage> smaller <seed> [<step>,<step>…]
//! ipc-conformance suite <serde>/test_suite/tests
//! ```
//!
//! The first command stages all fixtures. The second stages only random fixtures, of `count` seeds. The
//! third applies the shrinking steps to the fixture of the seed, and stages all fixtures that are one
//! step smaller. The last one stages nothing: it compares `serde_suite.txt` with a checkout of serde. The
//! first three write into the folder `<stage>`:
//!
//! - `crate/`: the addon, with an API for each group, and a program that runs serde;
//! - `app/ipc/`: the compiler's output for the APIs;
//! - `published/`: the compiler's output for the published test inputs of other tools;
//! - `stage.json`: each fixture with its API and methods, or the reason why the compiler refuses it, and
//!   the paths of the addon and the program.
#![allow(clippy::print_stderr, reason = "errors are for the user at the terminal")]

use std::env;
use std::path::Path;
use std::process::ExitCode;

use ipc_conformance::error::Result;
use ipc_conformance::stage::{self, Subject};
use ipc_conformance::{random, suite};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    let (stage, subject) = match *args {
        ["suite", folder] => return suite::compare(Path::new(folder)),
        [stage] => (stage, Subject::Everything),
        [stage, "random", seed, count] => {
            (stage, Subject::Random(random::module(seed.parse()?, count.parse()?)))
        }
        [stage, "smaller", seed, ref steps @ ..] => {
            let steps = steps.iter().flat_map(|steps| steps.split(',')).map(str::parse);
            let steps = steps.collect::<Result<Vec<usize>, _>>()?;
            (stage, Subject::Random(random::smaller(seed.parse()?, &steps)))
        }
        _ => return Err(
            "the arguments must be `<stage>`, `<stage> random <seed> <count>`, `<stage> smaller \
                 <seed> [<steps>]` or `suite <folder>`"
                .into(),
        ),
    };
    stage::write(Path::new(stage), &subject)
}
