//! The real binary: what it prints, how it exits, and what it leaves behind.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

const TITLE: &str = "#[ipc_api(window = \"electronAPI\")]
trait DesktopApi {
    #[send(\"set-title\")]
    fn set_title(&self, title: String);
}
";

/// A crate with these sources.
fn package(sources: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    let manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    for (name, text) in sources {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ipc-codegen"));
    command.args(args).current_dir(folder);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

/// Standard output of a run that succeeds.
#[track_caller]
fn succeeds(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), &*stderr), (Some(0), ""));
    String::from_utf8(output.stdout).unwrap()
}

/// Standard error of a run that fails with this exit code.
#[track_caller]
fn fails(folder: &Path, code: i32, args: &[&str]) -> String {
    let output = run(folder, args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    assert!(!stderr.contains("panicked"), "{stderr}");
    stderr
}

/// All files of a folder, with the times of their last change.
fn contents(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    entries
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let changed = entry.metadata().unwrap().modified().unwrap();
            (name, (fs::read(entry.path()).unwrap_or_default(), changed))
        })
        .collect()
}

fn texts(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    contents(folder).into_iter().map(|(name, (text, _))| (name, text)).collect()
}

#[test]
fn every_file_is_written_and_a_second_run_writes_nothing() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let out = package.path().join("app/ipc");
    let first = succeeds(package.path(), &["generate", ".", "--out", "app/ipc"]);
    assert!(first.starts_with("wrote ") && first.ends_with(" files to app/ipc\n"), "{first}");
    let before = contents(&out);
    let names: Vec<_> = before.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            ".prettierrc",
            "client.d.ts",
            "client.js",
            "client.ts",
            "connect.cjs",
            "connect.d.cts",
            "connect.ts",
            "errors.d.ts",
            "errors.js",
            "errors.ts",
            "ipc.schema.json",
            "preload.cjs",
            "preload.js",
            "preload.ts",
            "runtime",
            "tables.cjs",
            "tables.js",
            "tables.ts",
            "types.ts",
            "window.d.ts",
        ],
    );
    let second = succeeds(package.path(), &["generate", ".", "--out", "app/ipc"]);
    assert_eq!(second, "app/ipc is up to date\n");
    assert_eq!(contents(&out), before);
}

#[test]
fn the_output_does_not_depend_on_where_it_is_asked_for() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = package.path().to_str().unwrap();
    let manifest = package.path().join("Cargo.toml");
    succeeds(package.path(), &["generate", ".", "--out", "here"]);
    succeeds(package.path(), &["generate", "src/lib.rs", "--out", "file"]);
    succeeds(&package.path().join("src"), &["generate", "..", "--out", "../below"]);
    succeeds(elsewhere.path(), &["generate", folder, "--out", "there"]);
    succeeds(elsewhere.path(), &["generate", manifest.to_str().unwrap(), "--out", "manifest"]);
    let here = texts(&package.path().join("here"));
    assert_eq!(texts(&package.path().join("file")), here);
    assert_eq!(texts(&package.path().join("below")), here);
    assert_eq!(texts(&elsewhere.path().join("there")), here);
    assert_eq!(texts(&elsewhere.path().join("manifest")), here);
}

#[test]
fn a_change_in_the_source_is_counted() {
    let package = package(&[("src/lib.rs", TITLE)]);
    succeeds(package.path(), &["generate", ".", "--out", "ipc"]);
    fs::write(package.path().join("src/lib.rs"), TITLE.replace("set_title", "set_name")).unwrap();
    fs::remove_file(package.path().join("ipc/window.d.ts")).unwrap();
    let summary = succeeds(package.path(), &["generate", ".", "--out", "ipc"]);
    assert!(summary.starts_with("wrote ") && summary.contains(" files to ipc"), "{summary}");
    let preload = fs::read_to_string(package.path().join("ipc/preload.ts")).unwrap();
    assert!(preload.contains("setName") && !preload.contains("setTitle"), "{preload}");
}

