// svelte-check and Vite in persistent workers: over a sequence of changes they make and say what actions of their own do.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Worker, writeFiles } from "../../js/tests/worker_runs.mjs";

const PROGRAMS = resolve("rules/svelte/private");
const KEEPS = ["@sveltejs/vite-plugin-svelte", "svelte", "svelte-check", "typescript", "vite"];

let root;
let worker;

beforeEach(() => {
  root = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), "worker-"));
  worker = new Worker(root);
});
afterEach(async () => {
  await worker.close();
  fs.rmSync(root, { recursive: true });
});

const OPTIONS = { target: "esnext", module: "esnext", moduleResolution: "bundler", strict: true, noEmit: true, verbatimModuleSyntax: true, skipLibCheck: true, types: ["svelte"] };
const json = (value) => JSON.stringify(value);
const component = (script, markup) => `<script lang="ts">\n${script}\n</script>\n\n${markup}\n`;

const PROJECT = {
  "index.html": '<!doctype html><html lang="en"><head><title>T</title></head><body><script type="module" src="/src/main.ts"></script></body></html>',
  "package.json": '{"type":"module"}',
  "svelte.config.js": "export default { compilerOptions: { runes: true } };",
  "vite.config.ts": 'import { svelte } from "@sveltejs/vite-plugin-svelte";\nexport default { plugins: [svelte()] };',
  "tsconfig.json": json({ compilerOptions: OPTIONS, include: ["src"] }),
  "src/main.ts": 'import { mount } from "svelte";\nimport App from "./App.svelte";\nexport default mount(App, { target: document.body });\n',
  "src/App.svelte": component('import Row from "./Row.svelte";\nimport { double } from "./double";', '<Row total={double(2)} />'),
  "src/Row.svelte": component("let { total }: { total: number } = $props();", "<p>{total}</p>\n<style>\n  p { color: red }\n</style>"),
  "src/double.ts": "export const double = (value: number): number => value * 2;\n",
};

/** A project in the folder `in`; each step writes files (null removes one) and asks for the same again. */
class Project {
  #files = {};
  #packages = { version: "1" };

  constructor(files) {
    this.write(files);
  }

  write(files) {
    const written = Object.fromEntries(Object.entries(files).map(([path, content]) => [`in/${path}`, content]));
    writeFiles(root, written);
    for (const [path, content] of Object.entries(files)) {
      if (content === null) delete this.#files[path];
      else this.#files[path] = true;
    }
  }

  changePackages(version) {
    this.#packages = { version };
  }

