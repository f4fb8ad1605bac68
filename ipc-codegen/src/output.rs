//! Writes the generated files into the output folder, or compares them with it. No other module
//! touches that folder.
//!
//! - If anything is in the way, nothing is touched. All new texts are in temporary files before the
//!   first of them is renamed, so that a full disk is noticed before that too.
//! - Files are printed on all processors, piece by piece: into a comparison with the file that exists,
//!   and if it differs, into a temporary file. Only a difference needs whole texts in memory.
//! - Each file changes atomically: whenever the process is killed, a file is old or new. The next run
//!   removes the temporary files that a kill left behind.
//! - A file that is up to date is not written: it keeps its time of change.
//! - A file of an earlier run that is no longer generated is removed, and so is its folder if that is
//!   empty then.
//! - A file that carries our [header] with its own name is ours: it is replaced or removed, even if a
//!   formatter, a merge or a person has changed it, and then the summary names it. Where a file is to
//!   be written, a header without a name and an empty file are ours too: earlier versions wrote such
//!   headers, and a full disk leaves empty files. Nothing else is ours. A file of the user, a copy or
//!   a compiled form of a generated file, a symbolic link, a folder, and a read-only file are problems
//!   that name the file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{
    self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _,
};
use std::iter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::iter::{ParallelBridge as _, ParallelIterator as _};
use similar::TextDiff;
use tempfile::NamedTempFile;

use crate::codes;
use crate::files::{File, Files};
use crate::header::{self, Header};
use crate::report::Problem;

/// The prefix and the suffix of temporary file names.
const TEMPORARY: (&str, &str) = (".ipc-codegen-", ".tmp");

/// The bytes to read or write at once.
const BUFFER: usize = 1 << 16;

/// The most lines of a diff that are shown for one file.
const DIFF_LINES: usize = 60;

/// What a run did to the output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many files are new or changed.
    pub written: usize,
    /// How many files were up to date.
    pub unchanged: usize,
    /// How many files of earlier runs were removed.
    pub removed: usize,
    /// The written and removed files that had been changed since an earlier run wrote them.
    pub edited: Vec<Edited>,
}

/// A generated file that a person or a tool had changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The file.
    pub path: PathBuf,
    /// Whether it was removed, because it is no longer generated.
    pub is_removed: bool,
}

impl fmt::Display for Edited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let done = if self.is_removed { "removed" } else { "overwritten" };
        write!(f, "`{}` was changed since it was written; {done}", self.path.display())
    }
}

/// A file of the output folder that differs from what would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub path: PathBuf,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// How a file differs from what would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It does not exist.
    Missing,
    /// Its text differs. The unified diff is cut off where it is long.
    Changed(String),
    /// An earlier run wrote it, and it is no longer generated.
    Extra,
}

/// Brings the folder `out` up to date with `files`. Creates it if it does not exist.
pub fn write(files: &Files<'_>, out: &Path) -> Result<Summary, Vec<Problem>> {
    let files = &Wanted::new(files);
    let folder = look(files, out)?;
    let is_due = |name: &str| folder.present.get(name).is_none_or(|present| !present.is_right);
    let in_the_way: Vec<_> = folder
        .present
        .iter()
        .filter(|(name, _)| is_due(name))
        .filter_map(|(name, present)| obstacle(out, name, present))
        .collect();
    if !in_the_way.is_empty() {
        return Err(in_the_way);
    }

    for leftover in &folder.leftovers {
        // A file that cannot be removed does no harm.
        let _ = fs::remove_file(leftover);
    }
    let due: Vec<_> = files.in_order.iter().filter(|file| is_due(file.name())).collect();
    for (file, temporary) in stage(&due, out)? {
        let path = out.join(file.name());
        put(temporary, &path, file, out)
            .map_err(|error| vec![unusable_file("write", &path, &error)])?;
    }
    let stale: Vec<_> = folder.present.keys().filter(|name| files.get(name).is_none()).collect();
    for name in &stale {
        let path = out.join(name);
        fs::remove_file(&path).map_err(|error| vec![unusable_file("remove", &path, &error)])?;
        for below in Path::new(name).ancestors().skip(1).filter(|it| !it.as_os_str().is_empty()) {
            // Fails for a folder that is not empty, which is right.
            let _ = fs::remove_dir(out.join(below));
        }
    }
    let edited =
        folder.present.iter().filter(|(name, present)| is_due(name) && present.is_edited());
    let edited = edited
        .map(|(name, _)| Edited { path: out.join(name), is_removed: files.get(name).is_none() });
    Ok(Summary {
        written: due.len(),
        unchanged: files.in_order.len() - due.len(),
        removed: stale.len(),
        edited: edited.collect(),
    })
}