#[test]
fn an_error_in_the_source_leaves_the_output_alone() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let source = package.path().join("src/lib.rs");
    succeeds(package.path(), &["generate", ".", "--out", "ipc"]);
    let before = contents(&package.path().join("ipc"));
    for broken in [
        TITLE.replace("title: String", "title: Undefined"),
        TITLE.replace("title: String);", "title: String) -> bool;"),
        TITLE.replace("fn set_title", "fn"),
        String::new(),
    ] {
        fs::write(&source, broken).unwrap();
        fails(package.path(), 1, &["generate", ".", "--out", "ipc"]);
        assert_eq!(contents(&package.path().join("ipc")), before);
        fails(package.path(), 1, &["generate", ".", "--out", "new"]);
        assert!(!package.path().join("new").exists());
    }
}

#[test]
fn a_foreign_file_is_never_touched() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let out = package.path().join("app");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("preload.js"), "// mine\n").unwrap();
    fs::write(out.join("main.js"), "// mine too\n").unwrap();
    let before = contents(&out);
    let stderr = fails(package.path(), 1, &["generate", ".", "--out", "app"]);
    assert!(stderr.starts_with("error[foreign-file]: `app/preload.js` is in the way"), "{stderr}");
    assert_eq!(contents(&out), before);
}

/// The text of a generated file, as a run has written it that gave it another name.
fn written_as(path: &Path, name: &str) -> String {
    let old = path.file_name().unwrap().to_str().unwrap();
    fs::read_to_string(path).unwrap().replacen(&format!(": {old}; "), &format!(": {name}; "), 1)
}

#[test]
fn a_stale_file_is_removed() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let out = package.path().join("ipc");
    succeeds(package.path(), &["generate", ".", "--out", "ipc"]);
    let old = written_as(&out.join("types.ts"), "old.ts");
    fs::write(out.join("old.ts"), old).unwrap();
    fs::remove_file(out.join("types.ts")).unwrap();
    let summary = succeeds(package.path(), &["generate", ".", "--out", "ipc"]);
    assert!(summary.starts_with("wrote 1 file to ipc ("), "{summary}");
    assert!(summary.ends_with(" unchanged, 1 removed)\n"), "{summary}");
    assert!(!out.join("old.ts").exists() && out.join("types.ts").exists());
}

#[test]
fn what_is_asked_for_is_written() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let out = package.path().join("ipc");
    let names = |args: &[&str]| {
        let all = [&["generate", ".", "--out", "ipc"], args].concat();
        succeeds(package.path(), &all);
        contents(&out).into_keys().collect::<Vec<_>>()
    };
    let all = names(&[]);
    assert_eq!(names(&["--emit", "ts,js"]), all);
    let ts = names(&["--emit", "ts"]);
    assert!(ts.contains(&"preload.ts".to_owned()) && !ts.contains(&"preload.js".to_owned()));
    let js = names(&["--emit", "js", "--doors", "plain"]);
    assert!(js.contains(&"preload.js".to_owned()) && !js.contains(&"preload.ts".to_owned()));
    assert!(!js.contains(&"client.js".to_owned()) && !out.join("runtime/wire").exists());
    fails(package.path(), 2, &["generate", ".", "--out", "ipc", "--emit", "cjs"]);
}

#[test]
fn edited_files_are_overwritten_with_a_warning() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let args = ["generate", ".", "--out", "ipc"];
    succeeds(package.path(), &args);
    let before = texts(&package.path().join("ipc"));
    let types = package.path().join("ipc/types.ts");
    let text = fs::read_to_string(&types).unwrap();
    fs::write(&types, format!("<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n")).unwrap();
    fs::write(package.path().join("ipc/client.js"), "").unwrap();
    let stderr = fails(package.path(), 1, &[&args[..], &["--check"]].concat());
    assert!(stderr.ends_with("help: run the same command without `--check`\n"), "{stderr}");

    let output = run(package.path(), &args);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "note: `ipc/client.js` was changed since it was written; overwritten\n\
         note: `ipc/types.ts` was changed since it was written; overwritten\n"
    );
    assert_eq!(texts(&package.path().join("ipc")), before);
    succeeds(package.path(), &[&args[..], &["--check"]].concat());
}

