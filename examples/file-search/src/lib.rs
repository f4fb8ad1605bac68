//! Searches the files of a folder. Hits are a stream that the page can pause and cancel, each search
//! reports its own progress, and Rust asks the page before it changes files.

mod results;
mod search;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use ipc_runtime::{Caller, FileDialog, Router, ipc_api};

use crate::results::{Change, Hit, Progress, SearchError};
use crate::search::Search;

/// Searches the files of a folder that the user chooses.
#[ipc_api]
pub trait SearchApi {
    /// Lets the user choose the folder. Returns its path; `null` if the user cancels.
    #[invoke]
    async fn choose_folder(&self, caller: &Caller) -> Result<Option<PathBuf>, SearchError>;

    /// The lines with `text`. Rust searches only as fast as the page reads.
    #[stream]
    fn hits(
        &self,
        caller: &Caller,
        search: u32,
        text: String,
    ) -> impl Stream<Item = Result<Hit, SearchError>> + Send;

    /// The progress of the search with this number, to the page that started it.
    #[event]
    fn progress(search: u32, progress: Progress);

    /// Replaces `text` in all files, if the user confirms it.
    #[invoke]
    async fn replace(
        &self,
        caller: &Caller,
        text: String,
        replacement: String,
    ) -> Result<Change, SearchError>;

    /// Asks the user whether to make a change.
    #[request(timeout = "5m")]
    async fn confirm(change: Change) -> bool;
}

/// The folder of the search. A page cannot name one: only the user can, in the dialog.
#[derive(Default)]
struct Searcher {
    folder: Mutex<Option<PathBuf>>,
}

impl Searcher {
    fn search(&self, text: String) -> Result<Search, SearchError> {
        let folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let folder = folder.ok_or(SearchError::NoFolder)?;
        if text.is_empty() {
            return Err(SearchError::NoText);
        }
        Ok(Search::new(folder, text))
    }
}

impl SearchApi for Searcher {
    async fn choose_folder(&self, caller: &Caller) -> Result<Option<PathBuf>, SearchError> {
        let folder = FileDialog::new().pick_folder(&caller.window()).await?;
        if folder.is_some() {
            self.folder.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&folder);
        }
        Ok(folder)
    }

    fn hits(
        &self,
        caller: &Caller,
        search: u32,
        text: String,
    ) -> impl Stream<Item = Result<Hit, SearchError>> + Send {
        let page = SearchApiRenderer::new(caller);
        let files = stream::try_unfold(self.search(text), move |state| {
            let page = page.clone();
            async move {
                let next = state?.next_file().await?;
                Ok::<_, SearchError>(next.map(|(files, hits)| {
                    // A page that is gone gets nothing, and its stream ends.
                    let _ = page.progress(search, files.progress());
                    (stream::iter(hits).map(Ok), Ok(files))
                }))
            }
        });
        files.try_flatten()
    }

    async fn replace(
        &self,
        caller: &Caller,
        text: String,
        replacement: String,
    ) -> Result<Change, SearchError> {
        let edits = self.search(text)?.edits(&replacement).await?;
        let change = search::size(&edits);
        if !SearchApiRenderer::new(caller).confirm(change).await? {
            return Err(SearchError::Declined);
        }
        search::apply(edits).await?;
        Ok(change)
    }
}

ipc_runtime::addon!(|_app| Router::new().serve(SearchApiServer::new(Searcher::default())));
