/** The check that starts an app with a stub of Electron: apps that work, and what is said of those that do not. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { createPackageWithOptions } from "@electron/asar";

const script = resolve("rules/electron/private/start_check/check.mjs");
const last = '//demo:asar: this is what a start of the app with a stub of Electron found; "start_check = False" leaves it out\n';

async function check(files) {
  const folder = mkdtempSync(join(process.cwd(), "check-"));
  for (const [path, content] of Object.entries({ "package.json": { name: "a", version: "1.0.0", main: "main.js" }, ...files })) {
    mkdirSync(dirname(join(folder, "app", path)), { recursive: true });
    writeFileSync(join(folder, "app", path), typeof content === "string" ? content : JSON.stringify(content));
  }
  await createPackageWithOptions(join(folder, "app"), join(folder, "app.asar"), { unpack: "*.node" });
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, join(folder, "app.asar"), "//demo:asar"], { encoding: "utf8" });
  return { status, stderr, asked: stdout.split("\n").filter(Boolean) };
}

const module = { name: "a", version: "1.0.0", main: "main.js", type: "module" };
const open = (options, load = "") => `const { app, BrowserWindow } = require("electron"); const path = require("node:path");
app.whenReady().then(() => { const window = new BrowserWindow(${options}); ${load} });`;
const page = 'window.loadFile("index.html");';
const html = (body) => `<!doctype html><html><body>${body}</body></html>`;
const preload = '{ webPreferences: { preload: path.join(__dirname, "preload.js") } }';
const loose = '{ webPreferences: { sandbox: false, preload: path.join(__dirname, "preload.js") } }';
const served = `import { app, BrowserWindow, net, protocol } from "electron"; import { join } from "node:path"; import { pathToFileURL } from "node:url";
await app.whenReady();
protocol.handle("app", (request) => net.fetch(pathToFileURL(join(import.meta.dirname, "web", new URL(request.url).pathname)).href));
void new BrowserWindow().loadURL("app://a/index.html");`;

for (const [what, files, asked] of [
  ["the quick start", { "main.js": open(preload, page), "preload.js": 'require("electron").contextBridge.exposeInMainWorld("a", {});', "index.html": html('<script src="./a.js"></script>'), "a.js": "" }, ["preload script preload.js", "page index.html", "exposed a"]],
  ["a module that waits to be ready, and its own protocol", { "package.json": module, "main.js": served, "web/index.html": html('<link rel="stylesheet" href="/a.css"><script src="https://example.org/x.js"></script>'), "web/a.css": "" }, ["page app://a/index.html"]],
  ["an app without a window", { "main.js": 'require("electron").app.on("ready", () => require("electron").app.quit());' }, ["end quit"]],
  ["a page from elsewhere", { "main.js": open("{}", 'window.loadURL("https://example.org/");') }, ["page https://example.org/"]],
  ["an older protocol", { "main.js": open("{}", 'require("electron").protocol.registerFileProtocol("a", (request, done) => done({ path: path.join(__dirname, "index.html") })); window.loadURL("a://b/");'), "index.html": html("") }, ["page a://b/"]],
  ["a native module, a worker and a utility process", {
    "main.js": `${open("{}", 'require("n"); new (require("worker_threads").Worker)(path.join(__dirname, "w.js")); require("electron").utilityProcess.fork(path.join(__dirname, "w.js"));')}`,
    "node_modules/n/package.json": { name: "n", main: "n.node" }, "node_modules/n/n.node": "native", "w.js": "",
  }, ["native module node_modules/n/n.node", "worker w.js", "utility process w.js"]],
  ["what the stub knows nothing of", { "main.js": `const electron = require("electron"); const { app, BrowserWindow } = electron;
class Own extends BrowserWindow { #secret = 1; get secret() { return this.#secret; } }
app.whenReady().then(async () => {
  const own = new Own(); own.anything.at.all(1).then(() => {}); await own.other(); if (own.secret !== 1 || !(own instanceof Own)) throw new SyntaxError("own");
  for (const item of await electron.session.defaultSession.cookies.get({})) throw new SyntaxError(item);
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate([{ submenu: [{ role: "quit" }] }])); electron.screen.getPrimaryDisplay().workAreaSize.width.toFixed();
  electron.shell.openExternal("https://example.org").catch(() => {}); new electron.Tray(electron.nativeImage.createEmpty()).setToolTip("a"); \`\${electron.clipboard.readText()}\`; electron.powerMonitor.on("suspend", () => {});
  setInterval(() => {}, 50);
});` }, []],
  ["a page with what it can do without, and what comes from elsewhere", {
    "main.js": open("{}", page),
    "index.html": html('<link rel="icon" href="/gone.svg"><script src="//example.org/a.js"></script><script src="https://example.org/b.js"></script><img src="data:image/png;base64,"><!-- <script src="gone.js"></script> --><script src="./a.js?v=1#x"></script>'),
    "a.js": "",
  }, ["page index.html"]],
  ["a module that loads more before it listens", {
    "package.json": module,
    "main.js": 'import { app, BrowserWindow } from "electron"; await new Promise((done) => setTimeout(done, 100)); app.on("ready", () => new BrowserWindow().loadFile("index.html"));',
    "index.html": html(""),
  }, ["page index.html"]],
  ["a package that looks in which process it is", {
    "main.js": `${open(preload)} if (require("electron").ipcRenderer || require("electron").contextBridge) throw new Error("main");`,
    "preload.js": 'if (require("electron").app || !process.contextIsolated) throw new SyntaxError("preload"); require("electron").contextBridge.exposeInMainWorld("a", 1);',
  }, ["preload script preload.js", "exposed a"]],
  ["an app that fails where the stub may be why", { "main.js": open("{}", "(void 0).x;") }, []],
]) {
  test(`starts: ${what}`, async () => {
    const found = await check(files);
    assert.equal(found.stderr, "");
    assert.deepEqual(found.asked, asked);
    assert.equal(found.status, 0);
  });
}

for (const [what, files, ...messages] of [
  ["no preload script", { "main.js": open(preload, page), "preload.cjs": "", "index.html": html("") }, "main.js:2 asks for the preload script preload.js, which is not in the app; the app's folder has index.html, main.js, package.json, preload.cjs"],
  ["no page", { "main.js": open("{}", 'window.loadFile("ui/index.html");') }, "main.js:2 asks for the page ui/index.html, which is not in the app; there is no ui"],
  ["no page by its address", { "main.js": open("{}", 'window.loadURL("file://" + path.join(__dirname, "a b.html"));') }, "main.js:2 asks for the page a b.html, which is not in the app; the app's folder has main.js, package.json"],
  ["a page without its script", { "main.js": open("{}", page), "index.html": html('<script src="./gone.js"></script>') }, "index.html refers to ./gone.js, which is not in the app"],
  ["a page that is built for a server", { "main.js": open("{}", page), "index.html": html('<script type="module" src="/assets/a.js"></script>'), "assets/a.js": "" }, 'index.html refers to /assets/a.js, which is /assets/a.js on the machine; give it as a path from the page (in Vite: base: "./")'],
  ["a protocol that answers 404", { "package.json": module, "main.js": 'import { app, BrowserWindow, protocol } from "electron"; await app.whenReady(); protocol.handle("app", () => new Response("", { status: 404 })); new BrowserWindow().loadURL("app://a/index.html");' }, "main.js:1 loads app://a/index.html: what handles app:// in the app answers 404"],
  ["a protocol that nobody handles", { "main.js": open("{}", 'window.loadURL("app://a/");') }, "main.js:2 loads app://a/, but nothing in the app handles app://"],
  ["__dirname in a module", { "package.json": module, "main.js": 'import { app } from "electron"; app.setPath("a", __dirname);' }, "the main process fails: ReferenceError: __dirname is not defined in ES module scope (main.js:1)"],
  ["require of Electron in a module", { "package.json": module, "main.js": 'throw new Error(`Dynamic require of "electron" is not supported`);' }, 'the main process fails: Error: Dynamic require of "electron" is not supported (main.js:1)'],
  ["a package that is not there", { "main.js": 'require("gone");' }, "the main process fails: Error: Cannot find module 'gone' (main.js:1)"],
  ["a package that is not there, later", { "main.js": open("{}", 'import("gone");') }, /^\/\/demo:asar: the main process fails: Error: Cannot find package 'gone' imported from main\.js/],
  ["a name that a package does not have", { "package.json": module, "main.js": 'import { gone } from "./other.js"; gone();', "other.js": "" }, /the main process fails: SyntaxError: .*does not provide an export named 'gone'/],
  ["a package whose native module was not built", { "main.js": open("{}", 'throw new Error("Could not locate the bindings file. Tried:\\n -> a");') }, "the main process fails: Error: Could not locate the bindings file. Tried: (main.js:2)"],
  ["no native module", { "main.js": 'process.dlopen({ exports: {} }, __dirname + "/a.node");' }, "main.js:1 asks for the native module a.node, which is not in the app; the app's folder has main.js, package.json", "the main process fails: Error: cannot open a.node (main.js:1)"],
  ["no utility process", { "main.js": open("{}", 'require("electron").utilityProcess.fork(path.join(__dirname, "w.js"));') }, "main.js:2 asks for the utility process w.js, which is not in the app; the app's folder has main.js, package.json"],
  ["no worker", { "package.json": module, "main.js": 'import { Worker } from "node:worker_threads"; new Worker(new URL("./w.js", import.meta.url));' }, "main.js:1 asks for the worker w.js, which is not in the app; the app's folder has main.js, package.json"],
  ["no program", { "main.js": 'require("child_process").spawn(__dirname + "/bin/helper", []);' }, "main.js:1 asks for the program bin/helper, which is not in the app; there is no bin"],
  ["no icon", { "main.js": open('{ icon: path.join(__dirname, "icon.png") }') }, "main.js:2 asks for the image icon.png, which is not in the app; the app's folder has main.js, package.json"],
  ["no file that it reads", { "main.js": open("{}", 'require("fs").readFileSync(path.join(__dirname, "a.json"));') }, "the main process fails: Error: ENOENT: no such file or directory, open 'a.json' (main.js:2)"],
  ["an end with an error", { "main.js": 'const { app, dialog } = require("electron"); app.whenReady().then(() => { dialog.showErrorBox("Cannot start", "no disk"); app.exit(3); });' }, "the main process ended with 3: Cannot start: no disk"],
  ["a module as preload script in a sandbox", { "main.js": open(preload), "preload.js": 'import { contextBridge } from "electron";' }, "the preload script preload.js fails: SyntaxError: Cannot use import statement outside a module (preload.js:1)"],
  ["a preload script in a sandbox that loads a package", { "main.js": open(preload), "preload.js": 'require("fs");' }, 'the preload script preload.js fails: Error: module not found: fs (preload.js:1); a preload script in a sandbox may load electron, events, timers and url only; bundle the package ("deps" of electron_main), or set sandbox: false'],
  ["a preload script outside of a sandbox that loads what is not there", { "main.js": open(loose), "preload.js": 'require("fs"); require("./gone.js");' }, "the preload script preload.js fails: Error: Cannot find module './gone.js' (preload.js:1)"],
]) {
  test(`refused: ${what}`, async () => {
    const { status, stderr } = await check(files);
    assert.equal(status, 1, stderr);
    if (messages[0] instanceof RegExp) assert.match(stderr, messages[0]);
    else assert.equal(stderr, messages.map((message) => `//demo:asar: ${message}\n`).join("") + last);
  });
}