#[test]
fn check_names_each_difference_and_writes_nothing() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let args = ["generate", ".", "--out", "ipc", "--check"];
    let stderr = fails(package.path(), 1, &args);
    assert!(stderr.contains("missing: ipc/types.ts\n"), "{stderr}");
    assert!(!package.path().join("ipc").exists());

    succeeds(package.path(), &args[..4]);
    assert_eq!(succeeds(package.path(), &args), "ipc is up to date\n");

    let out = package.path().join("ipc");
    fs::write(out.join("old.ts"), written_as(&out.join("types.ts"), "old.ts")).unwrap();
    fs::copy(out.join("types.ts"), out.join("copy.ts")).unwrap();
    fs::remove_file(out.join("window.d.ts")).unwrap();
    let preload = fs::read_to_string(out.join("preload.ts")).unwrap();
    fs::write(out.join("preload.ts"), preload.replace("setTitle", "setName")).unwrap();
    let before = contents(&out);
    let stderr = fails(package.path(), 1, &args);
    assert_eq!(contents(&out), before);
    assert!(stderr.starts_with("no longer generated: ipc/old.ts\n"), "{stderr}");
    assert!(stderr.contains("\nchanged: ipc/preload.ts\n--- ipc/preload.ts\n+++ "), "{stderr}");
    assert!(stderr.contains("\nmissing: ipc/window.d.ts\n\nerror: `ipc` is not up to date\n"));
    let changed =
        |sign, name| stderr.lines().any(|line| line.starts_with(sign) && line.contains(name));
    assert!(changed('-', "setName") && changed('+', "setTitle"), "{stderr}");
}

#[test]
fn a_path_that_does_not_exist_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let stderr = fails(folder.path(), 1, &["generate", "nowhere", "--out", "ipc"]);
    assert!(stderr.starts_with("error[no-such-path]: "), "{stderr}");
    assert!(stderr.contains("`nowhere`"), "{stderr}");
}

#[test]
fn a_folder_that_is_no_crate_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let stderr = fails(folder.path(), 1, &["generate", ".", "--out", "ipc"]);
    assert!(stderr.starts_with("error[not-a-crate]: "), "{stderr}");
}

#[test]
fn a_source_that_does_not_parse_is_shown_at_the_place() {
    let package =
        package(&[("src/lib.rs", "mod api;\n"), ("src/api.rs", "\ntrait A {\n    fn ;\n}\n")]);
    let stderr = fails(package.path(), 1, &["generate", ".", "--out", "ipc"]);
    assert!(stderr.starts_with("error[syntax]: "), "{stderr}");
    assert!(stderr.contains("\n --> src/api.rs:3:8\n"), "{stderr}");
    assert!(stderr.contains("\n3 |     fn ;\n  |        ^\n"), "{stderr}");
}

#[test]
fn places_are_shown_relative_to_the_current_folder() {
    let package = package(&[("src/lib.rs", "trait {}\n")]);
    let absolute = package.path().canonicalize().unwrap();
    for input in [".", "Cargo.toml", "src/lib.rs", absolute.to_str().unwrap()] {
        let stderr = fails(&absolute, 1, &["generate", input, "--out", "ipc"]);
        assert!(stderr.contains("\n --> src/lib.rs:1:7\n"), "{stderr}");
    }
    fs::create_dir(absolute.join("ui")).unwrap();
    let stderr = fails(&absolute.join("ui"), 1, &["generate", "..", "--out", "ipc"]);
    assert!(stderr.contains("\n --> ../src/lib.rs:1:7\n"), "{stderr}");
}

#[test]
fn a_crate_without_apis_is_an_error() {
    let package = package(&[("src/lib.rs", "pub trait Ordinary {}\n")]);
    let stderr = fails(package.path(), 1, &["generate", ".", "--out", "ipc"]);
    assert!(stderr.starts_with("error[no-api]: "), "{stderr}");
    assert!(!package.path().join("ipc").exists());
}

#[test]
fn an_output_folder_that_cannot_be_used_is_named() {
    let package = package(&[("src/lib.rs", TITLE)]);
    for out in ["Cargo.toml", "src/lib.rs/ipc", &"x".repeat(300)] {
        let stderr = fails(package.path(), 1, &["generate", ".", "--out", out]);
        assert!(stderr.starts_with("error[output-folder]: "), "{stderr}");
        assert!(stderr.contains(&format!("`{out}`")), "{stderr}");
        fails(package.path(), 1, &["generate", ".", "--out", out, "--check"]);
    }
}

#[test]
fn all_problems_of_a_run_are_shown_and_counted() {
    let package = package(&[("src/lib.rs", &TITLE.replace("String", "Missing, b: Unknown"))]);
    let stderr = fails(package.path(), 1, &["generate", ".", "--out", "ipc"]);
    assert!(stderr.contains("Missing") && stderr.contains("Unknown"), "{stderr}");
    assert!(stderr.ends_with("\nerror: could not generate because of 2 errors\n"), "{stderr}");
}

