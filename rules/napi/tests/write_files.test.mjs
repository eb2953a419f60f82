// What napi_module makes of package.json, napi.json and the flags of `napi build`, and what it refuses.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { writeFiles } from "../private/files/write_files.mjs";

const GOOD = { name: "@example/two", version: "1.0.0", main: "index.js", types: "index.d.ts" };
const FUNCTION = { kind: "fn", name: "two", js_doc: "", def: "function two(): number" };
const ENUM = { kind: "enum", name: "Kind", js_doc: "", def: "Dog = 0,\nCat = 1" };
const WORKSPACE = process.cwd();

/** Writes the files in a folder of its own; what is wrong, and `read` for what was written. */
async function generate(t, manifest, { definitions = [FUNCTION], mark = "", files = {}, ...specification } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "napi-files-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ["definitions/0", "package"]) mkdirSync(join(folder, name), { recursive: true });
  symlinkSync(resolve(WORKSPACE, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package/package.json"), typeof manifest === "string" ? manifest : mark + JSON.stringify(manifest));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "package", name), text);
  writeFileSync(join(folder, "definitions/0/crate"), definitions.map((one) => `${JSON.stringify(one)}\n`).join(""));
  writeFileSync(join(folder, "module.node"), "binary");
  const all = {
    cliArguments: [],
    config: null,
    definitions: [{ crate: "two", folder: "definitions/0" }],
    dts: "index.d.ts",
    header: null,
    js: "index.js",
    label: "//app:native",
    loader: "platform",
    packageFiles: [],
    platforms: "//platforms",
    triple: "x86_64-unknown-linux-gnu",
    ...specification,
  };
  process.chdir(folder);
  const wrong = await writeFiles(all).then(() => "", (error) => error.message);
  process.chdir(WORKSPACE);
  const out = join(folder, "out");
  return { wrong, wrote: existsSync(out) ? readdirSync(out).sort() : [], read: (name) => readFileSync(join(out, name), "utf8") };
}

async function accepts(t, manifest, specification) {
  const made = await generate(t, manifest, specification);
  assert.equal(made.wrong, "");
  return made;
}

test("names come from package.json and from the attributes", async (t) => {
  const made = await accepts(t, { ...GOOD, napi: { binaryName: "mine" } }, { js: "binding.js", dts: "binding.d.ts", packageFiles: ["index.js", "index.d.ts"] });
  assert.deepEqual(made.wrote, ["binding.d.ts", "binding.js", "mine.linux-x64-gnu.node"]);
  assert.match(made.read("binding.js"), /require\('\.\/mine\.linux-x64-musl\.node'\)/);
  assert.match(made.read("binding.js"), /require\('@example\/two-darwin-arm64'\)/);
});

for (const [triple, name] of Object.entries({
  "x86_64-unknown-linux-musl": "index.linux-x64-musl.node",
  "armv7-unknown-linux-gnueabihf": "index.linux-arm-gnueabihf.node",
  "aarch64-apple-darwin": "index.darwin-arm64.node",
  "x86_64-pc-windows-msvc": "index.win32-x64-msvc.node",
  "aarch64-linux-android": "index.android-arm64.node",
})) {
  test(`the module for ${triple} has the name that the loader asks for`, async (t) => {
    const made = await accepts(t, GOOD, { triple });
    assert.ok(made.wrote.includes(name), made.wrote.join());
    assert.ok(made.read("index.js").includes(`./${name}`));
  });
}

for (const [what, manifest] of Object.entries({
  "typings instead of types": { ...GOOD, types: undefined, typings: "./index.d.ts" },
  "neither of them, and no main": { name: "two" },
  "a main without its extension": { ...GOOD, main: "./index" },
  exports: { name: "two", exports: { ".": { types: "./index.d.ts", default: "./index.js" }, "./package.json": "./package.json", "./features/*": "./lib/*" } },
})) {
  test(`package.json with ${what} is accepted`, async (t) => {
    assert.deepEqual((await accepts(t, manifest)).wrote, ["index.d.ts", "index.js", "index.linux-x64-gnu.node"]);
  });
}

test("package.json with a byte order mark is accepted", (t) => accepts(t, GOOD, { mark: "\uFEFF" }));

for (const [field, path] of [["main", "lib.js"], ["types", "lib.d.ts"], ["typings", "./lib.d.ts"], ["module", "lib.mjs"]]) {
  test(`${field} must name a file of the package`, async (t) => {
    const refused = await generate(t, { ...GOOD, [field]: path });
    assert.match(refused.wrong, new RegExp(`^//app:native: package\\.json has "${field}": "${path}", which is not in the package; it has index\\.d\\.ts, .*Add the file to pkg_srcs`));
    assert.deepEqual(refused.wrote, []);
    await accepts(t, { ...GOOD, [field]: path }, { packageFiles: [path.replace("./", "")] });
    await accepts(t, { ...GOOD, [field]: `dist/${path}` }, { packageFiles: ["dist/"] });
  });
}

test("exports must name files of the package", async (t) => {
  const refused = await generate(t, { name: "two", exports: { "./sub": { node: { require: "./sub.cjs" } } } });
  assert.match(refused.wrong, /package\.json has "exports": "\.\/sub\.cjs", which is not in the package/);
});

test("package.json of an ES module gets a loader that is one", async (t) => {
  for (const loader of ["platform", "plain"]) {
    const made = await accepts(t, { ...GOOD, type: "module" }, { loader });
    assert.match(made.read("index.js"), /\bimport\.meta\.url\b/);
    assert.match(made.read("index.js"), /export \{ .*two\b.* \}/);
  }
});

test("the extension decides before package.json", async (t) => {
  const common = await accepts(t, { ...GOOD, type: "module", main: "index.cjs" }, { js: "index.cjs" });
  assert.match(common.read("index.cjs"), /module\.exports\.two = /);
  const es = await accepts(t, { ...GOOD, main: "index.mjs" }, { js: "index.mjs" });
  assert.match(es.read("index.mjs"), /export \{ two \}/);
});

test("a loader that Node.js would misread", async (t) => {
  const refused = await generate(t, GOOD, { cliArguments: ["--esm"] });
  assert.match(refused.wrong, /^\/\/app:native: cli_args asks for a loader in the format esm, but Node\.js reads index\.js as commonjs .*end js in \.mjs/);
});

test("enumerations are what the settings say, as for napi build", async (t) => {
  const definitions = [ENUM];
  assert.match((await accepts(t, GOOD, { definitions })).read("index.d.ts"), /export declare const enum Kind/);
  const plain = { ...GOOD, napi: { constEnum: false } };
  assert.match((await accepts(t, plain, { definitions })).read("index.d.ts"), /export declare enum Kind/);
  const both = { definitions, config: "napi.json", files: { "napi.json": '{"constEnum": true}' } };
  assert.match((await accepts(t, plain, both)).read("index.d.ts"), /const enum Kind/);
  assert.match((await accepts(t, GOOD, { definitions, cliArguments: ["--no-const-enum"] })).read("index.d.ts"), /export declare enum Kind/);
});

test("the header is what the settings say", async (t) => {
  const first = (made) => made.read("index.d.ts").split("\n")[0];
  assert.equal(first(await accepts(t, GOOD)), "/* auto-generated by NAPI-RS */");
  assert.equal(first(await accepts(t, { ...GOOD, napi: { dtsHeader: "// mine" } })), "// mine");
  assert.equal(first(await accepts(t, GOOD, { cliArguments: ["--dts-header", "// flag"] })), "// flag");
  const inFile = { ...GOOD, napi: { dtsHeaderFile: "./header.d.ts" } };
  assert.equal(first(await accepts(t, inFile, { header: "header.d.ts", files: { "header.d.ts": "// file\n" } })), "// file");
  assert.match((await generate(t, inFile)).wrong, /have "dtsHeaderFile": "\.\/header\.d\.ts", but dts_header_file is null; set dts_header_file to that file/);
});

test("old names of settings", async (t) => {
  const made = await accepts(t, { ...GOOD, napi: { name: "old", triples: { defaults: true } } });
  assert.ok(made.wrote.includes("old.linux-x64-gnu.node"));
});

test("a loader of the package's own finds the module beside it", async (t) => {
  const made = await accepts(t, { ...GOOD, main: "own.js" }, { loader: "none", packageFiles: ["own.js"] });
  assert.deepEqual(made.wrote, ["index.d.ts", "index.node"]);
});

test("the second module of an npm package need not be what package.json names", async (t) => {
  await accepts(t, { ...GOOD, main: "first.js" }, { packageFiles: null });
});

for (const [args, message] of [
  [["--release"], /cli_args sets release to true; leave it out: Bazel and rules_rust decide how the crate is compiled/],
  [["--js", "x.js"], /cli_args sets jsBinding to "x\.js"; set the attribute js\./],
  [["--no-such-flag"], /cli_args is \["--no-such-flag"\], which `napi build` does not understand/],
]) {
  test(`cli_args = ${JSON.stringify(args)}`, async (t) => assert.match((await generate(t, GOOD, { cliArguments: args })).wrong, message));
}

test("WebAssembly", async (t) => {
  assert.match((await generate(t, GOOD, { triple: "wasm32-wasip1-threads" })).wrong, /^\/\/app:native: the platform is wasm32-wasip1-threads, but napi_module makes no WASI modules/);
});

test("a crate that exports nothing", async (t) => {
  const { wrong, wrote } = await generate(t, GOOD, { definitions: [] });
  assert.match(wrong, /^\/\/app:native: the crate exports nothing to Node\.js: mark a function with #\[napi\]/);
  assert.deepEqual(wrote, []);
});

test("package.json that is none", async (t) => {
  assert.match((await generate(t, "{")).wrong, /^\/\/app:native: package\.json is not JSON: /);
  assert.match((await generate(t, "[]")).wrong, /^\/\/app:native: package\.json is no JSON object/);
  assert.match((await generate(t, { main: "index.js" })).wrong, /package\.json has no "name", by which the loader looks for the packages of other platforms/);
  await accepts(t, { main: "index.js" }, { loader: "plain" });
});
