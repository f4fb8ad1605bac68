//! Credit: how much more the sender of a stream may send. The receiver gives it, and gives more as its
//! reader takes the items, so that a slow reader stops the sender and memory stays flat.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::frame::Grant;

/// How many items of a stream may be on the way at once, however much credit a page gives.
const MAX_ITEMS: i64 = 65_536;

/// How many bytes of a stream may be on the way at once.
const MAX_BYTES: i64 = 64 << 20;

/// The credit of one stream.
pub(crate) struct Credit {
    left: Mutex<Left>,
    granted: Notify,
}

#[derive(Clone, Copy)]
struct Left {
    items: i64,
    /// Below zero if the last item was larger than the credit.
    bytes: i64,
}

impl Credit {
    pub(crate) fn new(first: Grant) -> Self {
        let credit = Self { left: Mutex::new(Left { items: 0, bytes: 0 }), granted: Notify::new() };
        credit.grant(first);
        credit
    }

    /// Adds credit, up to the maximum.
    pub(crate) fn grant(&self, Grant { items, bytes }: Grant) {
        let mut left = self.left();
        left.items = (left.items + i64::from(items)).min(MAX_ITEMS);
        left.bytes = (left.bytes + i64::from(bytes)).min(MAX_BYTES);
        drop(left);
        self.granted.notify_one();
    }

    /// Takes the credit of an item of this size. Returns `false`, and takes nothing, if there is none
    /// left. The last item may be larger than the credit.
    pub(crate) fn spend(&self, bytes: u64) -> bool {
        let mut left = self.left();
        if left.items <= 0 || left.bytes <= 0 {
            return false;
        }
        left.items -= 1;
        left.bytes = left.bytes.saturating_sub_unsigned(bytes);
        true
    }

    /// Waits until there is credit for an item. Only one task may wait.
    pub(crate) async fn available(&self) {
        loop {
            let Left { items, bytes } = *self.left();
            if items > 0 && bytes > 0 {
                return;
            }
            self.granted.notified().await;
        }
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
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
        let credit = Credit::new(Grant { items: 0, bytes: 1 });
        tokio::join!(credit.available(), async { credit.grant(Grant { items: 1, bytes: 0 }) });
    }
}
