//! Puts the generated files into the output folder, or compares them with it: the one place that
//! touches that folder.
//!
//! - Nothing is touched if anything is in the way. All new texts lie in temporary files before the
//!   first of them takes its name, so that a full disk comes before that too.
//! - Each file changes in one step: it is old or new at any time, whenever the process is killed.
//!   Temporary files that a kill left behind are removed by the next run.
//! - A file that is right already is not written: its time of change stays.
//! - A file of an earlier run that is no longer generated is removed.
//! - Only what carries our [header], with the hash that it had when it was written,
//!   is replaced or removed. A file of the user, a generated file that somebody edited, a symbolic
//!   link, a folder or a read-only file in the way is a problem that names it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use similar::TextDiff;
use tempfile::NamedTempFile;

use crate::codes;
use crate::files::Files;
use crate::header::{self, Header};
use crate::report::Problem;

/// How the names of temporary files begin and end.
const TEMPORARY: (&str, &str) = (".ipc-codegen-", ".tmp");

/// More lines than these of one file's diff help nobody.
const DIFF_LINES: usize = 60;

/// What a run did to the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// How many files are new or changed.
    pub written: usize,
    /// How many files were right already.
    pub unchanged: usize,
    /// How many files of earlier runs were removed.
    pub removed: usize,
}

/// A file of the output folder that is not as it would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub path: PathBuf,
    /// In what it differs.
    pub kind: DifferenceKind,
}

/// In what a file differs from what would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It is not there.
    Missing,
    /// It has another text. This is the unified diff, cut off where it is long.
    Changed(String),
    /// It comes from an earlier run and is no longer generated.
    Extra,
}

/// Makes the folder `out` hold `files`, and creates it if need be.
pub fn write(files: &Files, out: &Path) -> Result<Summary, Vec<Problem>> {
    let folder = look(files, out)?;
    let is_due = |name: &str| folder.present.get(name).is_none_or(|present| !present.is_right);
    let in_the_way: Vec<_> = folder
        .present
        .iter()
        .filter(|(name, _)| is_due(name))
        .filter_map(|(name, present)| obstacle(&out.join(name), present))
        .collect();
    if !in_the_way.is_empty() {
        return Err(in_the_way);
    }

    for leftover in folder.leftovers {
        // One that cannot be removed does no harm.
        let _ = fs::remove_file(leftover);
    }
    let due: Vec<_> = files.iter().filter(|(name, _)| is_due(name)).collect();
    for (name, temporary) in stage(&due, out)? {
        let path = out.join(name);
        put(temporary, &path, &files[name], out)
            .map_err(|error| vec![unusable_file("write", &path, &error)])?;
    }
    let mut removed = 0;
    for name in folder.present.keys().filter(|name| !files.contains_key(*name)) {
        let path = out.join(name);
        fs::remove_file(&path).map_err(|error| vec![unusable_file("remove", &path, &error)])?;
        removed += 1;
    }
    Ok(Summary { written: due.len(), unchanged: files.len() - due.len(), removed })
}

/// Where the folder `out` differs from `files`, sorted by name. Writes nothing.
pub fn check(files: &Files, out: &Path) -> Result<Vec<Difference>, Vec<Problem>> {
    let folder = look(files, out)?;
    let names: BTreeSet<&String> = files.keys().chain(folder.present.keys()).collect();
    let differences = names.into_iter().filter_map(|name| {
        let path = out.join(name);
        let kind = match (files.get(name), folder.present.get(name)) {
            (Some(_), Some(present)) if present.is_right => return None,
            (Some(text), Some(_)) => match read_text(&path) {
                Ok(old) => DifferenceKind::Changed(unified_diff(&path, &old, text)),
                Err(error) => return Some(Err(vec![unusable_file("read", &path, &error)])),
            },
            (Some(_), None) => DifferenceKind::Missing,
            (None, _) => DifferenceKind::Extra,
        };
        Some(Ok(Difference { path, kind }))
    });
    differences.collect()
}

/// What the output folder holds that matters to a run.
#[derive(Default)]
struct Folder {
    /// By name: what stands where a file is to be, and every other file with our header.
    present: BTreeMap<String, Present>,
    /// The temporary files of runs that were killed.
    leftovers: Vec<PathBuf>,
}

/// Something with the name of a generated file.
struct Present {
    /// Whether it is as it is to be.
    is_right: bool,
    /// Left unread where all is right.
    header: Option<Header>,
    read_only: bool,
}

fn look(files: &Files, out: &Path) -> Result<Folder, Vec<Problem>> {
    let mut folder = Folder::default();
    let cannot_use = |error: &io::Error| vec![unusable_folder(out, error)];
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        // To join a name to an empty path leads into the current folder: nobody asked for that.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !out.as_os_str().is_empty() => {
            return Ok(folder);
        }
        Err(error) => return Err(cannot_use(&error)),
    };
    let mut names: BTreeSet<String> = files.keys().cloned().collect();
    for entry in entries {
        let entry = entry.map_err(|error| cannot_use(&error))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            folder.leftovers.push(entry.path());
        } else if is_marked(&entry.path()) {
            names.insert(name);
        }
    }
    // The wanted files are looked up by name, not taken from the entries: where case does not
    // matter, `Types.ts` stands in the way of `types.ts`.
    for name in names {
        let path = out.join(&name);
        match read(&path, files.get(&name)) {
            Ok(present) if present.header.is_some() || files.contains_key(&name) => {
                folder.present.insert(name, present);
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(vec![unusable_file("read", &path, &error)]),
        }
    }
    Ok(folder)
}

