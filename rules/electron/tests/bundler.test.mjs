/** What electron_main's bundles do when Node.js runs them: in both formats, from sources of both kinds. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";

const script = resolve("rules/electron/private/bundle/bundle.mjs");

function writeFiles(folder, files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "object" && !Buffer.isBuffer(content) ? JSON.stringify(content) : content);
  }
}

/** Bundles a project: { files, spec }; returns the folder of the app, and what was said. */
function bundle(files, { main = "main.ts", preloads = [], entries = [], ...more } = {}) {
  const folder = mkdtempSync(join(process.cwd(), "project-"));
  writeFiles(folder, files);
  const entry = (path) => ({ in: path, out: "" });
  const spec = {
    bundled: [], conditions: [], define: {}, env: {}, envFiles: [], external: [], facts: "facts.json", label: "//demo:main", loader: {}, minify: false, mode: "development", out: "built",
    packageJson: "package.json", sourcemap: false, target: "node22", tsconfig: "", main: typeof main === "string" ? entry(main) : main, preloads: preloads.map(entry), entries: entries.map(entry), ...more,
  };
  writeFileSync(join(folder, "spec.json"), JSON.stringify(spec));
  const { status, stderr } = spawnSync(process.execPath, [script, "spec.json"], { cwd: folder, encoding: "utf8" });
  const facts = existsSync(join(folder, "facts.json")) ? JSON.parse(readFileSync(join(folder, "facts.json"), "utf8")) : undefined;
  return { app: join(folder, "app"), built: join(folder, "built"), facts, folder, status, stderr };
}

/** Puts the directory to its place in the app, and runs the main bundle; returns what it printed as JSON. */
function run({ built, facts, folder, stderr }) {
  assert.ok(facts, stderr);
  const app = join(folder, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), readFileSync(join(folder, "package.json")));
  for (const name of readdirSync(built, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const path = join(app, facts.root, relative(built, join(name.parentPath, name.name)));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, readFileSync(join(name.parentPath, name.name)));
  }
  const ran = spawnSync(process.execPath, [join(app, facts.main)], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  return { app, ...JSON.parse(ran.stdout) };
}

const kinds = { cjs: "commonjs", esm: "module" };
const packageOf = (kind, more = {}) => ({ name: "a", version: "1.0.0", main: "out/main/index.js", type: kinds[kind], ...more });

for (const kind of Object.keys(kinds)) {
  test(`${kind}: sources that are modules have __dirname, __filename and require`, () => {
    const text = `import { createRequire } from "node:module";
      import { join } from "node:path";
      console.log(JSON.stringify({ folder: __dirname, file: __filename, os: require("node:os").EOL, join: join("a", "b"), made: typeof createRequire(import.meta.url), url: import.meta.url, dir: import.meta.dirname }));`;
    const found = run(bundle({ "package.json": packageOf(kind), "main.ts": text }));
    const file = join(found.app, "out/main/index.js");
    assert.deepEqual(found, { app: found.app, folder: dirname(file), file, os: "\n", join: "a/b", made: "function", url: `file://${file}`, dir: dirname(file) });
  });

  test(`${kind}: sources that are CommonJS, and load what only Node.js has`, () => {
    const text = `const os = require("os"); const { name } = require("./other.cjs"); const late = () => require("node:path").basename(__filename);
      console.log(JSON.stringify({ eol: os.EOL, name, late: late() }));`;
    const found = run(bundle({ "package.json": packageOf(kind), "main.cjs": text, "other.cjs": 'exports.name = require("path").basename("/a/b");' }, { main: "main.cjs" }));
    assert.deepEqual([found.eol, found.name, found.late], ["\n", "b", "index.js"]);
  });

  test(`${kind}: variables of those names that a source declares are its own`, () => {
    const text = `import { createRequire } from "node:module"; import { dirname } from "node:path"; import { fileURLToPath } from "node:url"; import { other } from "./other.ts";
      const __filename = fileURLToPath(import.meta.url); const __dirname = dirname(__filename); const require = createRequire(import.meta.url);
      console.log(JSON.stringify({ same: __dirname === other.folder, eol: require("node:os").EOL }));`;
    const found = run(bundle({ "package.json": packageOf(kind), "main.ts": text, "other.ts": 'export const other = { folder: __dirname, eol: require("os").EOL };' }));
    assert.deepEqual([found.same, found.eol], [true, "\n"]);
  });

  test(`${kind}: imports that mean a file`, () => {
    const text = `import icon from "./icon.png?asset"; import tool from "./tool.txt?asset&asarUnpack"; import text from "./text.txt?raw"; import fork from "./fork?modulePath"; import start from "./worker?nodeWorker"; import native from "./native.node";
      import { readFileSync } from "node:fs"; import { fork as run } from "node:child_process";
      const child = run(fork, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
      child.once("message", (forked) => start({ workerData: 20 }).once("message", (worked) => console.log(JSON.stringify({ icon: readFileSync(icon, "latin1"), tool: readFileSync(tool, "utf8"), text, forked, worked, native: native.loaded }))));`;
    const built = bundle({
      "package.json": packageOf(kind), "main.ts": text, "icon.png": "PNG", "tool.txt": "tool", "text.txt": "raw text",
      "fork.ts": 'import { sep } from "node:path"; process.send?.(sep + __dirname.split(sep).at(-1)); process.disconnect();',
      "worker.ts": 'import { parentPort, workerData } from "node:worker_threads"; parentPort?.postMessage(workerData + 1);',
      "native.node": "exports.loaded = true;",
    });
    // A native module of text: what matters is which file is loaded.
    const preload = join(built.folder, "native.cjs");
    writeFileSync(preload, 'require.extensions[".node"] = require.extensions[".js"];');
    process.env.NODE_OPTIONS = `--require ${preload}`;
    const { app, ...found } = run(built);
    delete process.env.NODE_OPTIONS;
    assert.deepEqual(found, { icon: "PNG", tool: "tool", text: "raw text", forked: "/main", worked: 21, native: true });
    assert.deepEqual(built.facts.unpack.map((path) => path.replace(/-\w{8}/, "")), ["out/main/assets/native.node", "out/main/assets/tool.txt"]);
  });
}

