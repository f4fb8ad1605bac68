//! Ports: pairs of pages that exchange messages without Rust.

use std::collections::BTreeMap;

/// The pairs of pages that are joined, or wait until both have a listener.
#[derive(Default)]
pub(crate) struct Ports {
    last_id: u64,
    waiting: BTreeMap<u64, Waiting>,
    joined: BTreeMap<u64, [u32; 2]>,
}

/// Two pages of which one has no listener yet.
struct Waiting {
    pages: [u32; 2],
    channel: &'static str,
}

/// Two pages that are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Joined {
    pub(crate) id: u64,
    /// The endpoints of the listeners, one of each page.
    pub(crate) endpoints: [u32; 2],
    pub(crate) channel: &'static str,
}

/// An endpoint whose port to another page has lost its other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lost {
    pub(crate) id: u64,
    pub(crate) endpoint: u32,
}

impl Ports {
    /// Lets two pages wait for each other, unless they do so already.
    pub(crate) fn add(&mut self, pages: [u32; 2], channel: &'static str) {
        let [first, second] = pages;
        let is_same = |other: &Waiting| {
            other.channel == channel && [pages, [second, first]].contains(&other.pages)
        };
        if !self.waiting.values().any(is_same) {
            self.last_id += 1;
            self.waiting.insert(self.last_id, Waiting { pages, channel });
        }
    }

    /// Joins the waiting pairs on this channel for whose pages `listener` finds an endpoint.
    pub(crate) fn join(
        &mut self,
        channel: &str,
        listener: impl Fn(u32) -> Option<u32>,
    ) -> Vec<Joined> {
        let pairs = self.waiting.iter().filter(|(_, waiting)| waiting.channel == channel);
        let ready: Vec<_> = pairs
            .filter_map(|(&id, &Waiting { pages: [first, second], channel })| {
                let endpoints = [listener(first)?, listener(second)?];
                Some(Joined { id, endpoints, channel })
            })
            .collect();
        for Joined { id, endpoints, .. } in &ready {
            self.waiting.remove(id);
            self.joined.insert(*id, *endpoints);
        }
        ready
    }

    /// Whether a port is open.
    pub(crate) fn is_joined(&self, id: u64) -> bool {
        self.joined.contains_key(&id)
    }

    /// Ends a port that `endpoint` has closed. Returns the endpoint that has lost its other end, unless the
    /// port is not one of `endpoint`.
    pub(crate) fn hang_up(&mut self, id: u64, endpoint: u32) -> Option<Lost> {
        let other = other(*self.joined.get(&id)?, endpoint)?;
        self.joined.remove(&id);
        Some(Lost { id, endpoint: other })
    }

    /// Ends the ports of an endpoint that is gone. Returns the endpoints that have lost their other ends.
    pub(crate) fn close_endpoint(&mut self, endpoint: u32) -> Vec<Lost> {
        let ports = self.joined.iter();
        let lost: Vec<_> = ports
            .filter_map(|(id, ends)| Some(Lost { id: *id, endpoint: other(*ends, endpoint)? }))
            .collect();
        for Lost { id, .. } in &lost {
            self.joined.remove(id);
        }
        lost
    }

    /// Forgets the pairs in which a page that is gone has waited.
    pub(crate) fn close_page(&mut self, page: u32) {
        self.waiting.retain(|_, waiting| !waiting.pages.contains(&page));
    }
}

/// The other one of two endpoints.
fn other([first, second]: [u32; 2], endpoint: u32) -> Option<u32> {
    match endpoint {
        _ if endpoint == first => Some(second),
        _ if endpoint == second => Some(first),
        _ => None,
    }
}
