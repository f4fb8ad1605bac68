//! The application menu and context menus, with click handlers in Rust.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::host::{Host, MenuItem, MenuRole};
use crate::{App, Window};

/// A menu: items, lines and menus in the menu.
///
/// ```
/// use ipc_runtime::{App, Menu, MenuRole, ipc_api};
///
/// #[ipc_api]
/// pub trait CounterApi {
///     #[event]
///     fn update_counter(step: i32);
/// }
///
/// fn build_menu(app: &App) {
///     let count = |step| {
///         let counter = CounterApiRenderer::new(app);
///         move |_: &_| drop(counter.update_counter(step))
///     };
///     let menu = Menu::new().submenu(
///         "Counter",
///         Menu::new()
///             .item("Increment", count(1))
///             .item_with_keys("Decrement", "CmdOrCtrl+D", count(-1))
///             .separator()
///             .role(MenuRole::Quit),
///     );
///     app.set_menu(menu);
/// }
/// ```
#[derive(Default)]
#[must_use = "a menu is shown by `App::set_menu` or `Menu::popup`"]
pub struct Menu {
    entries: Vec<Entry>,
}

enum Entry {
    Item { label: String, accelerator: Option<String>, clicked: Handler },
    Separator,
    Submenu { label: String, menu: Menu },
    Role(MenuRole),
}

type Handler = Arc<dyn Fn(&MenuClick) + Send + Sync>;

/// A click on an item of the menu.
#[derive(Clone)]
pub struct MenuClick {
    app: App,
    window: Option<u32>,
}

impl MenuClick {
    /// The application.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The window that had the focus, if one had.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        self.window.map(|id| self.app.window(id))
    }
}

impl Menu {
    /// An empty menu.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an item. `clicked` runs on the JS thread, in order with the calls of pages: what is
    /// slow belongs on a thread or a task of its own.
    pub fn item(
        self,
        label: impl Into<String>,
        clicked: impl Fn(&MenuClick) + Send + Sync + 'static,
    ) -> Self {
        self.entry(Entry::Item {
            label: label.into(),
            accelerator: None,
            clicked: Arc::new(clicked),
        })
    }

    /// Adds an item with a keyboard shortcut in Electron's notation, such as `CmdOrCtrl+O`.
    pub fn item_with_keys(
        self,
        label: impl Into<String>,
        accelerator: impl Into<String>,
        clicked: impl Fn(&MenuClick) + Send + Sync + 'static,
    ) -> Self {
        self.entry(Entry::Item {
            label: label.into(),
            accelerator: Some(accelerator.into()),
            clicked: Arc::new(clicked),
        })
    }

    /// Adds a line.
    pub fn separator(self) -> Self {
        self.entry(Entry::Separator)
    }

    /// Adds a menu in the menu.
    pub fn submenu(self, label: impl Into<String>, menu: Menu) -> Self {
        self.entry(Entry::Submenu { label: label.into(), menu })
    }

    /// Adds an item whose label and action are Electron's own.
    pub fn role(self, role: MenuRole) -> Self {
        self.entry(Entry::Role(role))
    }

    /// Shows the menu as the context menu of `window`, where the mouse is. Its items are clicked like
    /// those of the application menu, until another context menu is shown.
    ///
    /// ```
    /// use ipc_runtime::{Caller, Menu, MenuRole, ipc_api};
    ///
    /// #[ipc_api]
    /// pub trait ListApi {
    ///     #[send]
    ///     fn show_context_menu(&self, caller: &Caller);
    ///
    ///     #[event]
    ///     fn cleared();
    /// }
    ///
    /// struct List;
    ///
    /// impl ListApi for List {
    ///     fn show_context_menu(&self, caller: &Caller) {
    ///         let page = ListApiRenderer::new(caller);
    ///         Menu::new()
    ///             .item("Clear", move |_| drop(page.cleared()))
    ///             .separator()
    ///             .role(MenuRole::Copy)
    ///             .popup(&caller.window());
    ///     }
    /// }
    /// ```
    pub fn popup(self, window: &Window) {
        let items = window.app().menu().replace(Place::Context, self);
        window.app().tell_host(|host| host.popup_menu(window.id(), items));
    }

    fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Splits the menu into what crosses and what stays.
    fn into_items(self, handlers: &mut HashMap<u32, Handler>, next: &mut u32) -> Vec<MenuItem> {
        let mut items = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            items.push(match entry {
                Entry::Item { label, accelerator, clicked } => {
                    let id = *next;
                    *next += 1;
                    handlers.insert(id, clicked);
                    MenuItem::Normal { id, label, accelerator }
                }
                Entry::Separator => MenuItem::Separator,
                Entry::Submenu { label, menu } => {
                    MenuItem::Submenu { label, submenu: menu.into_items(handlers, next) }
                }
                Entry::Role(role) => MenuItem::Role { role },
            });
        }
        items
    }
}

/// The handlers of the menus that are shown, by item. An item's id is used once: a click on a menu
/// that has just been replaced finds no handler rather than another item's.
#[derive(Default)]
pub(crate) struct Handlers {
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    application: HashMap<u32, Handler>,
    /// Of the context menu that was popped up last: the user sees one at a time.
    context: HashMap<u32, Handler>,
    next: u32,
}

/// Which menu is replaced.
#[derive(Clone, Copy)]
enum Place {
    Application,
    Context,
}

impl Handlers {
    /// Replaces the handlers by those of `menu`. The old ones are dropped outside of the lock: what
    /// they hold may itself have a menu to set.
    fn replace(&self, place: Place, menu: Menu) -> Vec<MenuItem> {
        let mut handlers = HashMap::new();
        let mut current = self.lock();
        let items = menu.into_items(&mut handlers, &mut current.next);
        let replaced = match place {
            Place::Application => &mut current.application,
            Place::Context => &mut current.context,
        };
        std::mem::swap(replaced, &mut handlers);
        drop(current);
        items
    }

    /// Forgets all handlers, and with them the applications that they hold.
    pub(crate) fn clear(&self) {
        self.replace(Place::Application, Menu::new());
        self.replace(Place::Context, Menu::new());
    }

    fn get(&self, item: u32) -> Option<Handler> {
        let current = self.lock();
        current.application.get(&item).or_else(|| current.context.get(&item)).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Shows `menu` as the application menu, in place of the one before.
    pub fn set_menu(&self, menu: Menu) {
        let items = self.menu().replace(Place::Application, menu);
        self.tell_host(|host| host.set_application_menu(items));
    }
}

/// Rust's side of the host contract.
pub(crate) struct Clicks {
    app: App,
}

impl Clicks {
    pub(crate) fn new(app: &App) -> Self {
        Self { app: app.clone() }
    }
}

impl Host for Clicks {
    fn menu_clicked(&self, item: u32, window: Option<u32>) {
        if let Some(handler) = self.app.menu().get(item) {
            handler(&MenuClick { app: self.app.clone(), window });
        }
    }
}
