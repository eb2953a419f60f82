// What the programs of the rules are made of, each piece by itself.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { beforeEach, test } from "node:test";

const load = (name) => import(resolve(`rules/svelte/private/${name}`));
const { describeError } = await load("build_error.mjs");
const { adapterFolder, buildOutput, commonFolder } = await load("bundle_output.mjs");
const { missingFiles } = await load("package_files.mjs");
const { digestOfInputs } = await load("sveltekit_version.mjs");
const { typescriptSettings } = await load("dev_tsconfig.mjs");

const START = process.cwd();
beforeEach(() => process.chdir(mkdtempSync(join(START, "in-"))));

function write(files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

test("an error in the sources is told without what Vite hangs onto it", () => {
  const error = Object.assign(new Error("Unexpected token"), { plugin: "vite:css", id: "/w/src/a.css", loc: { file: "/w/src/a.css", line: 3, column: 1 }, frame: "3 | }", watchFiles: ["/w/src/other.ts"] });
  assert.equal(describeError(error), "[vite:css] /w/src/a.css:3:1\nUnexpected token\n3 | }");
  assert.equal(describeError(Object.assign(new Error("Build failed\n\n[vite:css] src/a.css"), { errors: [{}], watchFiles: ["x"] })), "Build failed\n\n[vite:css] src/a.css");
  assert.equal(describeError(Object.assign(new Error("outer"), { plugin: "p", cause: Object.assign(new Error("inner"), { plugin: "q" }) })), "[p]\nouter\ncaused by: [q]\ninner");
  assert.match(describeError(new Error("a configuration throws")), /a configuration throws\n\s+at /);
  assert.equal(describeError("a text"), "a text");
});

test("where an adapter wrote", () => {
  assert.equal(commonFolder(["build/client", "build/prerendered"]), "build");
  assert.equal(commonFolder(["build", "build"]), "build");
  assert.equal(commonFolder(["pages", "assets"]), "");
  assert.equal(adapterFolder({ written: [".vercel/output/static"], emptied: [".svelte-kit/tmp", ".vercel/output"] }), ".vercel/output");
  assert.equal(adapterFolder({ written: ["build/client", "build/prerendered"], emptied: [] }), "build");
  assert.throws(() => adapterFolder({ written: [], emptied: [] }), /adapter wrote nothing: choose one that writes files, such as @sveltejs\/adapter-static/);
});

/** Runs an adapter as SvelteKit runs it, under the plugin's eyes. */
async function adapt(adapter) {
  const output = buildOutput();
  const options = { kit: { adapter } };
  output.plugin.configResolved({ plugins: [{ name: "vite-plugin-sveltekit-setup", api: { options } }], root: ".", build: { outDir: ".svelte-kit/output" } });
  const writes = (path) => write({ [`${path}/${path.replaceAll("/", "-")}.txt`]: "" });
  const log = Object.assign(() => {}, { minor: () => {} });
  await options.kit.adapter.adapt({ log, rimraf() {}, writeClient: writes, writePrerendered: writes, config: { kit: {} } });
  return { output, adapter: options.kit.adapter };
}

test("an adapter's output becomes the bundle, also that of two folders", async () => {
  const one = await adapt({ name: "one", supports: {}, adapt: (builder) => [builder.log.minor("writing"), builder.writeClient("site/out")] });
  assert.deepEqual(one.adapter.supports, {});
  one.output.moveTo(".rules/out");
  assert.ok(readFileSync(".rules/out/site-out.txt"));
  const two = await adapt({ name: "two", adapt: (builder) => [builder.writeClient("assets"), builder.writePrerendered("pages")] });
  two.output.moveTo(".rules/two");
  assert.ok(readFileSync(".rules/two/assets/assets.txt") && readFileSync(".rules/two/pages/pages.txt"));
});

test("a build that wrote nothing, and one that writes over the project", () => {
  const output = buildOutput();
  output.plugin.configResolved({ plugins: [], root: ".", build: { outDir: "dist" } });
  assert.throws(() => output.moveTo("out"), /^BundleError|the build wrote nothing to dist: set build_dir to the folder that it writes/);
  const own = buildOutput();
  own.plugin.configResolved({ plugins: [], root: "src", build: { outDir: ".." } });
  assert.throws(() => own.moveTo("out"), /build\.outDir is the project's own folder/);
});

test("the files that a package.json promises", () => {
  write({ "dist/index.js": "", "dist/a/One.svelte": "" });
  const description = {
    exports: { ".": { types: "./dist/index.d.ts", svelte: "./dist/index.js" }, "./*": "./dist/a/*.svelte", "./b/*": "./dist/b/*.svelte", "./package.json": "./package.json" },
    svelte: "./dist/index.js",
    main: "lib/elsewhere.js",
  };
  assert.deepEqual(missingFiles(description, "dist"), [
    { field: 'exports["."]["types"]', path: "./dist/index.d.ts" },
    { field: 'exports["./b/*"]', path: "./dist/b/*.svelte" },
  ]);
});

test("the version of a SvelteKit application follows from its inputs alone", () => {
  write({ "src/a.svelte": "1", "node_modules/.aspect_rules_js/kit@1/x": "", "node_modules/other/y": "" });
  const before = digestOfInputs();
  write({ "node_modules/other/y": "changed" });
  assert.equal(digestOfInputs(), before);
  write({ "src/a.svelte": "2" });
  const after = digestOfInputs();
  assert.notEqual(after, before);
  write({ "node_modules/.aspect_rules_js/kit@2/x": "" });
  assert.notEqual(digestOfInputs(), after);
});

test("a development server's tsconfig.json that extends a package is one piece", () => {
  write({
    "bazel/node_modules/@house/tsconfig/package.json": '{"name":"@house/tsconfig"}',
    "bazel/node_modules/@house/tsconfig/base.json": '{ "compilerOptions": { "target": "es2022", "strict": true, }, }',
    "app/tsconfig.json": '{ // a comment\n "extends": ["@house/tsconfig/base", "./more.json"], "compilerOptions": { "paths": { "@lib/*": ["./src/lib/*"] } } }',
    "app/more.json": '{ "compilerOptions": { "strict": false, "jsxImportSource": "https://a//b" } }',
    "solution/tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
    "solution/tsconfig.app.json": '{ "extends": "@house/tsconfig/base.json" }',
    "plain/tsconfig.json": '{ "extends": "../app/more.json" }',
    "cache/.keep": "",
  });
  const of = (folder, version = "8.3.8") => typescriptSettings({ root: resolve(folder), workspace: process.cwd(), anchor: resolve("bazel/server.mjs") }, resolve("cache"), version);
  const { settings, files } = of("app");
  assert.equal(settings.tsconfig, resolve("cache/tsconfig.json"));
  const expected = { target: "es2022", strict: false, jsxImportSource: "https://a//b", paths: { "@lib/*": [resolve("app/src/lib/*")] } };
  assert.deepEqual(JSON.parse(readFileSync("cache/tsconfig.json", "utf8")).compilerOptions, expected);
  assert.deepEqual(files.sort(), [resolve("app/more.json"), resolve("app/tsconfig.json")]);
  assert.deepEqual(JSON.parse(of("app", "7.1.0").settings.esbuild.tsconfigRaw).compilerOptions, expected);
  assert.ok(of("solution").settings.tsconfig);
  assert.equal(JSON.parse(readFileSync("cache/tsconfig.json", "utf8")).compilerOptions.target, "es2022");
  assert.deepEqual(of("plain"), { settings: {}, files: [] });
});
