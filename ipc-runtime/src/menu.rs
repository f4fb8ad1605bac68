//! The application menu and context menus, with click handlers in Rust.

use std::sync::Arc;

use crate::app::{App, MenuHandler};
use crate::host::{Host, MenuItem, MenuRole};
use crate::menu_handlers::{MenuSlot, NewHandlers};
use crate::window::Window;

/// A menu: items, separators and submenus.
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
    Item { label: String, accelerator: Option<String>, clicked: MenuHandler },
    Separator,
    Submenu { label: String, menu: Menu },
    Role(MenuRole),
}

/// A click on a menu item.
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

    /// Adds an item. `clicked` runs on the JS thread, in order with the calls of pages; move slow work
    /// to a thread or a task.
    pub fn item(
        self,
        label: impl Into<String>,
        clicked: impl Fn(&MenuClick) + Send + Sync + 'static,
    ) -> Self {
        self.clickable(label.into(), None, clicked)
    }

    /// Adds an item with a keyboard shortcut in Electron's notation, such as `CmdOrCtrl+O`. `clicked`
    /// runs as in [`item`](Self::item).
    pub fn item_with_keys(
        self,
        label: impl Into<String>,
        accelerator: impl Into<String>,
        clicked: impl Fn(&MenuClick) + Send + Sync + 'static,
    ) -> Self {
        self.clickable(label.into(), Some(accelerator.into()), clicked)
    }

    /// Adds a separator line.
    pub fn separator(self) -> Self {
        self.entry(Entry::Separator)
    }

    /// Adds a submenu.
    pub fn submenu(self, label: impl Into<String>, menu: Menu) -> Self {
        self.entry(Entry::Submenu { label: label.into(), menu })
    }

    /// Adds an item whose label and action Electron provides.
    pub fn role(self, role: MenuRole) -> Self {
        self.entry(Entry::Role(role))
    }

    /// Shows the menu as a context menu of `window`, at the mouse cursor. Its handlers are dropped when
    /// the next context menu is shown.
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
        let handlers = window.app().menu_handlers();
        let items = handlers.replace(MenuSlot::Context, |new| self.into_items(new));
        window.app().emit_to_host(|host| host.popup_menu(window.id(), items));
    }

    fn clickable(
        self,
        label: String,
        accelerator: Option<String>,
        clicked: impl Fn(&MenuClick) + Send + Sync + 'static,
    ) -> Self {
        let clicked: MenuHandler =
            Arc::new(move |app, window| clicked(&MenuClick { app: app.clone(), window }));
        self.entry(Entry::Item { label, accelerator, clicked })
    }

    fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Splits the menu into the items for Electron and the handlers, which stay here.
    fn into_items(self, handlers: &mut NewHandlers<'_, MenuHandler>) -> Vec<MenuItem> {
        let mut items = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            items.push(match entry {
                Entry::Item { label, accelerator, clicked } => {
                    MenuItem::Normal { id: handlers.add(clicked), label, accelerator }
                }
                Entry::Separator => MenuItem::Separator,
                Entry::Submenu { label, menu } => {
                    MenuItem::Submenu { label, submenu: menu.into_items(handlers) }
                }
                Entry::Role(role) => MenuItem::Role { role },
            });
        }
        items
    }
}

impl App {
    /// Replaces the application menu.
    pub fn set_menu(&self, menu: Menu) {
        let items = self.menu_handlers().replace(MenuSlot::Application, |new| menu.into_items(new));
        self.emit_to_host(|host| host.set_application_menu(items));
    }
}

/// The implementation of [`Host`]: runs the handlers of clicked menu items.
pub(crate) struct HostEvents {
    app: App,
}

impl HostEvents {
    pub(crate) fn new(app: &App) -> Self {
        Self { app: app.clone() }
    }
}

impl Host for HostEvents {
    fn menu_clicked(&self, item: u32, window: Option<u32>) {
        if let Some(handler) = self.app.menu_handlers().get(item) {
            handler(&self.app, window);
        }
    }
}
