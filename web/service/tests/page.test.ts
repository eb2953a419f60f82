/** The page in a real browser, served by the real service, about real builds. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { assertAccessible, keepPicture, launch, open, type OpenOptions } from "../../tests/browser.ts";
import { Service } from "./service.ts";

let browser: Browser;
let service: Service;
before(async () => {
  browser = await launch();
  service = await Service.start();
  await service.project("shop");
  await service.project("checked", { check_targets: ["//..."], limits: { check_rounds: 0 } });
});
after(async () => {
  await browser?.close();
  await service?.remove();
});

const show = (query: string, options: OpenOptions = {}) => open(browser, { origin: service.origin, query, ...options });
const verdict = (page: Page, status: string) => page.locator(".state").getByText(status, { exact: true });
const output = (page: Page) => page.getByRole("group", { name: "Output" });
/** What the page has of the output, with its own notes taken out. */
const shownOutput = async (page: Page) => (await output(page).locator("pre").allTextContents()).join("").replace(/— attempt \d+ —\n/g, "");

test("the list shows builds as they come and go, without a reload", async () => {
  const { page, problems } = await show("");
  await page.getByText("No builds yet").waitFor();
  const id = await service.build("shop", ["Count to three", "@print one", "@sleep 3", "@print three"]);
  const row = page.getByRole("listitem").filter({ hasText: "Count to three" });
  await row.getByText("running", { exact: true }).waitFor();
  await page.waitForFunction(() => document.title.startsWith("1 running"));
  await row.getByText("agent at work").waitFor();
  await service.ended(id);
  await row.getByText("completed", { exact: true }).waitFor();
  assert.equal(await page.title(), "Tachikoma builds");
  assert.deepEqual(problems, []);
});

test("a build while it runs: phases, output, and its end", async () => {
  const before = service.tip();
  const id = await service.build("shop", ["Add a footer", "@print begun", "@sleep 2", "@write footer.html <footer>", "@print ended"], { auto_push: true });
  const { page, problems } = await show(`#/builds/${id}`);
  await output(page).getByText("begun").waitFor();
  assert.equal(await output(page).getByText("ended").count(), 0, "it is shown before the build has ended");
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("region", { name: "Phases" }).getByText("Agent at work").waitFor();
  assert.ok(await page.getByRole("button", { name: "Retry" }).isDisabled());
  await verdict(page, "completed").waitFor();
  const { result } = await service.ended(id);
  assert.equal(service.tip(), result.commit_sha);
  assert.notEqual(service.tip(), before);
  await page.getByRole("region", { name: "Result" }).getByText(result.commit_sha ?? "", { exact: true }).waitFor();
  await page.getByText("footer.html", { exact: true }).waitFor();
  assert.equal(await shownOutput(page), await service.printed(id));
  assert.match(await page.title(), /^completed: Add a footer/);
  assert.match((await page.locator('link[rel="icon"]').getAttribute("href")) ?? "", /completed-.*\.svg$/);
  assert.ok(await page.getByRole("button", { name: "Cancel build" }).isDisabled());
  assert.deepEqual(problems, []);
});

test("the service is killed and started again in mid-build: the page goes on, with every line once", async () => {
  const lines = Array.from({ length: 40 }, (_, index) => [`@print line ${index}`, "@sleep 0.1"]).flat();
  const id = await service.build("shop", ["Print many lines", ...lines]);
  const { page } = await show(`#/builds/${id}`);
  await output(page).getByText("line 5\n").waitFor();
  await service.kill();
  await page.getByText(/^Reconnecting/).waitFor();
  await service.run();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByText("— attempt 2 —").waitFor();
  await verdict(page, "completed").waitFor({ timeout: 60_000 });
  const printed = await service.printed(id);
  assert.equal(await shownOutput(page), printed);
  assert.ok(printed.endsWith(lines.filter((line) => line.startsWith("@print")).map((line) => `${line.slice(7)}\n`).join("")), "the second attempt printed all");
});

test("the list says that it is old while the service is away", async () => {
  const other = await Service.start();
  try {
    const { page } = await show("", { origin: other.origin });
    await page.getByText("No builds yet").waitFor();
    await other.kill();
    await page.getByText(/^Not up to date/).waitFor();
    await other.run();
    await page.getByText(/^Not up to date/).waitFor({ state: "detached", timeout: 30_000 });
  } finally {
    await other.remove();
  }
});