/// Where the folder `out` differs from `files`, sorted by name. Writes nothing.
pub fn check(files: &Files<'_>, out: &Path) -> Result<Vec<Difference>, Vec<Problem>> {
    let files = &Wanted::new(files);
    let folder = look(files, out)?;
    let present = folder.present.keys().map(String::as_str);
    let names: BTreeSet<&str> = files.names().chain(present).collect();
    let differences = names.into_iter().filter_map(|name| {
        let path = out.join(name);
        let kind = match (files.get(name), folder.present.get(name)) {
            (Some(_), Some(present)) if present.is_right => return None,
            (Some(file), Some(_)) => match read_text(&path) {
                Ok(old) => DifferenceKind::Changed(unified_diff(&path, &old, &file.text())),
                Err(error) => return Some(Err(vec![unusable_file("read", &path, &error)])),
            },
            (Some(_), None) => DifferenceKind::Missing,
            (None, Some(present)) if present.is_ours(name) => DifferenceKind::Extra,
            (None, _) => return None,
        };
        Some(Ok(Difference { path, kind }))
    });
    differences.collect()
}

/// The files to write.
struct Wanted<'f, 'a> {
    /// In the order in which to print them.
    in_order: &'f [File<'a>],
    by_name: BTreeMap<&'f str, &'f File<'a>>,
}

impl<'f, 'a> Wanted<'f, 'a> {
    fn new(files: &'f [File<'a>]) -> Self {
        let by_name = files.iter().map(|file| (file.name(), file)).collect();
        Self { in_order: files, by_name }
    }

    fn get(&self, name: &str) -> Option<&'f File<'a>> {
        self.by_name.get(name).copied()
    }

    fn names(&self) -> impl Iterator<Item = &'f str> {
        self.by_name.keys().copied()
    }
}

/// The content of the output folder, as far as a run needs it.
#[derive(Default)]
struct Folder {
    /// What exists at the path of a file to write, and every other file of ours. The keys are paths
    /// from the folder.
    present: BTreeMap<String, Present>,
    /// Temporary files of runs that were killed.
    leftovers: Vec<PathBuf>,
}

/// Something with the name of a generated file.
struct Present {
    /// Whether it is up to date.
    is_right: bool,
    /// Not read if the file is up to date.
    header: Option<Header>,
    is_empty: bool,
    read_only: bool,
}

impl Present {
    /// Something that is not ours.
    const FOREIGN: Self = Self { is_right: false, header: None, is_empty: false, read_only: false };

    /// Whether it may be replaced or removed, at this path from the folder.
    fn is_ours(&self, path: &str) -> bool {
        let header = self.header.as_ref();
        header.is_some_and(|header| header.name.as_ref().is_none_or(|name| name == path))
    }

    /// Whether it was changed since we wrote it.
    fn is_edited(&self) -> bool {
        self.header.as_ref().is_none_or(|header| !header.hash_matches)
    }
}

fn look(files: &Wanted<'_, '_>, out: &Path) -> Result<Folder, Vec<Problem>> {
    let mut folder = Folder::default();
    // A name that is joined to an empty path would be in the current folder.
    if out.as_os_str().is_empty() {
        let error = fs::read_dir(out).err().unwrap_or_else(|| io::ErrorKind::NotFound.into());
        return Err(vec![unusable_folder(out, &error)]);
    }
    let mut names: BTreeSet<String> = files.names().map(str::to_owned).collect();
    let cannot_use = |error| vec![unusable_folder(out, &error)];
    let mut blocked = Vec::new();
    for below in folders(files) {
        if blocked.iter().any(|other| below.starts_with(other)) {
            continue;
        }
        if fs::symlink_metadata(out.join(below)).is_ok_and(|found| !found.is_dir()) {
            // Links are not followed, so nothing below is looked at.
            blocked.push(below);
            names.retain(|name| !Path::new(name).starts_with(below));
            let name = below.to_string_lossy().into_owned();
            folder.present.insert(name, Present::FOREIGN);
        }
    }
    find_ours(files, out, "", &mut names, &mut folder.leftovers).map_err(cannot_use)?;
    // Wanted files are looked up by name and not among the entries: where case does not matter,
    // `Types.ts` is in the way of `types.ts`.
    let wanted = files.in_order.iter().filter(|file| names.contains(file.name()));
    let wanted = wanted.map(|file| (file.name(), Some(file)));
    let others = names.iter().map(String::as_str).filter(|name| files.get(name).is_none());
    let found = wanted.chain(others.map(|name| (name, None))).par_bridge().map(|(name, file)| {
        let path = out.join(name);
        match read(&path, file) {
            Ok(present) if present.is_ours(name) || file.is_some() => {
                Ok(Some((name.to_owned(), present)))
            }
            Ok(_) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(vec![unusable_file("read", &path, &error)]),
        }
    });
    let found: Vec<_> = found.collect::<Result<_, _>>()?;
    folder.present.extend(found.into_iter().flatten());
    Ok(folder)
}

