/** The page about one build in a real browser, served by the real service. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertAccessible } from "../../tests/browser.ts";
import { Network } from "./network.ts";
import { Service } from "./service.ts";
import { output, shownOutput, Stage, verdict } from "./stage.ts";

// Callbacks of these tests go to this machine.
const stage = new Stage({ TACHIKOMA_CALLBACKS_HTTP: "true", TACHIKOMA_CALLBACKS_PORTS: "0", TACHIKOMA_CALLBACKS_NETWORKS: "127.0.0.0/8" });

test("a build while it runs: phases, output, and its end", async () => {
  const before = stage.service.tip();
  const id = await stage.service.build("shop", ["Add a footer", "@print begun", "@sleep 2", "@write footer.html <footer>", "@print ended"], { auto_push: true });
  const { page, problems } = await stage.show(`#/builds/${id}`);
  await output(page).getByText("begun").waitFor();
  assert.equal(await output(page).getByText("ended").count(), 0, "it is shown before the build has ended");
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("region", { name: "Phases" }).getByText("Agent at work").waitFor();
  assert.ok(await page.getByRole("button", { name: "Retry" }).isDisabled());
  await verdict(page, "completed").waitFor();
  const { result } = await stage.service.ended(id);
  assert.equal(stage.service.tip(), result.commit_sha);
  assert.notEqual(stage.service.tip(), before);
  await page.getByRole("region", { name: "Result" }).getByText(result.commit_sha ?? "", { exact: true }).waitFor();
  await page.getByText("footer.html", { exact: true }).waitFor();
  assert.equal(await shownOutput(page), await stage.service.printed(id));
  assert.match(await page.title(), /^completed: Add a footer/);
  assert.match((await page.locator('link[rel="icon"]').getAttribute("href")) ?? "", /completed-.*\.svg$/);
  assert.ok(await page.getByRole("button", { name: "Cancel build" }).isDisabled());
  assert.deepEqual(problems, []);
});

test("the service is killed and started again in mid-build: the page goes on, with every line once", async () => {
  const lines = Array.from({ length: 40 }, (_, index) => [`@print line ${index}`, "@sleep 0.1"]).flat();
  const id = await stage.service.build("shop", ["Print many lines", ...lines]);
  const { page } = await stage.show(`#/builds/${id}`);
  await output(page).getByText("line 5\n").waitFor();
  await stage.service.kill();
  await page.getByText(/^Reconnecting/).waitFor();
  await stage.service.run();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByText("— attempt 2 —").waitFor();
  await verdict(page, "completed").waitFor({ timeout: 60_000 });
  const printed = await stage.service.printed(id);
  assert.equal(await shownOutput(page), printed);
  assert.ok(printed.endsWith(lines.filter((line) => line.startsWith("@print")).map((line) => `${line.slice(7)}\n`).join("")), "the second attempt printed all");
});

test("a build is cancelled by its button, after a question", async () => {
  const id = await stage.service.build("shop", ["Sleep long", "@print asleep", "@sleep 600"]);
  const { page, problems } = await stage.show(`#/builds/${id}`);
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
  assert.equal((await stage.service.ended(id)).status, "cancelled");
  assert.deepEqual(problems, []);
});

test("what the service refuses is shown", async () => {
  const id = await stage.service.build("shop", ["Refuse", "@sleep 30"]);
  const { page } = await stage.show(`#/builds/${id}`);
  const problem = { type: "urn:tachikoma:problem:conflict", title: "Conflict", status: 409, detail: "it is being pushed", request_id: "r-1" };
  await page.route("**/cancel", (route) => route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(problem) }));
  await page.getByRole("button", { name: "Cancel build" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel build" }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("it is being pushed").waitFor();
  assert.match((await alert.textContent()) ?? "", /The build is not stopped.*r-1/s);
  await stage.service.call("POST", `/builds/${id}/cancel`);
});

test("a failed check: what failed comes first, with its tests", async () => {
  const id = await stage.service.build("checked", ["Break a test", "@write verdict tests"]);
  const { page, problems } = await stage.show(`#/builds/${id}`);
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
  const id = await stage.service.build("shop", ["Give up", "@error cannot do it", "@exit 3"]);
  const { page } = await stage.show(`#/builds/${id}`);
  const failed = page.getByRole("region", { name: "What failed" });
  await failed.waitFor();
  assert.match((await failed.textContent()) ?? "", /3/);
});

