//! Credit: how much more the sender of a stream may send. The receiver gives it, and gives more as its
//! reader takes the items, so that a slow reader stops the sender and memory stays flat.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::select;
use tokio::sync::Notify;

use crate::contents::Contents;
use crate::frame::Grant;

/// How many items of a stream may be on the way at once, however much credit a page gives.
const MAX_ITEMS: i64 = 65_536;

/// How many bytes of a stream may be on the way at once.
const MAX_BYTES: i64 = 64 << 20;

/// The credit of one stream.
pub(crate) struct Credit(Mutex<Left>);

#[derive(Clone, Copy)]
struct Left {
    items: i64,
    /// Below zero if the last item was larger than the credit.
    bytes: i64,
}

impl Credit {
    pub(crate) fn new(first: Grant) -> Self {
        let credit = Self(Mutex::new(Left { items: 0, bytes: 0 }));
        credit.grant(first);
        credit
    }

    /// Adds credit, up to the maximum.
    pub(crate) fn grant(&self, Grant { items, bytes }: Grant) {
        let mut left = self.left();
        left.items = (left.items + i64::from(items)).min(MAX_ITEMS);
        left.bytes = (left.bytes + i64::from(bytes)).min(MAX_BYTES);
    }

    /// Takes the credit of an item of this size. Returns `false`, and takes nothing, if there is none
    /// left. The last item may be larger than the credit.
    pub(crate) fn spend(&self, bytes: u64) -> bool {
        if !self.is_left() {
            return false;
        }
        let mut left = self.left();
        left.items -= 1;
        left.bytes = left.bytes.saturating_sub_unsigned(bytes);
        true
    }

    fn is_left(&self) -> bool {
        let left = self.left();
        left.items > 0 && left.bytes > 0
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream of Rust's, as its credit and the limit of its contents allow it.
pub(crate) struct Outgoing {
    credit: Credit,
    granted: Notify,
    contents: Arc<Contents>,
    /// The limit for the bytes of all streams of the contents that are on the way.
    limit: u64,
    /// The bytes of this stream that are on the way.
    sent: Mutex<u64>,
}

impl Outgoing {
    pub(crate) fn new(first: Grant, contents: Arc<Contents>, limit: u64) -> Self {
        let credit = Credit::new(first);
        Self { credit, granted: Notify::new(), contents, limit, sent: Mutex::new(0) }
    }

    /// Adds credit: the reader has taken as many bytes.
    pub(crate) fn grant(&self, grant: Grant) {
        self.credit.grant(grant);
        let mut sent = self.sent();
        let taken = u64::from(grant.bytes).min(*sent);
        *sent -= taken;
        drop(sent);
        self.contents.bytes_taken(taken, self.limit);
        self.granted.notify_one();
    }

    /// Takes the credit of an item of this size.
    pub(crate) fn spend(&self, bytes: u64) {
        self.credit.spend(bytes);
        *self.sent() += bytes;
        self.contents.bytes_sent(bytes);
    }

    /// Waits until there is credit for an item. Only one task may wait.
    pub(crate) async fn available(&self) {
        loop {
            let granted = pin!(self.granted.notified());
            let mut taken = pin!(self.contents.taken().notified());
            // From here on, no notification is missed.
            taken.as_mut().enable();
            if self.credit.is_left() && self.contents.may_send(self.limit) {
                return;
            }
            select(granted, taken).await;
        }
    }

    fn sent(&self) -> MutexGuard<'_, u64> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        let sent = *self.sent();
        self.contents.bytes_taken(sent, self.limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_needs_credit_of_both_kinds_and_may_exceed_the_bytes() {
        let credit = Credit::new(Grant { items: 3, bytes: 10 });
        assert!(credit.spend(4) && credit.spend(100));
        assert!(!credit.spend(1), "the bytes are overdrawn");
        credit.grant(Grant { items: 0, bytes: 95 });
        assert!(credit.spend(0));
        credit.grant(Grant { items: 0, bytes: 95 });
        assert!(!credit.spend(0), "there are no items left");
    }

    #[test]
    fn credit_has_a_maximum() {
        let credit = Credit::new(Grant { items: u32::MAX, bytes: u32::MAX });
        credit.grant(Grant { items: u32::MAX, bytes: u32::MAX });
        let items = (0..=MAX_ITEMS).take_while(|_| credit.spend(1)).count();
        assert_eq!(i64::try_from(items), Ok(MAX_ITEMS));
        let credit = Credit::new(Grant { items: 10, bytes: u32::MAX });
        assert!(credit.spend(64 << 20) && !credit.spend(1));
    }

    #[tokio::test]
    async fn a_waiting_sender_is_woken_by_a_grant() {
        let stream = Outgoing::new(Grant { items: 0, bytes: 1 }, Arc::default(), 100);
        tokio::join!(stream.available(), async { stream.grant(Grant { items: 1, bytes: 0 }) });
    }

    #[tokio::test]
    async fn the_streams_of_one_contents_share_a_limit() {
        let contents: Arc<Contents> = Arc::default();
        let credit = Grant { items: 10, bytes: 1_000 };
        let open = || Outgoing::new(credit, Arc::clone(&contents), 100);
        let [first, second, third] = [open(), open(), open()];
        first.available().await;
        first.spend(60);
        second.available().await;
        second.spend(60);
        assert!(!contents.may_send(100));
        tokio::join!(third.available(), async { drop(first) });
        third.spend(100);
        assert!(!contents.may_send(100));
        let grant = Grant { items: 1, bytes: u32::MAX };
        tokio::join!(second.available(), async { third.grant(grant) });
        drop((second, third));
        assert!(contents.may_send(1));
    }
}