  #request(program, run) {
    const programs = fs.readdirSync(PROGRAMS).filter((name) => name.endsWith(".mjs"));
    const place = (name) => {
      fs.mkdirSync(join(root, "rules"), { recursive: true });
      fs.copyFileSync(join(PROGRAMS, name), join(root, "rules", name));
      return ["copy", `rules/${name}`, `.svelte_rules/${name}`];
    };
    const packages = KEEPS.map((name) => ["link", relative(root, fs.realpathSync(join("node_modules", name))), `node_modules/${name}`]);
    return {
      run: { entry: `.svelte_rules/${program}`, keeps: KEEPS, ...run },
      entries: [...Object.keys(this.#files).map((path) => ["copy", `in/${path}`, path]), ...programs.map(place), ...packages],
      packages: this.#packages,
    };
  }

  /** As svelte_check does it. */
  check(mode = "development", tsconfig = "tsconfig.json") {
    const args = [tsconfig, mode, "--output", "human-verbose", "--fail-on-warnings"];
    return worker.both(this.#request("check.mjs", { label: "//app:check", args, env: { MODE: mode }, stdout: "out/check.log" }));
  }

  /** As svelte_bundle does it. */
  bundle(mode = "development") {
    const out = ".svelte_rules/out";
    return worker.both(this.#request("bundle.mjs", { label: "//app:dist", args: ["vite.config.ts", mode, out], env: { MODE: mode }, outs: [[out, "out/dist", true]] }));
  }
}

const passes = ({ code, output }) => assert.equal(code, 0, output);
const fails = (message) => ({ code, output }) => {
  assert.equal(code, 1, output);
  assert.match(output, message);
};

async function sequence(steps, run, project = new Project(PROJECT)) {
  let tool;
  let kept = 0;
  for (const [files, expect] of steps) {
    project.write(files);
    expect(await run(project));
    const [now] = worker.tools();
    kept += now !== undefined && now === tool ? 1 : 0;
    tool = now;
  }
  return kept;
}

const ROW = PROJECT["src/Row.svelte"];

test("svelte_check over a sequence of changes", async () => {
  const kept = await sequence([
    [{}, passes],
    [{ "src/Row.svelte": ROW.replace("total: number", "total: string") }, fails(/App\.svelte:6:6\s+Error: Type 'number' is not assignable to type 'string'/)],
    [{ "src/Row.svelte": ROW }, passes],
    [{ "src/double.ts": "export const double = (value: number): string => `${value}`;\n" }, fails(/App\.svelte:6:6/)],
    [{ "src/double.ts": PROJECT["src/double.ts"], "src/Row.svelte": `${ROW}<img src="a.png" />\n` }, fails(/Row\.svelte:\d+:1\s+Warn/)],
    [{ "src/Row.svelte": ROW.replace("{total}", "{totals}") }, fails(/totals/)],
    [{ "src/Row.svelte": ROW.replace("{total}", "{#if}") }, fails(/Row\.svelte/)],
    [{ "src/Row.svelte": ROW }, passes],
    [{ "src/extra.ts": 'export const extra: number = "no";\n' }, fails(/extra\.ts:1:14/)],
    [{ "src/extra.ts": null }, passes],
    [{ "src/double.ts": null, "src/twice.ts": PROJECT["src/double.ts"] }, fails(/Cannot find module '\.\/double'/)],
    [{ "src/double.ts": PROJECT["src/double.ts"], "src/twice.ts": null, "src/global.d.ts": "declare const GIVEN: string;\n", "src/main.ts": "export const total: number = GIVEN;\n" }, fails(/main\.ts:1:14/)],
    [{ "src/global.d.ts": "declare const GIVEN: number;\n" }, passes],
    [{ "tsconfig.json": json({ compilerOptions: { ...OPTIONS, noUnusedLocals: true }, include: ["src"] }), "src/main.ts": "export {};\nconst unused = 1;\n" }, fails(/main\.ts:2:7/)],
    [{ "tsconfig.json": PROJECT["tsconfig.json"], "src/Row.svelte": `${ROW}<img src="a.png" />\n`, "svelte.config.js": "export default { compilerOptions: { warningFilter: () => false } };" }, passes],
    [{ "svelte.config.js": PROJECT["svelte.config.js"] }, fails(/Row\.svelte:\d+:1\s+Warn/)],
  ], (project) => project.check());
  assert.ok(kept >= 6, `the process went on ${kept} times`);
});

test("svelte_check of the projects of a solution, and another mode", async () => {
  const part = (include) => json({ compilerOptions: { ...OPTIONS, composite: true }, include });
  const project = new Project({ ...PROJECT, "tsconfig.json": json({ files: [], references: [{ path: "./app.json" }, { path: "./tools.json" }] }), "app.json": part(["src"]), "tools.json": part(["tools"]), "tools/a.ts": "export const a: number = 1;\n" });
  const wrong = 'export const a: number = "x";\n';
  const kept = await sequence([
    [{}, passes],
    [{ "tools/a.ts": wrong }, fails(/a\.ts:1:14/)],
    [{ "src/double.ts": wrong }, fails(/double\.ts:1:14[^]*a\.ts:1:14/)],
    [{ "tools/a.ts": "export {};\n" }, fails(/double\.ts:1:14/)],
    [{ "src/double.ts": PROJECT["src/double.ts"] }, passes],
  ], () => project.check(), project);
  assert.equal(kept, 4);
  passes(await project.check("production"));
});

test("svelte_bundle over a sequence of changes", async () => {
  const kept = await sequence([
    [{}, passes],
    [{ "src/Row.svelte": ROW.replace("<p>", "<p title='changed'>") }, passes],
    [{ "src/double.ts": "export const double = (value: number): number => value + value;\n" }, passes],
    [{ "src/Row.svelte": ROW.replace("red", "green") }, passes],
    [{ "src/Row.svelte": ROW.replace("p { color: red }", "b { color: red }") }, passes],
    [{ "src/Row.svelte": ROW.replace("<p>", "<p class='given'>") }, passes],
    [{ "src/Row.svelte": ROW.replace("{total}", "{#if}") }, fails(/Row\.svelte/)],
    [{ "src/Row.svelte": ROW }, passes],
    [{ "src/main.ts": `import "./none.js";\n${PROJECT["src/main.ts"]}` }, fails(/none\.js/)],
    [{ "src/main.ts": PROJECT["src/main.ts"] }, passes],
    [{ "src/more.css": "p { margin: 0 }", "src/main.ts": `import "./more.css";\n${PROJECT["src/main.ts"]}` }, passes],
    [{ "src/more.css": "p { margin: 1px }" }, passes],
    [{ "src/more.css": null, "src/main.ts": PROJECT["src/main.ts"] }, passes],
    [{ "vite.config.ts": PROJECT["vite.config.ts"].replace("plugins:", 'build: { assetsDir: "files" }, plugins:') }, passes],
    [{ "svelte.config.js": "export default { compilerOptions: { runes: true, cssHash: () => 'own' } };" }, passes],
    [{ "index.html": PROJECT["index.html"].replace("T<", "Title<") }, passes],
    [{ ".env": "VITE_A=1", "src/double.ts": "export const double = (value: number): number => value + Number(import.meta.env.VITE_A);\n" }, passes],
    [{ ".env": "VITE_A=2" }, passes],
    [{ "vite.config.ts": 'throw new Error("a broken configuration");' }, fails(/a broken configuration/)],
    [{ "vite.config.ts": PROJECT["vite.config.ts"] }, passes],
  ], (project) => project.bundle());
  assert.ok(kept >= 5, `the process went on ${kept} times`);
});

test("modes take turns, and a changed package begins anew", async () => {
  const project = new Project(PROJECT);
  const made = async (mode) => json((await project.bundle(mode)).made);
  const development = await made("development");
  const production = await made("production");
  assert.notEqual(development, production);
  assert.equal(await made("development"), development);
  assert.equal(await made("production"), production);
  const before = worker.tools();
  await made("production");
  assert.deepEqual(worker.tools(), before);
  project.changePackages("2");
  await made("production");
  assert.notDeepEqual(worker.tools(), before);
});