test("a build is cancelled by its button, after a question", async () => {
  const id = await service.build("shop", ["Sleep long", "@print asleep", "@sleep 600"]);
  const { page, problems } = await show(`#/builds/${id}`);
  await output(page).getByText("asleep").waitFor();
  await page.getByRole("button", { name: "Cancel build" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep it running" }).click();
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.getByRole("button", { name: "Cancel build" }).click();
  await assertAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Cancel build" }).click();
  await verdict(page, "cancelled").waitFor();
  await page.getByRole("region", { name: "Why it was cancelled" }).waitFor();
  assert.ok(await page.getByRole("button", { name: "Cancel build" }).isDisabled());
  assert.equal((await service.ended(id)).status, "cancelled");
  assert.deepEqual(problems, []);
});

test("what the service refuses is shown", async () => {
  const id = await service.build("shop", ["Refuse", "@sleep 30"]);
  const { page } = await show(`#/builds/${id}`);
  const problem = { type: "urn:tachikoma:problem:conflict", title: "Conflict", status: 409, detail: "it is being pushed", request_id: "r-1" };
  await page.route("**/cancel", (route) => route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(problem) }));
  await page.getByRole("button", { name: "Cancel build" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel build" }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("it is being pushed").waitFor();
  assert.match((await alert.textContent()) ?? "", /The build is not stopped.*r-1/s);
  await service.call("POST", `/builds/${id}/cancel`);
});

test("a failed check: what failed comes first, with its tests", async () => {
  const id = await service.build("checked", ["Break a test", "@write verdict tests"]);
  const { page, problems } = await show(`#/builds/${id}`);
  await verdict(page, "failed").waitFor();
  const headings = await page.getByRole("heading", { level: 2 }).allTextContents();
  assert.equal(headings[0], "What failed");
  const results = await page.getByRole("region", { name: "Check" }).getByRole("listitem").allTextContents();
  assert.match(results[0] ?? "", /^(not built|failed)/);
  assert.ok(results.findIndex((text) => text.startsWith("failed")) < results.findIndex((text) => text.startsWith("passed")));
  assert.ok(results.some((text) => text.startsWith("passed")));
  assert.deepEqual(problems, []);
});

test("a failed agent says why", async () => {
  const id = await service.build("shop", ["Give up", "@error cannot do it", "@exit 3"]);
  const { page } = await show(`#/builds/${id}`);
  const failed = page.getByRole("region", { name: "What failed" });
  await failed.waitFor();
  assert.match((await failed.textContent()) ?? "", /3/);
});

test("much output: the page holds its end, and all of it when it is asked for", async () => {
  const id = await service.build("shop", ["Flood", "@print the first line", "@flood 5000000", "@print the last line"]);
  const { page } = await show(`#/builds/${id}`);
  await verdict(page, "completed").waitFor({ timeout: 60_000 });
  await output(page).getByText("the last line").waitFor();
  assert.ok((await output(page).locator("pre").count()) <= 10);
  assert.equal(await output(page).getByText("the first line").count(), 0);
  await page.getByRole("button", { name: /^Show all/ }).click();
  await output(page).getByText("the first line").waitFor();
  assert.equal(await shownOutput(page), await service.printed(id));
});

test("who scrolls back reads on, until following is asked for", async () => {
  const lines = Array.from({ length: 30 }, (_, index) => [`@print ${"tall ".repeat(200)}${index}`, "@sleep 0.2"]).flat();
  const id = await service.build("shop", ["Print slowly", ...lines]);
  const { page } = await show(`#/builds/${id}`);
  const follow = page.getByRole("button", { name: "Follow" });
  await output(page).getByText(" 8\n").waitFor();
  assert.equal(await follow.getAttribute("aria-pressed"), "true");
  const place = () => output(page).evaluate((view) => [view.scrollTop, view.scrollHeight - view.clientHeight - view.scrollTop]);
  assert.ok(((await place())[1] ?? 99) < 8, "the end is in view");
  await output(page).focus();
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.querySelector('[aria-pressed="false"]'));
  await output(page).getByText(" 14\n").waitFor();
  assert.equal((await place())[0], 0, "the page does not move what is read");
  await follow.click();
  await page.waitForFunction(() => {
    const view = document.querySelector(".view");
    return view && view.scrollHeight - view.clientHeight - view.scrollTop < 8;
  });
  await service.call("POST", `/builds/${id}/cancel`);
});

test("the keyboard alone asks for a build, and repeats it", async () => {
  const { page, problems } = await show("");
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
  const { page } = await show("#/new?project=shop");
  await page.getByLabel("Prompt").fill("Use a template");
  await page.getByLabel("Template").fill("nowhere");
  await page.getByRole("button", { name: "Start build" }).click();
  await page.getByRole("alert").getByText("The build is not taken").waitFor();
  assert.equal(await page.getByLabel("Template").getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("Prompt").inputValue(), "Use a template");
  await assertAccessible(page);
});

test("filters and pages of the list are addresses", async () => {
  const { page, problems } = await show("#/?status=cancelled");
  const rows = page.getByRole("main").getByRole("listitem");
  await rows.first().waitFor();
  for (const text of await rows.allTextContents()) assert.match(text, /cancelled/);
  await page.getByLabel("Status").selectOption("");
  await page.getByLabel("Project").selectOption("checked");
  await page.waitForURL(/project=checked/);
  await page.waitForFunction(() => [...document.querySelectorAll("main li")].every((row) => row.textContent?.includes("checked")));
  await page.goBack();
  await page.goBack();
  await page.waitForURL(/status=cancelled/);
  assert.equal(await page.getByLabel("Status").inputValue(), "cancelled");
  assert.deepEqual(problems, []);
});

test("a build that is not there", async () => {
  const { page } = await show("#/builds/019af0c6-6c1e-7000-8000-000000000000");
  await page.getByText("This build cannot be shown").waitFor();
  await assertAccessible(page);
});

const LOOKS: [string, OpenOptions][] = [
  ["light", {}],
  ["dark", { scheme: "dark" }],
  ["narrow", { width: 360 }],
];

for (const [look, options] of LOOKS) {
  test(`every page is accessible and fits: ${look}`, async () => {
    const running = await service.build("shop", ["Make the cart remember what is in it", "@print Reading src/cart.ts", "@error warning: no tests", "@sleep 20"]);
    const failed = await service.build("checked", ["Rename the orders page", "@print Renaming …", "@write verdict tests"]);
    const done = await service.build("shop", ["Add a page that lists all orders", "@print Writing src/orders.svelte", `@write src/orders.svelte <h1>${look}`, "@write src/routes.ts export", "@print Done"], { auto_push: true });
    await service.ended(failed);
    await service.ended(done);
    const views: [string, string, (page: Page) => Promise<void>][] = [
      ["list", "", (page) => page.getByRole("listitem").first().waitFor()],
      ["running", `#/builds/${running}`, (page) => output(page).getByText("no tests").waitFor()],
      ["failed", `#/builds/${failed}`, (page) => page.getByRole("region", { name: "Request" }).waitFor()],
      ["done", `#/builds/${done}`, (page) => output(page).getByText("Done").waitFor()],
      ["projects", "#/projects", (page) => page.getByRole("heading", { level: 2 }).first().waitFor()],
      ["new", "#/new", (page) => page.getByRole("option", { name: "shop" }).waitFor({ state: "attached" })],
    ];
    for (const [name, query, isThere] of views) {
      const { page, problems } = await show(query, options);
      await isThere(page);
      if (name === "new") await page.getByRole("button", { name: "Add a variable" }).click();
      await assertAccessible(page);
      await keepPicture(page, `${name} ${look}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, `${name} does not scroll sideways`);
      assert.deepEqual(problems, [], name);
      await page.context().close();
    }
    await service.call("POST", `/builds/${running}/cancel`);
  });
}

test("who wants no motion sees none", async () => {
  const id = await service.build("shop", ["Stand still", "@print here", "@sleep 5"]);
  const { page } = await show(`#/builds/${id}`);
  await output(page).getByText("here").waitFor();
  const names = () => page.evaluate(() => [...document.querySelectorAll("*")].map((it) => getComputedStyle(it).animationName).filter((name) => name !== "none"));
  assert.ok((await names()).length > 0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.deepEqual(await names(), []);
});