/// The folders of files, outer ones first.
fn folders<'f>(files: &Wanted<'f, '_>) -> BTreeSet<&'f Path> {
    let ancestors = files.names().flat_map(|name| Path::new(name).ancestors().skip(1));
    ancestors.filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// Adds our files in the folder `prefix`, and in the folders below it that may contain some.
fn find_ours(
    files: &Wanted<'_, '_>,
    out: &Path,
    prefix: &str,
    names: &mut BTreeSet<String>,
    leftovers: &mut Vec<PathBuf>,
) -> io::Result<()> {
    let entries = match fs::read_dir(out.join(prefix)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        if !kind.is_dir() && !kind.is_file() {
            continue;
        }
        let path = format!("{prefix}{name}");
        if kind.is_dir() {
            let below = path + "/";
            // Any file below one of our folders may come from an earlier run.
            if !prefix.is_empty() || files.names().any(|name| name.starts_with(&below)) {
                find_ours(files, out, &below, names, leftovers)?;
            }
        } else if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            leftovers.push(entry.path());
        } else if is_marked(&entry.path(), &path) {
            names.insert(path);
        }
    }
    Ok(())
}

/// Whether a file has our header with this name. A file that cannot be read is not ours.
fn is_marked(path: &Path, name: &str) -> bool {
    let mut start = Vec::new();
    let length = header::LENGTH as u64;
    fs::File::open(path).is_ok_and(|file| file.take(length).read_to_end(&mut start).is_ok())
        && header::is_in(&start, name)
}

fn read(path: &Path, wanted: Option<&File<'_>>) -> io::Result<Present> {
    let metadata = fs::symlink_metadata(path)?;
    let read_only = metadata.permissions().readonly();
    if !metadata.is_file() {
        Ok(Present { read_only, ..Present::FOREIGN })
    } else if wanted.map_or(Ok(false), |wanted| Comparison::holds(path, wanted))? {
        Ok(Present { is_right: true, read_only, ..Present::FOREIGN })
    } else {
        let text = read_text(path)?;
        let (header, is_empty) = (header::read(&text), text.is_empty());
        Ok(Present { is_right: false, header, is_empty, read_only })
    }
}

/// A writer that compares what is written with the content of a file. It fails at the first
/// difference.
struct Comparison {
    present: BufReader<fs::File>,
    /// Whether lines end with CRLF, because git has made them so.
    is_crlf: bool,
    differs: bool,
}

impl Comparison {
    /// Whether a file contains exactly the text of `wanted`.
    fn holds(path: &Path, wanted: &File<'_>) -> io::Result<bool> {
        let mut present = BufReader::with_capacity(BUFFER, fs::File::open(path)?);
        let start = present.fill_buf()?;
        let is_crlf =
            start.split(|byte| *byte == b'\n').next().is_some_and(|it| it.ends_with(b"\r"));
        let Some(digits) = header::digits_in(start) else { return Ok(false) };
        let mut comparison = Self { present, is_crlf, differs: false };
        match wanted.write(&mut comparison, &digits) {
            Ok(right) => Ok(right == digits && comparison.present.fill_buf()?.is_empty()),
            Err(_) if comparison.differs => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn compare(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let present = self.present.fill_buf()?;
            let length = present.len().min(bytes.len());
            let (start, rest) = bytes.split_at(length);
            if length == 0 || present[..length] != *start {
                self.differs = true;
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.present.consume(length);
            bytes = rest;
        }
        Ok(())
    }
}

impl io::Write for Comparison {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_crlf {
            for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                match line.strip_suffix(b"\n") {
                    Some(line) => self.compare(line).and_then(|()| self.compare(b"\r\n"))?,
                    None => self.compare(line)?,
                }
            }
        } else {
            self.compare(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The text of a file with LF line ends, because git may have made them CRLF; empty if it is not a
/// regular file.
fn read_text(path: &Path) -> io::Result<String> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(String::new());
    }
    let text = String::from_utf8(fs::read(path)?)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text })
}

