//! Pages and their endpoints: open calls and subscriptions.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::contents::{Charge, Contents};
use crate::credit::{Credit, Outgoing};
use crate::error::{Error, ErrorCode};
use crate::frame::{Grant, Open, Subscriptions};
use crate::payload::Payload;

/// How many channels that no served API declares an endpoint may listen to.
const MAX_UNDECLARED_CHANNELS: usize = 256;

/// How many bytes the name of an undeclared channel may have.
const MAX_UNDECLARED_LENGTH: usize = 1024;

/// A page that may call, from its `open` to its `close`.
pub(crate) struct Page {
    /// The number of its first endpoint.
    pub(crate) id: u32,
    pub(crate) open: Open,
    /// The web contents that the page is loaded in.
    pub(crate) contents: Arc<Contents>,
    /// Whether the page has an API that is not served, so that the API's channels are unknown.
    pub(crate) has_unserved_api: bool,
    /// The number of open calls of all endpoints.
    open_calls: AtomicU64,
}

impl Page {
    pub(crate) fn new(
        id: u32,
        open: Open,
        contents: Arc<Contents>,
        has_unserved_api: bool,
    ) -> Self {
        Self { id, open, contents, has_unserved_api, open_calls: AtomicU64::new(0) }
    }

    pub(crate) fn open_calls(&self) -> u64 {
        self.open_calls.load(Ordering::Relaxed)
    }
}

/// A connection to a page: its plain door, or the port of a client. Each endpoint has its own calls
/// and subscriptions.
pub(crate) struct Endpoint {
    pub(crate) number: u32,
    pub(crate) page: Arc<Page>,
    /// Cancelled when the endpoint has ended.
    pub(crate) gone: CancellationToken,
    /// The calls that run on other threads, by the ids that the sender gave them.
    calls: Mutex<HashMap<Arc<str>, RunningCall>>,
    /// The streams that it sends as arguments, by the ids that it gave them.
    inboxes: Mutex<HashMap<Arc<str>, Inbox>>,
    subscriptions: Mutex<SubscribedChannels>,
}

/// A call whose handler runs on another thread.
pub(crate) struct RunningCall {
    /// Cancelled if the call is.
    pub(crate) cancelled: CancellationToken,
    /// The stream that the handler returned.
    outgoing: Option<Arc<Outgoing>>,
    /// The streams among its arguments.
    pub(crate) streams: Vec<Arc<str>>,
}

/// Takes the items of a stream that a page sends.
pub(crate) struct Inbox {
    pub(crate) items: mpsc::UnboundedSender<Result<UnreadItem, Error>>,
    /// The credit that the page has.
    pub(crate) credit: Arc<Credit>,
}

/// An item of a stream that a page sends, which its handler has not read.
pub(crate) struct UnreadItem {
    pub(crate) value: Payload,
    /// Its size, as both sides count it.
    pub(crate) size: u64,
    /// Counts the item until it is read.
    _charge: Charge,
}

impl Inbox {
    /// Ends the stream with an error.
    pub(crate) fn fail(&self, error: Error) {
        // Sending fails if the stream was dropped meanwhile.
        let _ = self.items.send(Err(error));
    }
}

/// The channels that an endpoint listens to.
#[derive(Default)]
struct SubscribedChannels {
    /// The number of subscriptions by channel. Declared names are borrowed from the program.
    counts: HashMap<Cow<'static, str>, u32>,
    /// The number of channels whose names are not declared.
    undeclared: usize,
}

impl Endpoint {
    pub(crate) fn new(number: u32, page: Arc<Page>) -> Arc<Self> {
        Arc::new(Self {
            number,
            page,
            gone: CancellationToken::new(),
            calls: Mutex::default(),
            inboxes: Mutex::default(),
            subscriptions: Mutex::default(),
        })
    }

    /// Whether this is the endpoint that its page was opened with.
    pub(crate) fn is_first(&self) -> bool {
        self.number == self.page.id
    }

    pub(crate) fn has_call(&self, id: &str) -> bool {
        self.calls().contains_key(id)
    }

    /// Adds a call, with the stream that it returns and the streams among its arguments.
    /// The token is cancelled if the call is.
    pub(crate) fn open_call(
        &self,
        id: Arc<str>,
        outgoing: Option<Arc<Outgoing>>,
        streams: Vec<Arc<str>>,
    ) -> CancellationToken {
        let cancelled = self.gone.child_token();
        self.page.open_calls.fetch_add(1, Ordering::Relaxed);
        let call = RunningCall { cancelled: cancelled.clone(), outgoing, streams };
        self.calls().insert(id, call);
        cancelled
    }

    /// Removes the call that has this id now. Only the caller that gets it may settle the call.
    pub(crate) fn settle_call(&self, id: &str) -> Option<RunningCall> {
        let call = self.calls().remove(id)?;
        self.page.open_calls.fetch_sub(1, Ordering::Relaxed);
        Some(call)
    }

    /// Removes the call that was opened with this very `id`, if it is open. Once a call has its answer,
    /// the page may use the id for another one.
    pub(crate) fn settle_own_call(&self, id: &Arc<str>) -> Option<RunningCall> {
        let call = remove_own(&mut self.calls(), id)?;
        self.page.open_calls.fetch_sub(1, Ordering::Relaxed);
        Some(call)
    }

    /// Whether the call that was opened with this very `id` is open.
    pub(crate) fn has_own_call(&self, id: &Arc<str>) -> bool {
        has_own(&self.calls(), id)
    }

    /// Gives credit to the stream that a call has returned, if the call is open.
    pub(crate) fn grant(&self, id: &str, credit: Grant) {
        let stream = self.calls().get(id).and_then(|call| call.outgoing.clone());
        if let Some(stream) = stream {
            stream.grant(credit);
        }
    }

