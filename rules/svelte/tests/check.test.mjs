// What svelte_check looks at, and what it refuses: its program on projects of each layout.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";

const PROGRAM = resolve("rules/svelte/private/check.mjs");
const OPTIONS = { target: "esnext", module: "esnext", moduleResolution: "bundler", strict: true, noEmit: true, verbatimModuleSyntax: true, skipLibCheck: true, types: ["svelte"] };
const WRONG = '<script lang="ts">\n  const total: number = "twelve";\n</script>\n\n<p>{total}</p>\n';
const RIGHT = WRONG.replace('"twelve"', "12");
const WARNED = '<img src="picture.png" />\n';
const FAIL_ON_WARNINGS = ["--output", "human-verbose", "--fail-on-warnings"];

/** A project of these files; what is no text is written as JSON. */
function project(files) {
  const folder = mkdtempSync(resolve("project-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

function check(files, { tsconfig = "tsconfig.json", args = FAIL_ON_WARNINGS } = {}) {
  const cwd = typeof files === "string" ? files : project(files);
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, tsconfig, "development", ...args], { cwd, encoding: "utf8" });
  return { status, stdout, stderr, said: stdout + stderr };
}

const refused = (result, message) => {
  assert.equal(result.status, 1, result.said);
  assert.match(result.said, message);
};
const accepted = (result) => assert.equal(result.status, 0, result.said);
const TYPE_ERROR = /App\.svelte:2:9\s+Error: Type 'string' is not assignable to type 'number'/;

const solution = (...references) => ({ files: [], references: references.map((path) => ({ path })) });
const composite = (more = {}) => ({ compilerOptions: { ...OPTIONS, composite: true }, include: ["src"], ...more });

test("an error of a type, and a warning; each by itself", () => {
  cpSync("broken", "both", { recursive: true });
  const both = check(resolve("both"));
  refused(both, /TypeError\.svelte:2:9\s+Error: Type 'string' is not assignable to type 'number'/);
  assert.match(both.stdout, /Warning\.svelte:1:1\s+Warn: .*alt/);
  const warning = { "tsconfig.json": composite(), "src/App.svelte": WARNED };
  refused(check(warning), /found 0 errors and 1 warning/);
});

test("warnings fail the build only where they are to", () => {
  const files = { "tsconfig.json": composite(), "src/App.svelte": WARNED };
  accepted(check(files, { args: [] }));
  accepted(check(files, { args: ["--threshold", "error"] }));
  accepted(check(files, { args: [...FAIL_ON_WARNINGS, "--compiler-warnings", "a11y_missing_attribute:ignore"] }));
  refused(check(files, { args: ["--compiler-warnings", "a11y_missing_attribute:error"] }), /found 1 error/);
});

test("the projects that a solution references are checked", () => {
  const files = { "tsconfig.json": solution("./tsconfig.app.json", "./tsconfig.node.json"), "tsconfig.app.json": composite(), "tsconfig.node.json": { compilerOptions: OPTIONS, include: ["vite.config.ts"] } };
  refused(check({ ...files, "src/App.svelte": WRONG }), TYPE_ERROR);
  const right = check({ ...files, "src/App.svelte": RIGHT });
  accepted(right);
  assert.match(right.stdout, /tsconfig\.app\.json: 1 sources[^]*tsconfig\.node\.json: no sources/);
  refused(check({ ...files, "src/App.svelte": RIGHT, "vite.config.ts": 'export const port: number = "no";\n' }), /vite\.config\.ts:1:14/);
});

test("references to folders, of references, in circles, and of a project with sources of its own", () => {
  refused(check({ "tsconfig.json": solution("./app"), "app/tsconfig.json": composite(), "app/src/App.svelte": WRONG }), TYPE_ERROR);
  const circular = { "tsconfig.json": solution("./one.json"), "one.json": { ...solution("./two.json", "./one.json") }, "two.json": composite({ references: [{ path: "./one.json" }] }) };
  refused(check({ ...circular, "src/App.svelte": WRONG }), TYPE_ERROR);
  const library = { "tsconfig.json": composite({ references: [{ path: "./lib" }] }), "src/main.ts": "export {};\n", "lib/tsconfig.json": composite() };
  refused(check({ ...library, "lib/src/App.svelte": WRONG }), TYPE_ERROR);
});

test("what is extended may be a package's", () => {
  const files = { "tsconfig.json": solution("./tsconfig.app.json"), "tsconfig.app.json": { extends: "@house/tsconfig/base.json", include: ["src"] }, "src/App.svelte": WRONG };
  const house = { "node_modules/@house/tsconfig/package.json": { name: "@house/tsconfig" }, "node_modules/@house/tsconfig/base.json": { compilerOptions: OPTIONS } };
  refused(check({ ...files, ...house }), TYPE_ERROR);
  refused(check(files), /^tsconfig\.app\.json: File '@house\/tsconfig\/base\.json' not found\.$/m);
});

test("a configuration that is not there, or is wrong, is named", () => {
  refused(check({ "tsconfig.json": solution("./tsconfig.app.json"), "src/App.svelte": RIGHT }), /^tsconfig\.json references \.\/tsconfig\.app\.json, but there is no tsconfig\.app\.json: add it to srcs, with the sources that it selects$/m);
  refused(check({ "tsconfig.json": '{ "include": ["src" }', "src/App.svelte": RIGHT }), /^tsconfig\.json: /m);
});

test("it is an error to look at nothing", () => {
  const nothing = /^no source was looked at: tsconfig\.json selects none of the srcs; add sources to srcs, or correct "include"$/m;
  refused(check({ "tsconfig.json": composite({ include: ["lib"] }), "src/App.svelte": WRONG }), nothing);
  refused(check({ "tsconfig.json": { files: [] }, "src/App.svelte": WRONG }), nothing);
  refused(check({ "tsconfig.json": composite(), "src/vite-env.d.ts": "declare const a: number;\n" }), nothing);
  refused(check({ "tsconfig.json": solution("./app"), "app/tsconfig.json": composite() }), /no source was looked at: tsconfig\.json, app\/tsconfig\.json select none/);
});

test("a project of JavaScript, with and without a jsconfig.json", () => {
  const files = { "src/App.svelte": "<script>\n  // @ts-check\n  /** @type {number} */\n  const total = 'twelve';\n</script>\n\n<p>{total}</p>\n" };
  refused(check({ ...files, "jsconfig.json": { compilerOptions: { ...OPTIONS, checkJs: true }, include: ["src"] } }, { tsconfig: "jsconfig.json" }), /App\.svelte:4:9/);
  refused(check({ "src/App.svelte": WARNED }, { tsconfig: "" }), /found 0 errors and 1 warning/);
  refused(check({ "src/main.js": "" }, { tsconfig: "" }), /no source was looked at: there is no \.svelte file among the srcs of this package/);
});
