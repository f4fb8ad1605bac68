//! The search itself: one file after the other, on threads for blocking work.

use std::fs;
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use crate::results::{Change, Hit, Progress, SearchError};

/// Larger files are skipped.
const LARGEST_FILE: u64 = 1 << 20;

/// How many characters of a line there are before and after the text.
const CONTEXT: usize = 80;

/// Folders without the user's own files.
const SKIPPED: [&str; 2] = ["node_modules", "target"];

/// A search, and the files that it has yet to read.
pub(crate) struct Search {
    root: PathBuf,
    text: String,
    waiting: Vec<PathBuf>,
    progress: Progress,
}

/// A file and its new text.
pub(crate) struct Edit {
    path: PathBuf,
    text: String,
    places: usize,
}

impl Search {
    pub(crate) fn new(root: PathBuf, text: String) -> Self {
        let waiting = vec![root.clone()];
        Self { root, text, waiting, progress: Progress { files: 0, known: 0 } }
    }

    pub(crate) fn progress(&self) -> Progress {
        self.progress
    }

    /// Searches the next file. Returns `None` after the last one.
    pub(crate) async fn next_file(mut self) -> Result<Option<(Self, Vec<Hit>)>, SearchError> {
        blocking(move || {
            let Some((path, text)) = self.read_next()? else { return Ok(None) };
            let file = path.strip_prefix(&self.root).unwrap_or(&path);
            let hits =
                text.lines().zip(1..).filter_map(|(line, number)| self.hit(file, line, number));
            let hits = hits.collect();
            Ok(Some((self, hits)))
        })
        .await
    }

    /// What has to change in all files to replace the text.
    pub(crate) async fn edits(mut self, replacement: &str) -> Result<Vec<Edit>, SearchError> {
        let replacement = replacement.to_owned();
        blocking(move || {
            let mut edits = Vec::new();
            while let Some((path, text)) = self.read_next()? {
                let places = text.matches(&self.text).count();
                if places > 0 {
                    edits.push(Edit { path, text: text.replace(&self.text, &replacement), places });
                }
            }
            Ok(edits)
        })
        .await
    }

    /// Reads the next file that has text.
    fn read_next(&mut self) -> Result<Option<(PathBuf, String)>, SearchError> {
        while let Some(path) = self.waiting.pop() {
            if path.is_dir() {
                self.open_folder(&path)?;
                continue;
            }
            self.progress.files += 1;
            let is_small = fs::metadata(&path).is_ok_and(|data| data.len() <= LARGEST_FILE);
            if let (true, Ok(text)) = (is_small, fs::read_to_string(&path)) {
                return Ok(Some((path, text)));
            }
        }
        Ok(None)
    }

    /// Adds what is in a folder, the first name last.
    fn open_folder(&mut self, folder: &Path) -> Result<(), SearchError> {
        let unusable = |error| SearchError::unusable(folder, &error);
        let mut inside = Vec::new();
        for entry in fs::read_dir(folder).map_err(unusable)? {
            let entry = entry.map_err(unusable)?;
            let name = entry.file_name();
            let is_skipped = SKIPPED.iter().any(|skipped| name == *skipped);
            let is_link = entry.file_type().is_ok_and(|ty| ty.is_symlink());
            if !is_skipped && !is_link && !name.to_string_lossy().starts_with('.') {
                inside.push(entry.path());
            }
        }
        let files = inside.iter().filter(|path| path.is_file()).count();
        self.progress.known += u32::try_from(files).unwrap_or(u32::MAX);
        inside.sort_by(|a, b| b.cmp(a));
        self.waiting.extend(inside);
        Ok(())
    }

    fn hit(&self, file: &Path, line: &str, number: u32) -> Option<Hit> {
        let (before, after) = line.split_once(&*self.text)?;
        let skipped = before.chars().count().saturating_sub(CONTEXT);
        Some(Hit {
            file: file.to_owned(),
            line: number,
            before: before.chars().skip(skipped).collect::<String>().trim_start().to_owned(),
            found: self.text.clone(),
            after: after.chars().take(CONTEXT).collect(),
        })
    }
}

/// How much the edits change together.
pub(crate) fn size(edits: &[Edit]) -> Change {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Change { files: count(edits.len()), places: count(edits.iter().map(|edit| edit.places).sum()) }
}

/// Writes the files.
pub(crate) async fn apply(edits: Vec<Edit>) -> Result<(), SearchError> {
    blocking(move || {
        for Edit { path, text, .. } in edits {
            fs::write(&path, text).map_err(|error| SearchError::unusable(&path, &error))?;
        }
        Ok(())
    })
    .await
}

/// Runs `work` where it may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(SearchError::Unanswered { reason: error.to_string() }))
}