    /// Opens a stream that the page sends. Returns whether its id was free.
    pub(crate) fn open_inbox(&self, id: &Arc<str>, inbox: Inbox) -> bool {
        match self.inboxes().entry(Arc::clone(id)) {
            Entry::Occupied(_) => false,
            Entry::Vacant(entry) => {
                entry.insert(inbox);
                true
            }
        }
    }

    /// Closes the stream that the page sends under this id now.
    pub(crate) fn close_inbox(&self, id: &str) -> Option<Inbox> {
        self.inboxes().remove(id)
    }

    /// Closes the stream that was opened with this very `id`, if it is open.
    pub(crate) fn close_own_inbox(&self, id: &Arc<str>) -> Option<Inbox> {
        remove_own(&mut self.inboxes(), id)
    }

    /// Whether the stream that was opened with this very `id` is open.
    pub(crate) fn has_own_inbox(&self, id: &Arc<str>) -> bool {
        has_own(&self.inboxes(), id)
    }

    /// Closes the streams among the arguments of a call that the page has cancelled.
    pub(crate) fn cancel_streams(&self, call: &RunningCall) {
        for id in &call.streams {
            if let Some(inbox) = self.close_own_inbox(id) {
                inbox.fail(Error::cancelled("the caller cancelled the call"));
            }
        }
    }

    /// Passes an item of this size on to the reader of its stream, if the stream is open. Returns whether
    /// the item is refused: one that exceeds the credit, or the limit for the memory of the contents,
    /// closes the stream.
    pub(crate) fn receive_item(&self, id: &str, value: Payload, size: u64, limit: u64) -> bool {
        let mut inboxes = self.inboxes();
        let Some(inbox) = inboxes.get(id) else { return false };
        let contents = &self.page.contents;
        let reason = if !inbox.credit.spend(size) {
            "the page has sent more items than it was allowed to".to_owned()
        } else if !contents.fits(size, limit) {
            format!(
                "the items that wait to be read and the open calls are larger than {limit} bytes, \
                 which is the limit `openBytes`"
            )
        } else {
            // Sending fails if the stream was dropped meanwhile.
            let item = UnreadItem { value, size, _charge: contents.charge(size) };
            let _ = inbox.items.send(Ok(item));
            return false;
        };
        inbox.fail(Error::new(ErrorCode::Overloaded, reason));
        inboxes.remove(id);
        true
    }

    pub(crate) fn has_inbox(&self, id: &str) -> bool {
        self.inboxes().contains_key(id)
    }

    /// Counts a one-way call whose handler runs on another thread.
    pub(crate) fn open_send(&self) {
        self.page.open_calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn settle_send(&self) {
        self.page.open_calls.fetch_sub(1, Ordering::Relaxed);
    }

    /// Adds a subscription. `declared` is the channel's name in the program, if an API declares it.
    /// Returns whether the limits for undeclared channels allow it.
    pub(crate) fn listen(&self, channel: &str, declared: Option<&'static str>) -> bool {
        let mut subscriptions = self.subscriptions();
        if let Some(count) = subscriptions.counts.get_mut(channel) {
            *count = count.saturating_add(1);
            return true;
        }
        let name = match declared {
            Some(name) => Cow::Borrowed(name),
            None if subscriptions.undeclared == MAX_UNDECLARED_CHANNELS => return false,
            None if channel.len() > MAX_UNDECLARED_LENGTH => return false,
            None => {
                subscriptions.undeclared += 1;
                Cow::Owned(channel.to_owned())
            }
        };
        subscriptions.counts.insert(name, 1);
        true
    }

    pub(crate) fn unlisten(&self, channel: &str) {
        let mut subscriptions = self.subscriptions();
        let Some(count) = subscriptions.counts.get_mut(channel) else { return };
        *count -= 1;
        if *count == 0
            && matches!(subscriptions.counts.remove_entry(channel), Some((Cow::Owned(_), _)))
        {
            subscriptions.undeclared -= 1;
        }
    }

    pub(crate) fn listens_to(&self, channel: &str) -> bool {
        let has_all = self.is_first() && self.page.open.subscriptions == Subscriptions::All;
        has_all || self.handles(channel)
    }

    /// Whether it has announced that it listens to the channel, or handles its requests.
    pub(crate) fn handles(&self, channel: &str) -> bool {
        self.subscriptions().counts.contains_key(channel)
    }

    /// Cancels the calls of the endpoint: nobody is left to receive their answers.
    pub(crate) fn end(&self) {
        let calls = std::mem::take(&mut *self.calls());
        self.page.open_calls.fetch_sub(calls.len() as u64, Ordering::Relaxed);
        let inboxes = std::mem::take(&mut *self.inboxes());
        for inbox in inboxes.into_values() {
            inbox.fail(Error::cancelled("the page is gone"));
        }
        self.gone.cancel();
        self.page.contents.remove_cancelled_jobs();
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<Arc<str>, RunningCall>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn inboxes(&self) -> MutexGuard<'_, HashMap<Arc<str>, Inbox>> {
        self.inboxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn subscriptions(&self) -> MutexGuard<'_, SubscribedChannels> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn has_own<T>(map: &HashMap<Arc<str>, T>, id: &Arc<str>) -> bool {
    map.get_key_value(id).is_some_and(|(key, _)| Arc::ptr_eq(key, id))
}

fn remove_own<T>(map: &mut HashMap<Arc<str>, T>, id: &Arc<str>) -> Option<T> {
    if has_own(map, id) { map.remove(id) } else { None }
}
