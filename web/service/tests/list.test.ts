/** The list of builds and the form for one, in a real browser, served by the real service. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../tests/browser.ts";
import { Service } from "./service.ts";
import { Stage, verdict } from "./stage.ts";

const stage = new Stage();

test("the list shows builds as they come and go, without a reload", async () => {
  const { page, problems } = await stage.show("");
  await page.getByText("No builds yet").waitFor();
  const id = await stage.service.build("shop", ["Count to three", "@print one", "@sleep 3", "@print three"]);
  const row = page.getByRole("listitem").filter({ hasText: "Count to three" });
  await row.getByText("running", { exact: true }).waitFor();
  await page.waitForFunction(() => document.title.startsWith("1 running"));
  await row.getByText("agent at work").waitFor();
  await stage.service.ended(id);
  await row.getByText("completed", { exact: true }).waitFor();
  assert.equal(await page.title(), "Tachikoma builds");
  assert.deepEqual(problems, []);
});

test("the list says that it is old while the service is away", async () => {
  const other = await Service.start();
  try {
    const { page } = await stage.show("", { origin: other.origin });
    await page.getByText("No builds yet").waitFor();
    await other.kill();
    await page.getByText(/^Not up to date/).waitFor();
    await other.run();
    await page.getByText(/^Not up to date/).waitFor({ state: "detached", timeout: 30_000 });
  } finally {
    await other.remove();
  }
});

test("the keyboard alone asks for a build, and repeats it", async () => {
  const { page, problems } = await stage.show("");
  /** Goes by Tab to what has this name, and presses it. */
  const press = async (name: string) => {
    for (let count = 0; count < 40; count++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const it = document.activeElement ?? document.body;
        return { name: it === document.body ? "" : it.textContent?.trim(), outline: getComputedStyle(it).outlineStyle };
      });
      if (focused.name !== name) continue;
      assert.notEqual(focused.outline, "none", `${name} shows that it has the focus`);
      return page.keyboard.press("Enter");
    }
    assert.fail(`Tab does not reach ${name}`);
  };
  await press("New build");
  await page.getByLabel("Project", { exact: true }).waitFor();
  await page.waitForFunction(() => (document.querySelector("select")?.options.length ?? 0) > 1);
  await page.keyboard.press("Tab");
  await page.keyboard.type("shop");
  await page.keyboard.press("Tab");
  await page.keyboard.type("By keyboard");
  await press("Start build");
  await verdict(page, "completed").waitFor();
  await page.getByRole("heading", { level: 1, name: "By keyboard" }).waitFor();
  const first = page.url();
  await press("Retry");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Retry", "the focus is where it was");
  await page.keyboard.press("Enter");
  await dialog.waitFor();
  await press("Retry");
  await page.waitForURL((url) => url.href !== first);
  await page.getByText("repeats another build").waitFor();
  assert.deepEqual(problems, []);
});

test("a form that the service refuses keeps what was written, and says what is wrong", async () => {
  const { page } = await stage.show("#/new?project=shop");
  await page.getByLabel("Prompt").fill("Use a template");
  await page.getByLabel("Template").fill("nowhere");
  await page.getByRole("button", { name: "Start build" }).click();
  await page.getByRole("alert").getByText("The build is not taken").waitFor();
  assert.equal(await page.getByLabel("Template").getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("Prompt").inputValue(), "Use a template");
  await assertAccessible(page);
});

test("filters of the list are addresses", async () => {
  const cancelled = await stage.service.build("shop", ["Never mind", "@sleep 600"]);
  await stage.service.call("POST", `/builds/${cancelled}/cancel`);
  await stage.service.ended(cancelled);
  await stage.service.ended(await stage.service.build("checked", ["Check nothing"]));
  const { page, problems } = await stage.show("#/?status=cancelled");
  const rows = page.getByRole("main").getByRole("listitem");
  await rows.first().waitFor();
  for (const text of await rows.allTextContents()) assert.match(text, /cancelled/);
  await page.getByLabel("Status").selectOption("");
  await page.getByLabel("Project").selectOption("checked");
  await page.waitForURL(/project=checked/);
  await rows.filter({ hasText: "Check nothing" }).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("main li")].every((row) => row.textContent?.includes("checked")));
  await page.goBack();
  await page.goBack();
  await page.waitForURL(/status=cancelled/);
  assert.equal(await page.getByLabel("Status").inputValue(), "cancelled");
  await rows.filter({ hasText: "Never mind" }).waitFor();
  assert.deepEqual(problems, []);
});

test("a long list comes in pages", async () => {
  for (let number = 1; number <= 60; number++) await stage.service.build("shop", [`Number ${number} of many`]);
  const { page, problems } = await stage.show("");
  const row = (number: number) => page.getByRole("link", { name: `Number ${number} of many`, exact: true });
  await row(60).waitFor();
  assert.equal(await page.getByRole("main").getByRole("listitem").count(), 50);
  await page.getByRole("link", { name: "Older" }).click();
  await row(1).waitFor();
  assert.equal(await row(60).count(), 0);
  await page.getByRole("link", { name: "Newest" }).click();
  await row(60).waitFor();
  assert.deepEqual(problems, []);
});
