/**
 * Shows that a change of a component reaches an open page without a reload:
 *
 *     node hmr.mjs CHROMIUM URL FILE
 *
 * CHROMIUM is the folder of //tools/browser:chromium below the runfiles of the main repository, URL where FILE, a
 * component of the page, is served. Adds a heading to the component. Exits with 0 when the page shows it with a
 * variable of its own still in place, and without an error; else with 1 and what is wrong.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [folder, url, file] = process.argv.slice(2);
const browserFolder = join(process.env.JS_BINARY__RUNFILES, process.env.JS_BINARY__WORKSPACE ?? "_main", folder);
const browser = await chromium.launch({
  executablePath: join(browserFolder, "chromium"),
  args: ["--no-sandbox", "--no-zygote", "--disable-dev-shm-usage", "--disable-gpu"],
  env: { ...process.env, LD_LIBRARY_PATH: join(browserFolder, "al2023/lib") },
});
try {
  const page = await browser.newPage();
  const problems = [];
  const messages = [];
  // Of what changes before the page listens, Vite tells nobody: no user is as fast as this program.
  const listening = new Promise((done) => {
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => {
        messages.push(String(payload));
        if (JSON.parse(String(payload)).type === "connected") done();
      }),
    );
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector("#app")?.children.length > 0);
  await listening;
  const styles = await page.evaluate(() => document.querySelectorAll("style[data-vite-dev-id]").length);
  assert.ok(styles > 0, "the page has its styles");
  await page.evaluate(() => (globalThis.marker = "survives"));
  const source = readFileSync(file, "utf8");
  const before = Date.now();
  writeFileSync(file, source.replace(/(<\/script>\n)(?![\s\S]*<\/script>)/, '$1\n<h2 id="changed">changed</h2>\n'));
  await page.locator("#changed").waitFor().catch(async (error) => {
    await page.reload();
    const shown = await page.locator("#changed").waitFor().then(() => true, () => false);
    const said = { "shown after a reload": shown, "the page said": problems, "the server told the page": messages };
    throw new Error(`the change was not shown: ${JSON.stringify(said, null, 2)}`, { cause: error });
  });
  const took = Date.now() - before;
  assert.equal(await page.evaluate(() => globalThis.marker), "survives", "the page was loaded anew");
  assert.deepEqual(problems, []);
  console.log(`the change was shown after ${took} ms, without a reload`);
} finally {
  await browser.close();
}