test("constants: define, env, the mode, and the env files of the mode", () => {
  const text = 'console.log(JSON.stringify({ channel: CHANNEL, url: process.env.URL_OF, meta: import.meta.env.URL_OF, place: import.meta.env.MAIN_VITE_PLACE, shared: import.meta.env.VITE_SHARED, secret: import.meta.env.SECRET, prod: import.meta.env.PROD, mode: import.meta.env.MODE, node: process.env.NODE_ENV, all: Object.keys(import.meta.env).sort() }));';
  const files = { "package.json": packageOf("esm"), "main.ts": text, ".env": "MAIN_VITE_PLACE=all\nVITE_SHARED=shared\nSECRET=no\nPRELOAD_VITE_X=1\n", ".env.production": "MAIN_VITE_PLACE=production\n", ".env.test": "MAIN_VITE_PLACE=test\n" };
  const built = bundle(files, { define: { CHANNEL: '"beta"' }, env: { URL_OF: "https://example.org" }, envFiles: [".env.production", ".env", ".env.test"], mode: "production" });
  const { app, ...found } = run(built);
  assert.deepEqual(found, {
    channel: "beta", url: "https://example.org", meta: "https://example.org", place: "production", shared: "shared", prod: true, mode: "production", node: "production",
    all: ["DEV", "MAIN_VITE_PLACE", "MODE", "PROD", "URL_OF", "VITE_SHARED"],
  });
});

test("loader says how files are read", () => {
  const found = run(bundle({ "package.json": packageOf("cjs"), "main.ts": 'import sql from "./a.sql"; console.log(JSON.stringify({ sql }));', "a.sql": "select 1" }, { loader: { ".sql": "text" } }));
  assert.equal(found.sql, "select 1");
});

test("what package.json depends on at run time stays an import, and is named with its importer; what is bundled does not", () => {
  const dependency = (name) => ({ [`node_modules/${name}/package.json`]: { name, license: "ISC", main: "index.js", version: "1.0.0" }, [`node_modules/${name}/index.js`]: `module.exports = "${name}";` });
  const files = { "package.json": packageOf("esm", { dependencies: { kept: "1", bundled: "1" } }), "main.ts": 'import kept from "kept/part"; import bundled from "bundled"; import * as electron from "electron"; console.log(kept, bundled, electron);', ...dependency("kept"), ...dependency("bundled") };
  const { built, facts } = bundle(files, { bundled: ["bundled"] });
  assert.deepEqual(facts.imports.filter(({ path }) => !path.startsWith("node:")), [{ path: "electron", from: "main.ts" }, { path: "kept/part", from: "main.ts" }]);
  assert.deepEqual(facts.bundled, [{ name: "bundled", version: "1.0.0", license: "ISC" }]);
  const text = readFileSync(join(built, "main/index.js"), "utf8");
  assert.match(text, /from "kept\/part"/);
  assert.doesNotMatch(text, /from "bundled"/);
});

test("preload scripts are CommonJS where Electron reads them so", () => {
  const files = { "package.json": packageOf("esm"), "src/main.ts": 'console.log("../preload/index.cjs", "../preload/late.mjs");', "src/preload.ts": 'import { contextBridge } from "electron"; contextBridge.exposeInMainWorld("a", 1);', "src/late.ts": 'import { contextBridge } from "electron"; contextBridge.exposeInMainWorld("a", 1);' };
  const { built, facts, stderr } = bundle(files, { main: "src/main.ts", preloads: ["src/preload.ts", "src/late.ts"] });
  assert.deepEqual(facts?.preloads, ["out/preload/index.cjs", "out/preload/late.mjs"], stderr);
  assert.match(readFileSync(join(built, "preload/index.cjs"), "utf8"), /require\("electron"\)/);
  assert.match(readFileSync(join(built, "preload/late.mjs"), "utf8"), /^import \{ contextBridge \} from "electron"/m);
});

for (const [what, files, spec, message] of [
  ["a place that is none", {}, { main: { in: "main.ts", out: "../x.js" } }, '//demo:main: main_out is "../x.js"; name a .js, .cjs or .mjs file inside of the app, such as "dist/main/index.js"\n'],
  ["a suffix that is not known", { "main.ts": 'import a from "./a.txt?assets"; console.log(a);', "a.txt": "" }, {}, /"\?assets" is not known here; use \?asset, \?asset&asarUnpack/],
  ["an import that is nowhere", { "main.ts": 'import "nowhere";' }, {}, /main\.ts:1:7: ERROR: Could not resolve "nowhere"|Could not resolve "nowhere"/],
  ["await outside of a function in CommonJS", { "main.ts": "await Promise.resolve(1);" }, {}, /^\/\/demo:main: a bundle that awaits outside of a function must be a module: set "type": "module" in package\.json, or give it a path that ends with \.mjs$/m],
  ["package.json that is no JSON", { "package.json": "{" }, {}, /^\/\/demo:main: package\.json: /],
]) {
  test(`refused: ${what}`, () => {
    const { status, stderr } = bundle({ "package.json": packageOf("cjs"), "main.ts": "", ...files }, spec);
    assert.equal(status, 1);
    if (typeof message === "string") assert.equal(stderr, message);
    else assert.match(stderr, message);
  });
}
