//! [`Incoming`]: a stream that a page sends as an argument.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use tokio::sync::mpsc;

use crate::app::App;
use crate::credit::Credit;
use crate::error::Error;
use crate::frame::{FrameHeader, Grant};
use crate::page::{Endpoint, Inbox, UnreadItem};
use crate::payload::Payload;

/// The items of a stream that a page sends as an argument of an `#[invoke]`.
///
/// In the page, the argument is an async iterable, a generator or a `ReadableStream`. The page is asked
/// for items only as fast as the handler reads them. Dropping the stream, or returning from the
/// handler, ends it in the page too.
///
/// ```
/// use ipc_runtime::{Bytes, Error, Incoming, ipc_api};
///
/// #[ipc_api]
/// pub trait UploadApi {
///     /// Returns how many bytes were uploaded.
///     #[invoke]
///     async fn upload(&self, chunks: Incoming<Bytes>) -> usize;
/// }
///
/// struct Uploads;
///
/// impl UploadApi for Uploads {
///     async fn upload(&self, mut chunks: Incoming<Bytes>) -> usize {
///         let mut size = 0;
///         while let Some(Ok(chunk)) = chunks.next().await {
///             size += chunk.len();
///         }
///         size
///     }
/// }
/// ```
pub struct Incoming<T> {
    app: App,
    endpoint: Arc<Endpoint>,
    id: Arc<str>,
    items: mpsc::UnboundedReceiver<Result<UnreadItem, Error>>,
    credit: Arc<Credit>,
    /// The items that were read since the last grant.
    read: Grant,
    item: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Incoming<T> {
    /// Waits for the next item. Returns `None` once the page has sent them all.
    ///
    /// # Errors
    ///
    /// `Application` with the message of what the page's stream has thrown, `InvalidArgument` if an item
    /// is not a `T`, `Cancelled` if the page is gone or has cancelled the call. Only after
    /// `InvalidArgument` more items may follow.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }
}

impl<T: DeserializeOwned> Stream for Incoming<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let item = ready!(this.items.poll_recv(context));
        Poll::Ready(item.map(|item| {
            let item = item?;
            this.renew(item.size);
            item.value.decode()
        }))
    }
}

impl<T> Incoming<T> {
    /// Gives the page credit for what was read, once that is half of the first credit.
    fn renew(&mut self, bytes: u64) {
        let Grant { items, bytes: read } = &mut self.read;
        *items += 1;
        *read = read.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
        if *items >= Grant::FIRST.items / 2 || *read >= Grant::FIRST.bytes / 2 {
            let credit = std::mem::take(&mut self.read);
            self.credit.grant(credit);
            let header = FrameHeader::Credit { id: &self.id, credit };
            // The items that were read last may have come before the end of the stream.
            let is_open = || self.endpoint.has_own_inbox(&self.id);
            let outbox = self.app.outbox();
            outbox.push_if(is_open, self.endpoint.number, header, Payload::default());
        }
    }
}

impl<T> Drop for Incoming<T> {
    fn drop(&mut self) {
        if self.endpoint.close_own_inbox(&self.id).is_some() && !is_being_decoded(&self.id) {
            cancel(&self.app, &self.endpoint, &self.id);
        }
    }
}

/// The stream is not read: only its handler knows the items.
impl<T> fmt::Debug for Incoming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").finish_non_exhaustive()
    }
}

/// Reads the number of a stream, as an argument of the call that is being decoded.
impl<'de, T> Deserialize<'de> for Incoming<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id: Arc<str> = u64::deserialize(deserializer)?.to_string().into();
        DECODING.with_borrow_mut(|decoding| {
            let Some(Decoding { app, endpoint, opened }) = decoding else {
                return Err(D::Error::custom("a stream can only be an argument of a page's call"));
            };
            let (sender, items) = mpsc::unbounded_channel();
            let credit = Arc::new(Credit::new(Grant::FIRST));
            let inbox = Inbox { items: sender, credit: Arc::clone(&credit) };
            if !endpoint.open_inbox(&id, inbox) {
                return Err(D::Error::custom(format!("stream {id} is open already")));
            }
            opened.push(Arc::clone(&id));
            Ok(Self {
                app: app.clone(),
                endpoint: Arc::clone(endpoint),
                id,
                items,
                credit,
                read: Grant::default(),
                item: PhantomData,
            })
        })
    }
}

thread_local! {
    /// The call whose arguments this thread decodes.
    static DECODING: RefCell<Option<Decoding>> = const { RefCell::new(None) };
}

struct Decoding {
    app: App,
    endpoint: Arc<Endpoint>,
    /// The streams among the arguments.
    opened: Vec<Arc<str>>,
}

/// Whether this thread decodes the arguments with this stream. A failed attempt drops it.
fn is_being_decoded(id: &Arc<str>) -> bool {
    DECODING.with_borrow(|decoding| {
        let opened = decoding.as_ref().map(|decoding| decoding.opened.as_slice());
        opened.is_some_and(|opened| opened.iter().any(|other| Arc::ptr_eq(other, id)))
    })
}

/// Decodes the arguments of a call from `endpoint`. Returns also the streams among them, to which it
/// gives their first credit. If `decode` fails or panics, it ends them.
pub(crate) fn while_decoding<A, E>(
    app: &App,
    endpoint: &Arc<Endpoint>,
    decode: impl FnOnce() -> Option<Result<A, E>>,
) -> (Option<Result<A, E>>, Vec<Arc<str>>) {
    /// Restores the outer call, also after a panic: a `Deserialize` may receive a packet.
    struct Restore(Option<Decoding>);

    impl Drop for Restore {
        fn drop(&mut self) {
            DECODING.set(self.0.take());
        }
    }

    let decoding =
        Decoding { app: app.clone(), endpoint: Arc::clone(endpoint), opened: Vec::new() };
    let restore = Restore(DECODING.replace(Some(decoding)));
    let decoded = decode();
    let mut opened = DECODING.take().map(|decoding| decoding.opened).unwrap_or_default();
    drop(restore);
    if let Some(Ok(_)) = decoded {
        for id in &opened {
            let header = FrameHeader::Credit { id, credit: Grant::FIRST };
            app.outbox().push(endpoint.number, header, Payload::default());
        }
    } else {
        // There may have been a second attempt, which finds the place of the error.
        opened.sort_unstable();
        opened.dedup();
        for id in opened.drain(..) {
            cancel(app, endpoint, &id);
        }
    }
    (decoded, opened)
}

/// Ends streams of a call that has ended, if they are still open.
pub(crate) fn end_streams(app: &App, endpoint: &Endpoint, ids: &[Arc<str>]) {
    for id in ids {
        if let Some(inbox) = endpoint.close_own_inbox(id) {
            inbox.fail(Error::cancelled("the call of this stream has ended"));
            cancel(app, endpoint, id);
        }
    }
}

fn cancel(app: &App, endpoint: &Endpoint, id: &str) {
    app.outbox().push(endpoint.number, FrameHeader::Cancel { id }, Payload::default());
}
