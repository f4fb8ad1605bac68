//! The click handlers of the menus that are shown, by menu item.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The handlers of the shown menus. Each item gets a new id: a click on a menu that has just been
/// replaced must not run the handler of another item.
pub(crate) struct MenuHandlers<H> {
    shown: Mutex<Shown<H>>,
}

struct Shown<H> {
    application: HashMap<u32, H>,
    /// The handlers of the last context menu: the user sees one at a time.
    context: HashMap<u32, H>,
    next_id: u32,
}

/// A menu that can be replaced.
#[derive(Clone, Copy)]
pub(crate) enum MenuSlot {
    Application,
    Context,
}

/// The handlers of a menu that is about to be shown.
pub(crate) struct NewHandlers<'a, H> {
    handlers: HashMap<u32, H>,
    next_id: &'a mut u32,
}

impl<H> NewHandlers<'_, H> {
    /// Adds a handler and returns the id of its item.
    pub(crate) fn add(&mut self, handler: H) -> u32 {
        let id = *self.next_id;
        *self.next_id += 1;
        self.handlers.insert(id, handler);
        id
    }
}

impl<H: Clone> MenuHandlers<H> {
    /// Replaces the handlers of a menu with the handlers that `build` adds.
    pub(crate) fn replace<R>(
        &self,
        slot: MenuSlot,
        build: impl FnOnce(&mut NewHandlers<'_, H>) -> R,
    ) -> R {
        let mut shown = self.lock();
        let mut new = NewHandlers { handlers: HashMap::new(), next_id: &mut shown.next_id };
        let result = build(&mut new);
        let handlers = new.handlers;
        let replaced = match slot {
            MenuSlot::Application => std::mem::replace(&mut shown.application, handlers),
            MenuSlot::Context => std::mem::replace(&mut shown.context, handlers),
        };
        // Dropping a handler runs the application's code, which may itself set a menu.
        drop(shown);
        drop(replaced);
        result
    }

    /// Drops all handlers: they may hold the application that holds them.
    pub(crate) fn clear(&self) {
        self.replace(MenuSlot::Application, |_| ());
        self.replace(MenuSlot::Context, |_| ());
    }

    pub(crate) fn get(&self, item: u32) -> Option<H> {
        let shown = self.lock();
        shown.application.get(&item).or_else(|| shown.context.get(&item)).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Shown<H>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<H> Default for MenuHandlers<H> {
    fn default() -> Self {
        let (application, context) = (HashMap::new(), HashMap::new());
        Self { shown: Mutex::new(Shown { application, context, next_id: 0 }) }
    }
}
