//! What happens to the output folder, and what never does.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ipc_codegen::files::{File, Files};
use ipc_codegen::header::stamp;
use ipc_codegen::output::{self, Difference, DifferenceKind, Edited, Summary};
use ipc_codegen::report::Problem;

/// The bodies of files by name.
type Bodies = BTreeMap<String, String>;

fn files(bodies: &[(&str, &str)]) -> Bodies {
    bodies.iter().map(|(name, body)| ((*name).to_owned(), (*body).to_owned())).collect()
}

/// The text of a file.
fn text_of(bodies: &Bodies, name: &str) -> String {
    stamp(name, &bodies[name])
}

/// Files that print these bodies line by line.
fn printed(bodies: &Bodies) -> Files<'_> {
    let file = |(name, body): (&'_ String, &'_ String)| {
        let lines: Vec<_> = body.split_inclusive('\n').map(str::to_owned).collect();
        File::new(name, move |stamper| lines.iter().try_for_each(|line| stamper.push(line)))
    };
    bodies.iter().map(file).collect()
}

fn write(bodies: &Bodies, out: &Path) -> Result<Summary, Vec<Problem>> {
    output::write(&printed(bodies), out)
}

fn check(bodies: &Bodies, out: &Path) -> Result<Vec<Difference>, Vec<Problem>> {
    output::check(&printed(bodies), out)
}

/// What a run did that found nothing edited.
fn summary(written: usize, unchanged: usize, removed: usize) -> Summary {
    Summary { written, unchanged, removed, edited: vec![] }
}

fn three() -> Bodies {
    files(&[
        ("types.ts", "export {};\n"),
        ("preload.js", "1;\n"),
        ("ipc.schema.json", "{\n  \"a\": 1\n}\n"),
    ])
}

/// All that a folder holds, with the time of each file's last change.
fn contents(folder: &Path) -> BTreeMap<Vec<u8>, (Vec<u8>, SystemTime)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let changed = entry.metadata().unwrap().modified().unwrap();
            let text = fs::read(entry.path()).unwrap_or_default();
            (entry.file_name().as_bytes().to_owned(), (text, changed))
        })
        .collect()
}

/// Sets the times of all files back, so that any later write is seen.
fn age(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
            fs::File::open(entry.path()).unwrap().set_modified(long_ago).unwrap();
        }
    }
}

/// The only problem of a run that must not change `folder`.
#[track_caller]
fn refused(files: &Bodies, out: &Path, folder: &Path) -> (&'static str, String) {
    let before = contents(folder);
    let problems = write(files, out).unwrap_err();
    assert_eq!(contents(folder), before);
    assert_eq!(problems.len(), 1, "{problems:?}");
    (problems[0].code, problems[0].message.clone())
}

#[test]
fn files_are_written_into_a_new_folder() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("app/ipc");
    assert_eq!(write(&three(), &out), Ok(summary(3, 0, 0)));
    let names: Vec<_> = contents(&out).into_keys().collect();
    assert_eq!(names, [&b"ipc.schema.json"[..], b"preload.js", b"types.ts"]);
    for (name, body) in three() {
        let text = stamp(&name, &body);
        assert_eq!(fs::read_to_string(out.join(name)).unwrap(), text);
    }
}

#[test]
fn others_may_read_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::File::create(folder.path().join("ordinary")).unwrap();
    write(&three(), folder.path()).unwrap();
    let mode = |name| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("types.ts"), mode("ordinary"));
}

#[test]
fn a_second_run_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(&three(), folder.path()).unwrap();
    age(folder.path());
    let before = contents(folder.path());
    let expected = summary(0, 3, 0);
    assert_eq!(write(&three(), folder.path()), Ok(expected));
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn only_what_changed_is_written() {
    let folder = tempfile::tempdir().unwrap();
    write(&three(), folder.path()).unwrap();
    age(folder.path());
    let before = contents(folder.path());
    let mut next = three();
    next.insert("preload.js".into(), "2;\n".into());
    let expected = summary(1, 2, 0);
    assert_eq!(write(&next, folder.path()), Ok(expected));
    let after = contents(folder.path());
    assert_eq!(after[&b"types.ts"[..]], before[&b"types.ts"[..]]);
    assert_eq!(after[&b"preload.js"[..]].0, text_of(&next, "preload.js").as_bytes());
}

#[test]
fn line_ends_that_git_made_crlf_are_no_change() {
    let folder = tempfile::tempdir().unwrap();
    write(&three(), folder.path()).unwrap();
    for (name, body) in three() {
        let text = stamp(&name, &body).replace('\n', "\r\n");
        fs::write(folder.path().join(name), text).unwrap();
    }
    let expected = summary(0, 3, 0);
    assert_eq!(write(&three(), folder.path()), Ok(expected));
    assert_eq!(check(&three(), folder.path()), Ok(vec![]));

    let next = files(&[("types.ts", "export type A = 1;\n")]);
    let expected = summary(1, 0, 2);
    assert_eq!(write(&next, folder.path()), Ok(expected));
}