#[test]
fn a_method_that_no_open_door_can_call_is_shown() {
    let source = "#[ipc_api]
trait DesktopApi {
    #[sync]
    fn version(&self) -> String;
}
";
    let package = package(&[("src/lib.rs", source)]);
    let stderr =
        fails(package.path(), 1, &["generate", ".", "--out", "app/ipc", "--doors", "fast"]);
    assert!(
        stderr.contains("needs the plain door") && stderr.contains("src/lib.rs:4:8"),
        "{stderr}"
    );
    assert!(stderr.contains("help: add `plain` to the doors, or use `#[invoke]`"), "{stderr}");
    succeeds(package.path(), &["generate", ".", "--out", "app/ipc", "--doors", "plain"]);
}

#[test]
fn features_and_targets_decide_what_is_compiled() {
    let source = TITLE.replace("#[ipc_api", "#[cfg(feature = \"desk\")]\n#[ipc_api");
    let package = package(&[("src/lib.rs", &source)]);
    let mut manifest = fs::read_to_string(package.path().join("Cargo.toml")).unwrap();
    manifest += "[features]\ndefault = [\"desk\"]\ndesk = []\nother = []\n";
    fs::write(package.path().join("Cargo.toml"), manifest).unwrap();
    let run = |options: &[&str]| {
        run(package.path(), &[&["generate", ".", "--out", "ipc"], options].concat()).status.code()
    };
    assert_eq!(run(&[]), Some(0));
    assert_eq!(run(&["--no-default-features"]), Some(1));
    assert_eq!(run(&["--no-default-features", "--features", "other,desk"]), Some(0));
    assert_eq!(run(&["--no-default-features", "--all-features"]), Some(0));
    assert_eq!(run(&["--features", "nonsense"]), Some(1));
    assert_eq!(run(&["--target", "nonsense"]), Some(1));
    assert_eq!(run(&["--target", "x86_64-unknown-linux-gnu"]), Some(0));
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    for args in [
        &[][..],
        &["generat"],
        &["generate", ".", "--out", ""],
        &["generate", ".", "--out", "ipc", "--chek"],
    ] {
        let stderr = fails(folder.path(), 2, args);
        assert!(stderr.contains("help"), "{stderr}");
    }
}

#[test]
fn the_configuration_has_inputs_and_options() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let run = |folder: &Path, args: &[&str]| succeeds(folder, &[&["generate"], args].concat());
    let missing = fails(package.path(), 1, &["generate"]);
    assert!(missing.contains("error[no-output-folder]"), "{missing}");
    assert!(missing.contains("help: name it: `--out app/ipc`"), "{missing}");

    fs::write(package.path().join("ipc.toml"), "out = \"app/ipc\"\nemit = [\"ts\"]\n").unwrap();
    assert!(run(package.path(), &[]).ends_with(" files to app/ipc\n"));
    assert!(package.path().join("app/ipc/preload.ts").exists());
    assert!(!package.path().join("app/ipc/preload.js").exists());
    assert_eq!(run(package.path(), &["--check"]), "app/ipc is up to date\n");
    assert_eq!(run(&package.path().join("src"), &[]), "../app/ipc is up to date\n");
    // An option replaces what the file has.
    let written = run(package.path(), &["--out", "other", "--emit", "js", "--doors", "plain"]);
    assert!(written.ends_with(" files to other\n"), "{written}");
    assert!(!package.path().join("other/preload.ts").exists());

    fs::write(package.path().join("ipc.toml"), "otu = \"ipc\"\n").unwrap();
    let unknown = fails(package.path(), 1, &["generate"]);
    assert!(unknown.contains("error[invalid-config]: unknown field `otu`"), "{unknown}");
    assert!(unknown.contains("help: did you mean `out`?"), "{unknown}");
    let absent = fails(package.path(), 1, &["generate", "--config", "absent.toml"]);
    assert!(absent.contains("error[invalid-config]: cannot read `absent.toml`"), "{absent}");
}

