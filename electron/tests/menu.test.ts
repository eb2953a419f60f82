import assert from "node:assert/strict";
import { test } from "node:test";

import type { MenuItemConstructorOptions } from "electron";

import { menuTemplate } from "../src/menu.ts";

const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);

for (const platform of ["linux", "darwin", "win32"]) {
  test(`${platform}: open has a key and works, and there is a way out`, () => {
    let opened = 0;
    const items = flat(menuTemplate(platform, "Tachikoma", false, { open: () => (opened += 1) }));
    const open = items.find((item) => item.id === "open");
    assert.equal(open?.accelerator, "CmdOrCtrl+O");
    open?.click?.({} as never, undefined, {} as never);
    assert.equal(opened, 1);
    assert.ok(items.some((item) => item.role === (platform === "darwin" ? "appMenu" : "quit")));
  });
}

test("developer tools are for development only", () => {
  const roles = (development: boolean) => flat(menuTemplate("linux", "Tachikoma", development, { open: () => {} })).map((item) => item.role);
  assert.ok(roles(true).includes("toggleDevTools"));
  assert.ok(!roles(false).includes("toggleDevTools"));
  assert.ok(!roles(false).includes("reload"));
});
