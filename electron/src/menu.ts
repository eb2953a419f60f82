/** The application menu as data. */

import type { MenuItemConstructorOptions } from "electron";

export interface MenuActions {
  /** The user chose "Open Build Events". */
  open(): void;
}

/** The menu's template for a platform as `process.platform` names it. */
export function menuTemplate(platform: string, name: string, development: boolean, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = platform === "darwin";
  const file: MenuItemConstructorOptions = {
    label: "&File",
    submenu: [
      { id: "open", label: "&Open Build Events…", accelerator: "CmdOrCtrl+O", click: () => actions.open() },
      { type: "separator" },
      mac ? { role: "close" } : { role: "quit" },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: "&View",
    submenu: [
      { role: "resetZoom" },
      { role: "zoomIn" },
      { role: "zoomOut" },
      { type: "separator" },
      { role: "togglefullscreen" },
      ...(development ? ([{ type: "separator" }, { role: "reload" }, { role: "toggleDevTools" }] as const) : []),
    ],
  };
  return [...(mac ? [{ label: name, role: "appMenu" } as const] : []), file, { label: "&Edit", role: "editMenu" }, view, { label: "&Window", role: "windowMenu" }];
}
