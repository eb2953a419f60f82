/** The development server of svelte_dev_server, with a real browser on a copy of a real application. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const PATIENCE_MS = 60_000;
const WORKSPACE = resolve("../../..");
const PROGRAMS = ["build_error.mjs", "dev_packages.mjs", "dev_policy.mjs", "dev_server.mjs", "dev_tsconfig.mjs"];

/** A checkout with the application, and runfiles as Bazel lays them out. */
function makePlaces({ extended = true } = {}) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "dev-")));
  const checkout = join(base, "checkout");
  cpSync("app", join(checkout, "app"), { recursive: true });
  const runfiles = join(base, "runfiles");
  const programs = join(runfiles, "_main/app/dev.files");
  mkdirSync(programs, { recursive: true });
  symlinkSync(join(WORKSPACE, "node_modules"), join(runfiles, "_main/node_modules"));
  for (const name of PROGRAMS) copyFileSync(join(WORKSPACE, "rules/svelte/private", name), join(programs, name));
  const places = { checkout, app: join(checkout, "app"), runfiles, script: join(programs, "dev_server.mjs") };
  if (extended) extendPackage(places);
  return places;
}

/** Lets the tsconfig.json of the checkout extend a package, which only the runfiles have. */
function extendPackage({ app, runfiles }) {
  const house = join(runfiles, "_main/app/node_modules/@house/tsconfig");
  const { compilerOptions, ...own } = JSON.parse(readFileSync(join(app, "tsconfig.json"), "utf8"));
  mkdirSync(house, { recursive: true });
  writeFileSync(join(house, "package.json"), '{ "name": "@house/tsconfig" }');
  writeFileSync(join(house, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ extends: "@house/tsconfig/tsconfig.json", ...own }));
}

/** A running server: its lines, and how it ended. */
class Server {
  lines = [];
  #waiting = [];

  constructor({ checkout, runfiles, script }, ...options) {
    this.process = spawn(process.execPath, [script, "app", "vite.config.ts", "node_modules", ...options], {
      env: { ...process.env, BUILD_WORKSPACE_DIRECTORY: checkout, JS_BINARY__RUNFILES: runfiles, JS_BINARY__WORKSPACE: "_main" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      createInterface(stream).on("line", (line) => {
        this.lines.push(line);
        this.#waiting = this.#waiting.filter((look) => !look());
      });
    }
    this.ended = new Promise((done) => this.process.on("exit", (code, signal) => done(code ?? signal)));
  }

  /** The first match in the lines from `from` on. */
  line(pattern, from = 0) {
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`no ${pattern} in:\n${this.lines.join("\n")}`)), PATIENCE_MS);
      const look = () => {
        const found = this.lines.slice(from).map((line) => pattern.exec(line)).find(Boolean);
        if (found) {
          clearTimeout(timer);
          done(found);
        }
        return found;
      };
      if (!look()) this.#waiting.push(look);
    });
  }

  async stop() {
    this.process.kill("SIGTERM");
    return this.ended;
  }
}

/** The addresses on which somebody listens on a port, as the kernel writes them. */
function listeners(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = ["tcp", "tcp6"].flatMap((name) => readFileSync(`/proc/net/${name}`, "utf8").trim().split("\n").slice(1));
  const fields = rows.map((row) => row.trim().split(/\s+/));
  return fields.filter(([, local, , state]) => state === "0A" && local.endsWith(`:${hex}`)).map(([, local]) => local.split(":")[0]);
}

const portIsFree = (port) =>
  new Promise((done) => {
    const probe = createServer();
    probe.on("error", () => done(false)).listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });

const edit = (file, from, to) => writeFileSync(file, readFileSync(file, "utf8").replace(from, to));

let browser;
before(async () => {
  browser = await chromium.launch(JSON.parse(process.env.CHROMIUM_LAUNCH));
});
after(() => browser.close());

test("a page whose tsconfig.json extends no package has Svelte once", async () => {
  const server = new Server(makePlaces({ extended: false }));
  try {
    const [, url] = await server.line(/(http:\/\/127\.0\.0\.1:\d+\/)$/);
    const page = await browser.newPage();
    const problems = [];
    const modules = new Set();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("response", (response) => /svelte.*(client|svelte)\.js/.test(response.url()) && modules.add(new URL(response.url()).pathname));
    await page.goto(url);
    await page.locator("button").waitFor();
    assert.deepEqual(problems, []);
    assert.deepEqual([...modules].filter((path) => !path.includes("/deps/")), [], "Svelte is bundled beforehand, all of it");
    await page.close();
  } finally {
    await server.stop();
  }
});

test("a change of a component is shown without a reload", async () => {
  const places = makePlaces();
  // Whatever a configuration asks for, nobody else's machine is let in.
  edit(join(places.app, "vite.config.ts"), "plugins:", "server: { host: true }, plugins:");
  // A policy that lets nobody in, as a page for production should have.
  const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";
  edit(join(places.app, "index.html"), "<title>", `<meta http-equiv="Content-Security-Policy" content="${policy}" /><link rel="icon" href="data:," /><title>`);
  const files = () => readdirSync(places.checkout, { recursive: true }).sort();
  const filesBefore = files();
  const server = new Server(places);
  try {
    const [, url, port] = await server.line(/(http:\/\/127\.0\.0\.1:(\d+)\/)$/);
    assert.deepEqual(listeners(Number(port)), ["0100007F"]);

    const page = await browser.newPage();
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(url);
    const button = page.locator("button");
    const text = await button.textContent();
    await button.click();
    await page.waitForFunction((text) => document.querySelector("button").textContent !== text, text);
    await page.evaluate(() => (globalThis.marker = "survives"));

    edit(join(places.app, "src/App.svelte"), "<button ", "<h1>changed</h1><button ");
    await page.locator("h1", { hasText: "changed" }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.marker), "survives");

    // Again, as editors save: another file in the place of the old one.
    const style = join(places.app, "src/App.svelte");
    edit(style, "rebeccapurple", "rgb(1, 2, 3)");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("button")).color === "rgb(1, 2, 3)");
    assert.equal(await page.evaluate(() => globalThis.marker), "survives");
    assert.deepEqual(problems, []);
    await page.close();
    assert.deepEqual(files(), filesBefore, "the checkout has no other files than before");

    const seen = server.lines.length;
    edit(join(places.app, "vite.config.ts"), "plugins:", 'define: { __TITLE__: "1" }, plugins:');
    await server.line(/^vite\.config\.ts changed:$/, seen);
    const [, again] = await server.line(/(http:\/\/127\.0\.0\.1:\d+\/)$/, seen);
    assert.equal(again, url, "the port stays");

    assert.equal(await server.stop(), 0);
    assert.ok(await portIsFree(Number(port)));
  } finally {
    server.process.kill("SIGKILL");
  }
});

test("what is wrong is said", async () => {
  const places = makePlaces();
  const wrong = new Server(places, "--open");
  assert.equal(await wrong.ended, 64);
  assert.match(wrong.lines.join("\n"), /--open: the only option is --port=NUMBER/);

  writeFileSync(join(places.app, "vite.config.ts"), 'throw new Error("a broken configuration");\n');
  const broken = new Server(places, "--port=0");
  assert.equal(await broken.ended, 70);
  assert.match(broken.lines.join("\n"), /a broken configuration/);
});
