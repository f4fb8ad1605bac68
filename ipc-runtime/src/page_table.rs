//! The table of the open pages, and the selection of the pages that an event is for.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::{Arc, Weak};

use crate::contents::Contents;
use crate::frame::Open;
use crate::page::{Endpoint, Page};
use crate::policy::{self, Operation, Principal};

/// The open pages and their endpoints.
#[derive(Default)]
pub(crate) struct PageTable {
    /// The endpoints of each page, by the page's number. The first endpoint has the same number.
    pages: BTreeMap<u32, Vec<Arc<Endpoint>>>,
    endpoints: HashMap<u32, Arc<Endpoint>>,
    /// The contents that have a page, or handlers that have not ended.
    contents: HashMap<u32, Weak<Contents>>,
}

impl PageTable {
    /// Adds a page and returns its first endpoint. No endpoint may have the number already.
    pub(crate) fn open(&mut self, id: u32, open: Open, has_unserved_api: bool) -> Arc<Endpoint> {
        let contents = self.contents(open.contents);
        let endpoint = Endpoint::new(id, Arc::new(Page::new(id, open, contents, has_unserved_api)));
        self.pages.insert(id, vec![Arc::clone(&endpoint)]);
        self.endpoints.insert(id, Arc::clone(&endpoint));
        endpoint
    }

    /// Adds an endpoint to a page.
    pub(crate) fn join(&mut self, number: u32, page: u32) -> Result<(), String> {
        if self.endpoints.contains_key(&number) {
            return Err(format!("endpoint {number} is open already"));
        }
        let Some(endpoints) = self.pages.get_mut(&page) else {
            return Err(format!("page {page} is not open"));
        };
        let endpoint = Endpoint::new(number, Arc::clone(&endpoints[0].page));
        endpoints.push(Arc::clone(&endpoint));
        self.endpoints.insert(number, endpoint);
        Ok(())
    }

    /// Removes an endpoint and returns the removed endpoints: the first endpoint of a page is
    /// followed by all others of the page.
    pub(crate) fn close(&mut self, number: u32) -> Vec<Arc<Endpoint>> {
        if let Some(endpoints) = self.pages.remove(&number) {
            for endpoint in &endpoints {
                self.endpoints.remove(&endpoint.number);
            }
            return endpoints;
        }
        let Some(endpoint) = self.endpoints.remove(&number) else { return Vec::new() };
        if let Some(endpoints) = self.pages.get_mut(&endpoint.page.id) {
            endpoints.retain(|other| other.number != number);
        }
        vec![endpoint]
    }

    /// Removes all pages and returns their endpoints.
    pub(crate) fn close_all(&mut self) -> Vec<Arc<Endpoint>> {
        self.endpoints.clear();
        std::mem::take(&mut self.pages).into_values().flatten().collect()
    }

    pub(crate) fn get(&self, endpoint: u32) -> Option<&Arc<Endpoint>> {
        self.endpoints.get(&endpoint)
    }

    /// The endpoints that receive an event, and the number of their pages: the selected pages that
    /// listen to the channel and may receive it.
    pub(crate) fn listening(
        &self,
        selector: &Selector,
        api: &str,
        channel: &str,
    ) -> (Vec<u32>, usize) {
        let (mut listening, mut pages) = (Vec::new(), 0);
        for endpoints in self.selected(selector, api) {
            let before = listening.len();
            let receivers = endpoints.iter().filter(|endpoint| endpoint.listens_to(channel));
            listening.extend(receivers.map(|endpoint| endpoint.number));
            pages += usize::from(listening.len() > before);
        }
        (listening, pages)
    }

    /// The endpoint of each selected page that handles a request, and the number of the selected pages
    /// that may receive it. Of the endpoints of a page, the newest one with a handler is meant.
    pub(crate) fn handling(
        &self,
        selector: &Selector,
        api: &str,
        channel: &str,
    ) -> (Vec<Arc<Endpoint>>, usize) {
        let (mut handling, mut pages) = (Vec::new(), 0);
        for endpoints in self.selected(selector, api) {
            pages += 1;
            handling.extend(newest_handler(endpoints, channel).cloned());
        }
        (handling, pages)
    }

    /// The selected pages that may have an API.
    pub(crate) fn ids(&self, selector: &Selector, api: &str) -> Vec<u32> {
        self.selected(selector, api).map(|endpoints| endpoints[0].number).collect()
    }

    /// The newest endpoint of a page that has a listener on a channel.
    pub(crate) fn newest_listener(&self, page: u32, channel: &str) -> Option<u32> {
        newest_handler(self.pages.get(&page)?, channel).map(|endpoint| endpoint.number)
    }

    /// The endpoints of each selected page that may have an API.
    fn selected(&self, selector: &Selector, api: &str) -> impl Iterator<Item = &[Arc<Endpoint>]> {
        let operation = Operation::Declared { api, for_pages: true };
        let pages = self.pages.range(selector.range()).map(|(_, endpoints)| endpoints.as_slice());
        pages.filter(move |endpoints| {
            let page = &endpoints[0].page;
            selector.selects(page) && policy::authorize(Principal::Page(page), operation).is_ok()
        })
    }

    fn contents(&mut self, id: u32) -> Arc<Contents> {
        if let Some(contents) = self.contents.get(&id).and_then(Weak::upgrade) {
            return contents;
        }
        self.contents.retain(|_, contents| contents.strong_count() > 0);
        let contents = Arc::default();
        self.contents.insert(id, Arc::downgrade(&contents));
        contents
    }
}

/// The newest of a page's endpoints that has announced a handler or a listener.
fn newest_handler<'a>(endpoints: &'a [Arc<Endpoint>], channel: &str) -> Option<&'a Arc<Endpoint>> {
    endpoints.iter().rev().find(|endpoint| endpoint.handles(channel))
}

/// Selects the pages that an event is for.
#[derive(Debug, Clone)]
pub(crate) enum Selector {
    All,
    Page(u32),
    Window(u32),
    Label(String),
    /// The pages besides this one, or those of them with this label.
    Others {
        page: Option<u32>,
        label: Option<String>,
    },
}

impl Selector {
    /// A range that has the numbers of all selected pages.
    fn range(&self) -> RangeInclusive<u32> {
        match self {
            Self::Page(id) => *id..=*id,
            _ => 0..=u32::MAX,
        }
    }

    fn selects(&self, page: &Page) -> bool {
        match self {
            Self::All => true,
            Self::Page(id) => page.id == *id,
            Self::Window(window) => page.open.window == *window,
            Self::Label(label) => page.open.label.as_deref() == Some(label),
            Self::Others { page: sender, label } => {
                *sender != Some(page.id) && (label.is_none() || page.open.label == *label)
            }
        }
    }
}