#[test]
fn stale_files_of_ours_are_removed_and_all_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    write(&three(), folder.path()).unwrap();
    let user = [
        (&b"main.js"[..], &b"// @generated by another tool\n"[..]),
        (b"package.json", b"{\n  \"name\": \"app\"\n}\n"),
        (b"image.bin", b"\xff\x00"),
        (b"caf\xe9.ts", b"// latin-1\n"),
        (b"empty.ts", b""),
    ];
    for (name, text) in user {
        fs::write(folder.path().join(OsStr::from_bytes(name)), text).unwrap();
    }
    fs::create_dir(folder.path().join("deeper")).unwrap();
    fs::write(folder.path().join("deeper/types.ts"), text_of(&three(), "types.ts")).unwrap();
    symlink(folder.path().join("deeper/types.ts"), folder.path().join("link.ts")).unwrap();

    let next = files(&[("types.ts", "export {};\n")]);
    let expected = summary(0, 1, 2);
    assert_eq!(write(&next, folder.path()), Ok(expected));
    let after = contents(folder.path());
    assert!(
        !after.contains_key(&b"preload.js"[..]) && !after.contains_key(&b"ipc.schema.json"[..])
    );
    for (name, text) in user {
        assert_eq!(after[name].0, text);
    }
    assert!(
        folder.path().join("deeper/types.ts").exists() && folder.path().join("link.ts").exists()
    );
}

/// A TypeScript compiler that writes beside its sources copies their first comments.
#[test]
fn what_was_made_from_a_file_of_ours_is_not_ours() {
    let folder = tempfile::tempdir().unwrap();
    let sources = files(&[
        ("client.ts", "export {};\n"),
        ("runtime/client.ts", "1;\n"),
        ("runtime/wire/text.ts", "2;\n"),
    ]);
    write(&sources, folder.path()).unwrap();
    let made = ["client.js", "client.d.ts", "runtime/client.js", "runtime/wire/text.js"];
    let source_of =
        |name: &str| text_of(&sources, &format!("{}.ts", name.split_once('.').unwrap().0));
    for name in made {
        let text = format!("\"use strict\";\n{}", source_of(name));
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::write(folder.path().join("runtime/copy.ts"), text_of(&sources, "client.ts")).unwrap();
    assert_eq!(check(&sources, folder.path()), Ok(vec![]));
    assert_eq!(write(&sources, folder.path()), Ok(summary(0, 3, 0)));
    for name in made {
        assert!(folder.path().join(name).exists(), "{name}");
    }
    assert!(folder.path().join("runtime/copy.ts").exists());

    let wanted = files(&[("client.js", "1;\n"), ("types.ts", "export {};\n")]);
    let (code, message) = refused(&wanted, folder.path(), folder.path());
    assert_eq!(code, "foreign-file");
    assert!(message.ends_with("something made it from the generated `client.ts`"), "{message}");
}

#[test]
fn a_header_of_an_earlier_version_counts_where_a_file_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (name, body) in three() {
        let text = stamp(&name, &body);
        let old = text.replace(&format!(": {name}; "), "; ");
        assert_ne!(old, text);
        fs::write(folder.path().join(name), old).unwrap();
    }
    let next = files(&[("types.ts", "export {};\n")]);
    assert_eq!(check(&next, folder.path()).unwrap().len(), 1);
    assert_eq!(write(&next, folder.path()), Ok(summary(1, 0, 0)));
    assert!(folder.path().join("preload.js").exists());
    assert_eq!(write(&three(), folder.path()), Ok(summary(2, 1, 0)));
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    for foreign in [&b" "[..], b"export const mine = 1;\n", b"{\n  \"a\": 1\n}\n", b"\xff\xfe\n"] {
        fs::write(folder.path().join("types.ts"), foreign).unwrap();
        let (code, message) = refused(&three(), folder.path(), folder.path());
        assert_eq!(code, "foreign-file");
        assert!(message.contains("types.ts`"), "{message}");
    }
}

#[test]
fn links_and_folders_in_the_way_are_not_followed_or_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("types.ts");
    fs::write(&target, stamp("types.ts", "old\n")).unwrap();
    for link in [&target, Path::new("/nowhere")] {
        symlink(link, folder.path().join("types.ts")).unwrap();
        assert_eq!(refused(&three(), folder.path(), elsewhere.path()).0, "foreign-file");
        assert!(folder.path().join("types.ts").is_symlink());
        fs::remove_file(folder.path().join("types.ts")).unwrap();
    }
    fs::create_dir(folder.path().join("types.ts")).unwrap();
    assert_eq!(refused(&three(), folder.path(), folder.path()).0, "foreign-file");
}