/// The problem with replacing or removing what exists at a path.
fn obstacle(out: &Path, name: &str, present: &Present) -> Option<Problem> {
    let path = out.join(name);
    let shown = path.display();
    if !present.is_ours(name) && !present.is_empty {
        let in_the_way =
            |what| Problem::new(codes::FOREIGN_FILE, format!("`{shown}` is in the way: {what}"));
        return Some(match present.header.as_ref().and_then(|header| header.name.as_ref()) {
            None => in_the_way("it is not a file that ipc-codegen wrote")
                .help("move it elsewhere, or give another folder as the output folder"),
            Some(source) => in_the_way(&format!("something made it from the generated `{source}`"))
                .help("delete it; if a compiler writes here, generate with `--emit ts`, or set its `outDir`"),
        });
    }
    present.read_only.then(|| {
        Problem::new(codes::READ_ONLY_FILE, format!("`{shown}` has to change, but is read-only"))
            .help("make it writable, or delete it, and run again")
    })
}

/// Writes all texts into temporary files, in their final folders: a file can only be renamed within
/// one file system.
fn stage<'f, 'a>(
    due: &[&'f File<'a>],
    out: &Path,
) -> Result<Vec<(&'f File<'a>, NamedTempFile)>, Vec<Problem>> {
    let targets: BTreeSet<_> =
        due.iter().filter_map(|file| parent(&out.join(file.name()))).collect();
    let folders = iter::once(out.to_owned()).chain(targets);
    let mut missing = BTreeSet::new();
    let staged = folders
        .inspect(|folder| {
            let ancestors = folder.ancestors().take_while(|folder| !folder.exists());
            missing.extend(ancestors.map(Path::to_owned));
        })
        .try_for_each(fs::create_dir_all)
        .and_then(|()| {
            let write =
                |file: &'f File<'a>| Ok((file, write_temporary(file, &out.join(file.name()))?));
            due.iter().copied().par_bridge().map(write).collect()
        });
    staged.map_err(|error| {
        // Inner folders first.
        for folder in missing.iter().rev() {
            // The folders that were created are empty again: the temporary files are gone.
            let _ = fs::remove_dir(folder);
        }
        vec![unusable_folder(out, &error)]
    })
}

fn parent(path: &Path) -> Option<PathBuf> {
    path.parent().map(Path::to_owned)
}

/// No sync before the rename: the hash reveals a file that a power cut has torn, and it can be
/// generated again.
fn write_temporary(file: &File<'_>, path: &Path) -> io::Result<NamedTempFile> {
    let mut temporary = tempfile::Builder::new()
        .prefix(TEMPORARY.0)
        .suffix(TEMPORARY.1)
        // The default of `tempfile` makes a file that only its owner can read.
        .make_in(parent(path).unwrap_or_default(), |path| fs::File::create_new(path))?;
    let mut out = BufWriter::with_capacity(BUFFER, temporary.as_file_mut());
    let digits = file.write(&mut out, header::NO_DIGITS)?;
    out.seek(SeekFrom::Start(file.digits_start()))?;
    out.write_all(digits.as_bytes())?;
    out.flush()?;
    drop(out);
    Ok(temporary)
}

/// Renames a temporary file to its final name. If a concurrent run has removed the file or its
/// folder, it is written again; if the output folder itself is gone, that fails.
fn put(mut temporary: NamedTempFile, path: &Path, file: &File<'_>, out: &Path) -> io::Result<()> {
    loop {
        match temporary.persist(path) {
            Err(refused) if refused.error.kind() == io::ErrorKind::NotFound => {
                if out.exists() {
                    fs::create_dir_all(parent(path).unwrap_or_default())?;
                }
                temporary = write_temporary(file, path)?;
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