/// Whether a file begins as ours do. One that cannot be read is none of ours.
fn is_marked(path: &Path) -> bool {
    let mut start = Vec::new();
    File::open(path).is_ok_and(|file| file.take(64).read_to_end(&mut start).is_ok())
        && header::may_follow(&start)
}

fn read(path: &Path, wanted: Option<&String>) -> io::Result<Present> {
    let metadata = fs::symlink_metadata(path)?;
    let read_only = metadata.permissions().readonly();
    if !metadata.is_file() {
        Ok(Present { is_right: false, header: None, read_only })
    } else if wanted.map_or(Ok(false), |wanted| holds(path, wanted))? {
        Ok(Present { is_right: true, header: None, read_only })
    } else {
        let text = read_text(path)?;
        Ok(Present { is_right: wanted == Some(&text), header: header::read(&text), read_only })
    }
}

/// Whether a file holds this text, to the byte.
fn holds(path: &Path, text: &str) -> io::Result<bool> {
    let file = File::open(path)?;
    if file.metadata()?.len() != text.len() as u64 {
        return Ok(false);
    }
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut rest = text.as_bytes();
    loop {
        let read = file.fill_buf()?;
        match rest.strip_prefix(read) {
            Some(after) if !read.is_empty() => rest = after,
            after => return Ok(after.is_some_and(<[u8]>::is_empty)),
        }
        let length = read.len();
        file.consume(length);
    }
}

/// The text of a file with LF alone, though git may have made CRLF of it; nothing if it is no
/// regular file.
fn read_text(path: &Path) -> io::Result<String> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(String::new());
    }
    let text = String::from_utf8(fs::read(path)?)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text })
}

/// Why what is there must not be replaced or removed.
fn obstacle(path: &Path, present: &Present) -> Option<Problem> {
    let shown = path.display();
    match &present.header {
        None => Some(
            Problem::new(
                codes::FOREIGN_FILE,
                format!("`{shown}` is in the way: it is not a file that ipc-codegen wrote"),
            )
            .help("move it elsewhere, or give another folder as the output folder"),
        ),
        Some(header) if !header.hash_matches => Some(
            Problem::new(
                codes::EDITED_FILE,
                format!("`{shown}` was edited after ipc-codegen {} wrote it", header.version),
            )
            .help("keep what you need of the edit elsewhere, delete the file, and run again"),
        ),
        Some(_) if present.read_only => Some(
            Problem::new(
                codes::READ_ONLY_FILE,
                format!("`{shown}` has to change, but is read-only"),
            )
            .help("make it writable, or delete it, and run again"),
        ),
        Some(_) => None,
    }
}

/// Writes all texts into temporary files, in the folder that they are meant for: a file can only
/// be renamed within one file system.
fn stage<'a>(
    due: &[(&'a String, &String)],
    out: &Path,
) -> Result<Vec<(&'a String, NamedTempFile)>, Vec<Problem>> {
    let missing: Vec<_> = out.ancestors().take_while(|folder| !folder.exists()).collect();
    let staged = fs::create_dir_all(out).and_then(|()| {
        due.iter().map(|(name, text)| Ok((*name, write_temporary(text, out)?))).collect()
    });
    staged.map_err(|error| {
        for folder in missing {
            // Whichever of them were created are empty by now: the temporary files are gone.
            let _ = fs::remove_dir(folder);
        }
        vec![unusable_folder(out, &error)]
    })
}

/// The text need not reach the disk before the file gets its name: what a power cut tears is
/// found by its hash, and can be generated again.
fn write_temporary(text: &str, out: &Path) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(TEMPORARY.0)
        .suffix(TEMPORARY.1)
        // A file of `tempfile`'s own making could be read by its owner alone.
        .make_in(out, |path| File::create_new(path))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Gives a temporary file its name. If a run that started in the meantime has swept it away, it is
/// written again; if the folder itself is gone, that fails.
fn put(mut file: NamedTempFile, path: &Path, text: &str, out: &Path) -> io::Result<()> {
    loop {
        match file.persist(path) {
            Err(refused) if refused.error.kind() == io::ErrorKind::NotFound => {
                file = write_temporary(text, out)?;
            }
            result => return result.map(drop).map_err(io::Error::from),
        }
    }
}

fn unified_diff(path: &Path, old: &str, new: &str) -> String {
    let diff = TextDiff::configure().timeout(Duration::from_secs(1)).diff_lines(old, new);
    let name = path.display().to_string();
    let diff = diff.unified_diff().header(&name, "generated").to_string();
    let mut lines = diff.lines();
    let shown: Vec<_> = lines.by_ref().take(DIFF_LINES).collect();
    let rest = match lines.count() {
        0 => String::new(),
        more => format!("\n… and {more} more lines"),
    };
    shown.join("\n") + &rest
}

fn unusable_folder(out: &Path, error: &io::Error) -> Problem {
    let message = format!("cannot write into the output folder `{}`: {error}", out.display());
    Problem::new(codes::OUTPUT_FOLDER, message)
}

fn unusable_file(verb: &str, path: &Path, error: &io::Error) -> Problem {
    Problem::new(codes::OUTPUT_FILE, format!("cannot {verb} `{}`: {error}", path.display()))
}