#[test]
fn what_has_our_header_is_written_anew_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("preload.js");
    let text = &text_of(&three(), "preload.js");
    let changes = [
        format!("{text}mine();\n"),
        text.replace("  ", "\t"),
        format!("<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n"),
        String::new(),
    ];
    let stale = files(&[("types.ts", "export {};\n")]);
    for change in changes.iter().filter(|change| *change != text) {
        write(&three(), folder.path()).unwrap();
        fs::write(&path, change).unwrap();
        assert_eq!(check(&three(), folder.path()).unwrap().len(), 1);
        let edited = |is_removed| vec![Edited { path: path.clone(), is_removed }];
        let expected = Summary { edited: edited(false), ..summary(1, 2, 0) };
        assert_eq!(write(&three(), folder.path()), Ok(expected));
        assert_eq!(check(&three(), folder.path()), Ok(vec![]));

        fs::write(&path, change).unwrap();
        // An empty file is ours only where we would write one.
        let is_ours = !change.is_empty();
        let edited = if is_ours { edited(true) } else { vec![] };
        let expected = Summary { edited, ..summary(0, 1, 1 + usize::from(is_ours)) };
        assert_eq!(write(&stale, folder.path()), Ok(expected));
        assert_eq!(path.exists(), !is_ours);
    }
}

/// Folders below the output folder.
fn nested() -> Bodies {
    files(&[
        ("runtime/client.js", "1;\n"),
        ("runtime/wire/text.js", "2;\n"),
        ("runtime/wire/deep/er.js", "3;\n"),
        ("types.ts", "export {};\n"),
    ])
}

#[test]
fn folders_are_created_and_removed_when_they_are_empty() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("ipc");
    assert_eq!(write(&nested(), &out), Ok(summary(4, 0, 0)));
    assert_eq!(write(&nested(), &out), Ok(summary(0, 4, 0)));
    assert_eq!(check(&nested(), &out), Ok(vec![]));
    fs::write(out.join("runtime/.ipc-codegen-a1b2c3.tmp"), "half").unwrap();
    let less = files(&[("runtime/client.js", "1;\n"), ("types.ts", "export {};\n")]);
    assert_eq!(check(&less, &out).unwrap().len(), 2);
    assert_eq!(write(&less, &out), Ok(summary(0, 2, 2)));
    assert!(!out.join("runtime/wire").exists());
    assert!(!out.join("runtime/.ipc-codegen-a1b2c3.tmp").exists());

    // What else is in a folder stays, and so does the folder.
    write(&nested(), &out).unwrap();
    fs::write(out.join("runtime/wire/mine.js"), "mine();\n").unwrap();
    write(&less, &out).unwrap();
    assert!(out.join("runtime/wire/mine.js").exists() && !out.join("runtime/wire/deep").exists());
}

#[test]
fn what_is_in_the_way_of_a_folder_is_named_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let runtime = folder.path().join("runtime");
    fs::write(&runtime, "mine").unwrap();
    assert_eq!(refused(&nested(), folder.path(), folder.path()).0, "foreign-file");
    fs::remove_file(&runtime).unwrap();
    symlink(elsewhere.path(), &runtime).unwrap();
    assert_eq!(refused(&nested(), folder.path(), elsewhere.path()).0, "foreign-file");
    fs::remove_file(&runtime).unwrap();
    fs::create_dir_all(runtime.join("wire")).unwrap();
    fs::write(runtime.join("wire/text.js"), "mine").unwrap();
    assert_eq!(refused(&nested(), folder.path(), &runtime.join("wire")).0, "foreign-file");
    assert!(!runtime.join("client.js").exists());
}

/// A folder that cannot be written into is found before the first file changes.
#[test]
fn nothing_is_touched_if_one_of_the_folders_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let long = format!("runtime/{}/a.js", "x".repeat(300));
    let files = files(&[("a.js", "1;\n"), (&long, "2;\n")]);
    assert_eq!(refused(&files, folder.path(), folder.path()).0, "output-folder");
}

/// Files of one length are compared piece by piece.
#[test]
fn an_edit_far_into_a_long_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let long = files(&[("types.ts", &"export {};\n".repeat(20_000))]);
    write(&long, folder.path()).unwrap();
    let expected = summary(0, 1, 0);
    assert_eq!(write(&long, folder.path()), Ok(expected));

    let path = folder.path().join("types.ts");
    let mut text = fs::read(&path).unwrap();
    *text.last_mut().unwrap() = b' ';
    fs::write(&path, text).unwrap();
    assert_eq!(check(&long, folder.path()).unwrap().len(), 1);
    assert_eq!(write(&long, folder.path()).unwrap().edited.len(), 1);
}

