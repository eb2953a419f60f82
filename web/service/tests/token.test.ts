/** The page of a service that takes tokens. */
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { assertAccessible, keepPicture, launch, open } from "../../tests/browser.ts";
import { Service } from "./service.ts";

const TOKEN = `tks_${randomUUID().replaceAll("-", "")}_${randomBytes(32).toString("base64url")}`;
const headers = { authorization: `Bearer ${TOKEN}` };

let browser: Browser;
let service: Service;
before(async () => {
  browser = await launch();
  service = await Service.start({ TACHIKOMA_ADMIN_TOKEN: TOKEN });
  await service.call("POST", "/projects", { name: "shop", repo_url: service.repository }, headers);
});
after(async () => {
  await browser?.close();
  await service?.remove();
});

test("the token is asked for, taken, kept in this tab alone, and forgotten", async () => {
  const { page } = await open(browser, { origin: service.origin });
  const field = page.getByLabel("Token");
  await field.waitFor();
  await assertAccessible(page);
  await keepPicture(page, "token");
  await field.fill("tks_wrong");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("does not take this token").waitFor();
  await page.getByLabel("Token").fill(TOKEN);
  await page.keyboard.press("Enter");
  await page.getByText("No builds yet").waitFor();
  await page.reload();
  await page.getByText("No builds yet").waitFor();
  const kept = await page.evaluate(() => ({ tab: Object.keys(sessionStorage), machine: Object.keys(localStorage), cookies: document.cookie, address: location.href }));
  assert.deepEqual(kept, { tab: ["tachikoma-token"], machine: [], cookies: "", address: `${service.origin}/` });
  const other = await page.context().newPage();
  await other.goto(service.origin);
  await other.getByLabel("Token").waitFor();
  await page.getByRole("button", { name: "Forget token" }).click();
  await page.getByLabel("Token").waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage)), []);
});

test("with a token, a build streams, and its artifacts can be had", async () => {
  const { page, problems } = await open(browser, { origin: service.origin });
  await page.evaluate((token) => sessionStorage.setItem("tachikoma-token", token), TOKEN);
  const { task_id: id } = await service.call<{ task_id: string }>("POST", "/projects/shop/builds", { prompt: "Write\n@print hello\n@flood 20000\n@write a b" }, headers);
  await page.goto(`${service.origin}/#/builds/${id}`);
  await page.reload();
  await page.locator(".state").getByText("completed", { exact: true }).waitFor();
  const link = page.getByRole("region", { name: "Result" }).getByRole("link").first();
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.ok(statSync(await download.path()).size > 0);
  // Before there was a token, the browser says that it was refused.
  assert.deepEqual(problems.filter((text) => !text.includes("401")), []);
});
