//! Stages the proof of the conformance fixtures: compiles each alone, and writes a crate and an
//! app with all that compile.
//!
//! ```text
//! ipc-conformance <stage>
//! ipc-conformance <stage> random <seed> <count>
//! ipc-conformance <stage> smaller <seed> [<step>,<step>…]
//! ipc-conformance suite <serde>/test_suite/tests
//! ```
//!
//! The first stages everything; the second random fixtures alone, those of `count` seeds; the third
//! all that are one step smaller than the fixture of a seed after some steps. The last one stages
//! nothing: it holds the list of serde's own cases against those of a checkout. What comes out in
//! the folder `<stage>`:
//!
//! - `crate/`: the addon, with an API for each group, and the program `prove`, which asks serde;
//! - `app/ipc/`: what the compiler writes for the APIs;
//! - `published/`: what it writes for the inputs of other tools' tests;
//! - `stage.json`: each fixture, and how it is called or why the compiler refuses it, and where
//!   the addon and the program are.
#![allow(clippy::print_stderr, reason = "it talks to the person at the terminal")]

mod alone;
mod fixture;
mod published;
mod random;
mod rust;
mod stage;
mod suite;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use self::stage::Subject;

/// Why the proof cannot be staged, in words for the person who asked for it.
type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

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
        _ => return Err("the arguments are <stage>, and `random` or `smaller` with numbers".into()),
    };
    stage::write(Path::new(stage), &subject)
}