#[test]
fn two_inputs_cannot_have_two_configurations() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("ipc.toml"), "out = \"ipc\"\n").unwrap();
        fs::write(folder.path().join(name).join("lib.rs"), TITLE.replace("Desktop", name)).unwrap();
    }
    let stderr = fails(folder.path(), 1, &["generate", "a/lib.rs", "b/lib.rs"]);
    assert!(
        stderr.contains("error[invalid-config]: the inputs have two configurations"),
        "{stderr}"
    );
}

#[test]
fn the_help_has_an_example_and_the_exit_codes() {
    let help = succeeds(Path::new("."), &["generate", "--help"]);
    assert!(help.contains("ipc-codegen generate . --out app/ipc"), "{help}");
    assert!(help.contains("Exit codes:\n  0  "), "{help}");
    assert!(help.contains("TypeScript; alone for bundlers"), "{help}");
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_force_them() {
    let folder = tempfile::tempdir().unwrap();
    let escapes = |variables: &[(&str, &str)]| {
        let mut command = command(folder.path(), &["generate", "nowhere", "--out", "ipc"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        output.stderr.contains(&0x1b)
    };
    assert!(!escapes(&[]));
    assert!(escapes(&[("CLICOLOR_FORCE", "1")]));
    assert!(!escapes(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn names_that_are_not_utf8_work() {
    let folder = tempfile::tempdir().unwrap();
    let name = OsStr::from_bytes(b"caf\xe9.rs");
    fs::write(folder.path().join(name), TITLE).unwrap();
    let generate = || {
        let mut command = command(folder.path(), &["generate", "--out", "ipc"]);
        command.arg(name).output().unwrap().status.code()
    };
    assert_eq!(generate(), Some(0));
    fs::write(folder.path().join(name), "trait {}\n").unwrap();
    assert_eq!(generate(), Some(1));
}

#[test]
fn closed_streams_are_no_fault() {
    let package = package(&[("src/lib.rs", TITLE)]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = command(package.path(), &["generate", ".", "--out", "ipc"]);
    let status = command.stdout(writer).stderr(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(0));
}

/// Two sources whose files all differ, and are long enough to be caught in the middle.
fn old_and_new() -> [String; 2] {
    ["old", "new"].map(|age| {
        let methods = (0..100).map(|at| format!("    #[send]\n    fn {age}_{at}(&self);\n"));
        format!("#[ipc_api]\ntrait {age}Api {{\n{}}}\n", methods.collect::<String>())
    })
}

#[test]
fn a_kill_leaves_each_file_old_or_new() {
    let package = package(&[]);
    let source = package.path().join("src/lib.rs");
    let out = package.path().join("ipc");
    let args = ["generate", ".", "--out", "ipc"];
    let mut longest = Duration::ZERO;
    let versions = old_and_new().map(|text| {
        fs::write(&source, &text).unwrap();
        let start = Instant::now();
        succeeds(package.path(), &args);
        longest = longest.max(start.elapsed());
        (text, texts(&out))
    });

    let (mut killed, mut in_the_middle) = (0, 0);
    for round in 0..120 {
        let (text, _) = &versions[round % 2];
        fs::write(&source, text).unwrap();
        let mut child = command(package.path(), &args).stdout(Stdio::null()).spawn().unwrap();
        if round % 4 < 2 {
            // At each moment of a run.
            sleep(longest * u32::try_from(round).unwrap() / 120);
        } else {
            // As soon as the folder is seen to change.
            let before = fs::metadata(&out).unwrap().modified().unwrap();
            while fs::metadata(&out).unwrap().modified().unwrap() == before
                && child.try_wait().unwrap().is_none()
            {}
        }
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().signal().is_some());

        let left = texts(&out);
        let holds = |files: &BTreeMap<_, _>, name| files.get(name) == left.get(name);
        for name in versions[0].1.keys() {
            assert!(
                versions.iter().any(|(_, files)| holds(files, name)),
                "{name} is neither old nor new"
            );
        }
        let is_mixed =
            versions.iter().all(|(_, files)| !files.keys().all(|name| holds(files, name)));
        let has_temporary = left.keys().any(|name| name.starts_with(".ipc-codegen-"));
        in_the_middle += u32::from(is_mixed || has_temporary);
    }
    assert!(killed > 0 && in_the_middle > 0, "{killed} killed, {in_the_middle} in the middle");

    fs::write(&source, &versions[0].0).unwrap();
    succeeds(package.path(), &args);
    assert_eq!(texts(&out), versions[0].1);
}