#[test]
fn a_read_only_file_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    write(&three(), folder.path()).unwrap();
    let path = folder.path().join("types.ts");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let expected = summary(0, 3, 0);
    assert_eq!(write(&three(), folder.path()), Ok(expected));
    let next = files(&[("types.ts", "new\n")]);
    assert_eq!(refused(&next, folder.path(), folder.path()).0, "read-only-file");
}

#[test]
fn every_obstacle_is_named_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for name in three().keys() {
        fs::write(folder.path().join(name), "mine").unwrap();
    }
    assert_eq!(write(&three(), folder.path()).unwrap_err().len(), 3);
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    symlink("/nowhere/at/all", folder.path().join("dangling")).unwrap();
    let long = "x".repeat(300);
    for out in [
        PathBuf::new(),
        file.clone(),
        file.join("below"),
        folder.path().join("dangling"),
        folder.path().join("a\0b"),
        folder.path().join(&long),
        folder.path().join("new/er").join(&long),
    ] {
        let (code, message) = refused(&three(), &out, folder.path());
        assert_eq!(code, "output-folder");
        assert!(message.contains(&*out.to_string_lossy()), "{message}");
    }
    assert_eq!(check(&three(), &file).unwrap_err()[0].code, "output-folder");
}

#[test]
fn a_folder_with_a_name_that_is_not_utf8_works() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join(OsStr::from_bytes(b"caf\xe9"));
    write(&three(), &out).unwrap();
    assert_eq!(check(&three(), &out), Ok(vec![]));
}

#[test]
fn a_linked_folder_works() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("real")).unwrap();
    symlink("real", folder.path().join("link")).unwrap();
    write(&three(), &folder.path().join("link")).unwrap();
    assert!(folder.path().join("real/types.ts").exists());
}

#[test]
fn temporary_files_of_a_killed_run_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    write(&three(), folder.path()).unwrap();
    fs::write(folder.path().join(".ipc-codegen-a1b2c3.tmp"), "half").unwrap();
    fs::write(folder.path().join(".other.tmp"), "mine").unwrap();
    assert_eq!(check(&three(), folder.path()), Ok(vec![]));
    write(&three(), folder.path()).unwrap();
    assert!(!folder.path().join(".ipc-codegen-a1b2c3.tmp").exists());
    assert!(folder.path().join(".other.tmp").exists());
}

#[test]
fn runs_at_the_same_time_do_not_harm_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let versions = ["1;\n", "2;\n"].map(|body| files(&[("preload.js", body), ("types.ts", body)]));
    std::thread::scope(|scope| {
        for files in &versions {
            scope.spawn(|| (0..200).for_each(|_| assert!(write(files, folder.path()).is_ok())));
        }
    });
    assert_eq!(contents(folder.path()).len(), 2);
}

#[test]
fn check_names_what_is_missing_changed_and_extra_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(&three(), folder.path()).unwrap();
    assert_eq!(check(&three(), folder.path()), Ok(vec![]));
    let wanted =
        files(&[("types.ts", "export type A = 1;\n"), ("preload.js", "1;\n"), ("window.d.ts", "")]);
    let before = contents(folder.path());
    let differences = check(&wanted, folder.path()).unwrap();
    assert_eq!(contents(folder.path()), before);

    let path = |name| folder.path().join(name);
    let [extra, changed, missing] = &differences[..] else { panic!("{differences:?}") };
    let expected = Difference { path: path("ipc.schema.json"), kind: DifferenceKind::Extra };
    assert_eq!(*extra, expected);
    assert_eq!(*missing, Difference { path: path("window.d.ts"), kind: DifferenceKind::Missing });
    assert_eq!(changed.path, path("types.ts"));
    let DifferenceKind::Changed(diff) = &changed.kind else { panic!("{changed:?}") };
    assert!(
        diff.starts_with(&format!("--- {}\n+++ generated\n@@", changed.path.display())),
        "{diff}"
    );
    assert!(diff.contains("\n-export {};\n") && diff.ends_with("\n+export type A = 1;"), "{diff}");
}

#[test]
fn check_of_a_folder_that_is_not_there_misses_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("app/ipc");
    assert_eq!(check(&three(), &out).unwrap().len(), 3);
    assert!(contents(folder.path()).is_empty());
}

#[test]
fn a_long_diff_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    write(&files(&[("types.ts", &"a\n".repeat(1000))]), folder.path()).unwrap();
    let differences = check(&files(&[("types.ts", &"b\n".repeat(1000))]), folder.path()).unwrap();
    let DifferenceKind::Changed(diff) = &differences[0].kind else { panic!("{differences:?}") };
    assert_eq!(diff.lines().count(), 61);
    assert!(diff.ends_with("more lines"), "{diff}");
}
