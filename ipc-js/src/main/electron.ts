// The host functions of the runtime: windows, dialogs, menus, the application.

import * as electron from "electron";

import { windowOf } from "./targets.js";

/** A choice of files by their extensions. */
interface FileFilter {
  readonly name: string;
  readonly extensions: string[];
}

interface SaveDialogOptions {
  readonly title?: string;
  readonly defaultPath?: string;
  readonly filters: FileFilter[];
}

interface OpenDialogOptions extends SaveDialogOptions {
  readonly properties: (
    "openFile" | "openDirectory" | "multiSelections" | "showHiddenFiles"
  )[];
}

interface MessageBoxOptions {
  readonly type: "none" | "info" | "error" | "question" | "warning";
  readonly message: string;
  readonly detail?: string;
  readonly title?: string;
  readonly buttons: string[];
}

type MenuItem =
  | {
      readonly type: "normal";
      readonly id: number;
      readonly label: string;
      readonly accelerator?: string;
    }
  | { readonly type: "separator" }
  | {
      readonly type: "submenu";
      readonly label: string;
      readonly submenu: readonly MenuItem[];
    }
  | {
      readonly type: "role";
      readonly role: NonNullable<electron.MenuItemConstructorOptions["role"]>;
    };

/** Called when the user clicks an item of a menu. */
type OnClick = (item: number, window: number | null) => void;

/** The functions that Rust calls. Each implements a method of the runtime's own API. */
export function electronHost(onClick: OnClick) {
  const menu = (items: readonly MenuItem[]) =>
    electron.Menu.buildFromTemplate(
      items.map((item) => menuItem(item, onClick)),
    );
  return {
    setTitle(id: number, title: string) {
      windowOf(id)?.setTitle(title);
    },
    show(id: number) {
      windowOf(id)?.show();
    },
    hide(id: number) {
      windowOf(id)?.hide();
    },
    close(id: number) {
      windowOf(id)?.close();
    },
    minimize(id: number) {
      windowOf(id)?.minimize();
    },
    maximize(id: number) {
      windowOf(id)?.maximize();
    },
    restore(id: number) {
      const window = windowOf(id);
      if (window?.isMaximized() === true) {
        window.unmaximize();
      } else {
        window?.restore();
      }
    },
    focus(id: number) {
      windowOf(id)?.focus();
    },
    setFullScreen(id: number, on: boolean) {
      windowOf(id)?.setFullScreen(on);
    },
    setSize(id: number, width: number, height: number) {
      windowOf(id)?.setSize(width, height);
    },
    nativeHandle(id: number) {
      return new Uint8Array(existingWindow(id).getNativeWindowHandle());
    },
    setApplicationMenu(items: readonly MenuItem[]) {
      electron.Menu.setApplicationMenu(menu(items));
    },
    popupMenu(id: number, items: readonly MenuItem[]) {
      const window = windowOf(id);
      if (window !== null) {
        menu(items).popup({ window });
      }
    },
    quit() {
      electron.app.quit();
    },
    appName: () => electron.app.name,
    appVersion: () => electron.app.getVersion(),
    theme: () => (electron.nativeTheme.shouldUseDarkColors ? "dark" : "light"),
    setTheme(source: "system" | "light" | "dark") {
      electron.nativeTheme.themeSource = source;
    },
    openExternal: (url: string) => electron.shell.openExternal(url),
    async showOpenDialog(id: number | null, options: OpenDialogOptions) {
      const given = withoutNull(options);
      const { filePaths } = await whileShown(id, (parent) =>
        parent === null
          ? electron.dialog.showOpenDialog(given)
          : electron.dialog.showOpenDialog(parent, given),
      );
      return filePaths;
    },
    async showSaveDialog(id: number | null, options: SaveDialogOptions) {
      const given = withoutNull(options);
      const { canceled, filePath } = await whileShown(id, (parent) =>
        parent === null
          ? electron.dialog.showSaveDialog(given)
          : electron.dialog.showSaveDialog(parent, given),
      );
      // A canceled dialog returns an empty path or none, depending on the version of Electron.
      return canceled || filePath === "" ? null : (filePath ?? null);
    },
    async showMessageBox(id: number | null, options: MessageBoxOptions) {
      const given = withoutNull(options);
      const { response } = await whileShown(id, (parent) =>
        parent === null
          ? electron.dialog.showMessageBox(given)
          : electron.dialog.showMessageBox(parent, given),
      );
      return { response };
    },
  };
}

/**
 * A window by its id.
 *
 * @throws {Error} If it is gone.
 */
function existingWindow(id: number): electron.BrowserWindow {
  const window = windowOf(id);
  if (window === null) {
    throw gone(id);
  }
  return window;
}

function gone(id: number): Error {
  return new Error(`window ${id} is gone`);
}

/** Shows a dialog in a window. Fails if the window closes before the user answers. */
async function whileShown<T>(
  id: number | null,
  show: (parent: electron.BrowserWindow | null) => Promise<T>,
): Promise<T> {
  if (id === null) {
    return show(null);
  }
  const parent = existingWindow(id);
  return new Promise((resolve, reject) => {
    const onClosed = () => {
      reject(gone(id));
    };
    parent.once("closed", onClosed);
    show(parent)
      .then(resolve, reject)
      .finally(() => parent.off("closed", onClosed));
  });
}

type WithoutNull<T> = { [Key in keyof T]: Exclude<T[Key], null> };

/** Removes options that are `null`: Rust sends them, but Electron expects them to be missing. */
function withoutNull<T extends object>(options: T): WithoutNull<T> {
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as WithoutNull<T>;
}

function menuItem(
  item: MenuItem,
  onClick: OnClick,
): electron.MenuItemConstructorOptions {
  switch (item.type) {
    case "normal": {
      const { id, ...options } = item;
      return {
        ...withoutNull(options),
        click: (_item, window) => {
          onClick(id, window?.id ?? null);
        },
      };
    }
    case "separator":
      return item;
    case "submenu":
      return {
        label: item.label,
        submenu: item.submenu.map((inner) => menuItem(inner, onClick)),
      };
    case "role":
      return { role: item.role };
  }
}