test("much output: the page holds its end, and all of it when it is asked for", async () => {
  const id = await stage.service.build("shop", ["Flood", "@print the first line", "@flood 5000000", "@print the last line"]);
  const { page } = await stage.show(`#/builds/${id}`);
  await verdict(page, "completed").waitFor({ timeout: 60_000 });
  await output(page).getByText("the last line").waitFor();
  assert.ok((await output(page).locator("pre").count()) <= 10);
  assert.equal(await output(page).getByText("the first line").count(), 0);
  await page.getByRole("button", { name: /^Show all/ }).click();
  await output(page).getByText("the first line").waitFor();
  assert.equal(await shownOutput(page), await stage.service.printed(id));
});

test("who scrolls back reads on, until following is asked for", async () => {
  const lines = Array.from({ length: 30 }, (_, index) => [`@print ${"tall ".repeat(200)}${index}`, "@sleep 0.2"]).flat();
  const id = await stage.service.build("shop", ["Print slowly", ...lines]);
  const { page } = await stage.show(`#/builds/${id}`);
  const follow = page.getByRole("button", { name: "Follow" });
  await output(page).getByText(" 8\n").waitFor();
  assert.equal(await follow.getAttribute("aria-pressed"), "true");
  const place = () => output(page).evaluate((view) => [view.scrollTop, view.scrollHeight - view.clientHeight - view.scrollTop]);
  assert.ok(((await place())[1] ?? 99) < 8, "the end is in view");
  await output(page).focus();
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.querySelector('[aria-pressed="false"]') && document.querySelector(".view")?.scrollTop === 0);
  await output(page).getByText(" 20\n").waitFor();
  assert.equal((await place())[0], 0, "the page does not move what is read");
  await follow.click();
  await page.waitForFunction(() => {
    const view = document.querySelector(".view");
    return view && view.scrollHeight - view.clientHeight - view.scrollTop < 8;
  });
  await stage.service.call("POST", `/builds/${id}/cancel`);
});

test("a build that is not there", async () => {
  const { page } = await stage.show("#/builds/019af0c6-6c1e-7000-8000-000000000000");
  await page.getByText("This build cannot be shown").waitFor();
  await assertAccessible(page);
});

test("how the result was posted, and posting it again", async () => {
  const answers = [500, 200];
  const receiver = createServer((_, response) => response.writeHead(answers.shift() ?? 200).end()).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const address = receiver.address();
  assert.ok(address && typeof address === "object");
  try {
    const id = await stage.service.build("shop", ["Post it"], { callback_url: `http://127.0.0.1:${address.port}/hook` });
    await stage.service.ended(id);
    const { page, problems } = await stage.show(`#/builds/${id}`);
    const callback = page.getByRole("region", { name: "Callback" });
    await callback.getByText(/answered 500/).waitFor();
    await callback.getByRole("button", { name: "Deliver again" }).click();
    await callback.getByText(/^Delivered .* answered 200/).waitFor({ timeout: 30_000 });
    await assertAccessible(page);
    assert.deepEqual(problems, []);
  } finally {
    receiver.close();
  }
});

test("an old build whose events are forgotten has its result all the same", async () => {
  const forgetful = await Service.start({ TACHIKOMA_RETENTION_EVENTS: "1s", TACHIKOMA_RETENTION_EVERY: "1s" });
  try {
    await forgetful.project("shop");
    const id = await forgetful.build("shop", ["Print", "@print what was said"]);
    await forgetful.ended(id);
    while ((await forgetful.printed(id)) !== "") await sleep(200);
    const { page, problems } = await stage.show(`#/builds/${id}`, { origin: forgetful.origin });
    await page.getByText("no longer kept").waitFor();
    await output(page).getByText("what was said").waitFor();
    await verdict(page, "completed").waitFor();
    await assertAccessible(page);
    assert.deepEqual(problems, []);
  } finally {
    await forgetful.remove();
  }
});

test("a network that breaks again and again: every line once", async () => {
  const lines = Array.from({ length: 120 }, (_, index) => [`@print line ${index}`, "@sleep 0.1"]).flat();
  const id = await stage.service.build("shop", ["Print many lines", ...lines]);
  const network = await Network.to(stage.service.origin);
  try {
    const { page } = await stage.show(`#/builds/${id}`, { origin: network.origin });
    await output(page).waitFor();
    network.break();
    await verdict(page, "completed").waitFor({ timeout: 60_000 });
    await output(page).getByText("line 119\n").waitFor({ timeout: 30_000 });
    assert.ok(network.cuts >= 5, `only ${network.cuts} connections were cut`);
    assert.equal(await shownOutput(page), await stage.service.printed(id));
  } finally {
    network.end();
  }
});
