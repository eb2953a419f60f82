/** How the pages look: to whom sees well or not, on wide and narrow screens, in the light and in the dark. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { assertAccessible, keepPicture, type OpenOptions } from "../../tests/browser.ts";
import { output, Stage } from "./stage.ts";

const stage = new Stage();

const LOOKS: [string, OpenOptions][] = [
  ["light", {}],
  ["dark", { scheme: "dark" }],
  ["narrow", { width: 360 }],
];

for (const [look, options] of LOOKS) {
  test(`every page is accessible and fits: ${look}`, async () => {
    const running = await stage.service.build("shop", ["Make the cart remember what is in it", "@print Reading src/cart.ts", "@error warning: no tests", "@sleep 20"]);
    const failed = await stage.service.build("checked", ["Rename the orders page", "@print Renaming …", "@write verdict tests"]);
    const done = await stage.service.build("shop", ["Add a page that lists all orders", "@print Writing src/orders.svelte", `@write src/orders.svelte <h1>${look}`, "@write src/routes.ts export", "@print Done"], { auto_push: true });
    await stage.service.ended(failed);
    await stage.service.ended(done);
    const views: [string, string, (page: Page) => Promise<void>][] = [
      ["list", "", (page) => page.getByRole("listitem").first().waitFor()],
      ["running", `#/builds/${running}`, (page) => output(page).getByText("no tests").waitFor()],
      ["failed", `#/builds/${failed}`, (page) => page.getByRole("region", { name: "Request" }).waitFor()],
      ["done", `#/builds/${done}`, (page) => output(page).getByText("Done").waitFor()],
      ["projects", "#/projects", (page) => page.getByRole("heading", { level: 2 }).first().waitFor()],
      ["new", "#/new", (page) => page.getByRole("option", { name: "shop" }).waitFor({ state: "attached" })],
    ];
    for (const [name, query, isThere] of views) {
      const { page, problems } = await stage.show(query, options);
      await isThere(page);
      if (name === "new") await page.getByRole("button", { name: "Add a variable" }).click();
      await assertAccessible(page);
      await keepPicture(page, `${name} ${look}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, `${name} does not scroll sideways`);
      assert.deepEqual(problems, [], name);
      await page.context().close();
    }
    await stage.service.call("POST", `/builds/${running}/cancel`);
  });
}

test("who wants no motion sees none", async () => {
  const id = await stage.service.build("shop", ["Stand still", "@print here", "@sleep 5"]);
  const { page } = await stage.show(`#/builds/${id}`);
  await output(page).getByText("here").waitFor();
  const names = () => page.evaluate(() => [...document.querySelectorAll("*")].map((it) => getComputedStyle(it).animationName).filter((name) => name !== "none"));
  assert.ok((await names()).length > 0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.deepEqual(await names(), []);
});
