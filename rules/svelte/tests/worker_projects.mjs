// Projects that svelte-check and Vite look at in persistent workers and, each time, in an action of its own.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterEach, beforeEach } from "node:test";
import { Worker, writeFiles } from "../../js/tests/worker_runs.mjs";

const PROGRAMS = resolve("rules/svelte/private");
const KEEPS = ["@sveltejs/vite-plugin-svelte", "svelte", "svelte-check", "typescript", "vite"];

let root;
/** The worker of the test that runs. */
export let worker;

beforeEach(() => {
  root = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), "worker-"));
  worker = new Worker(root);
});
afterEach(async () => {
  await worker.close();
  fs.rmSync(root, { recursive: true });
});

export const OPTIONS = { target: "esnext", module: "esnext", moduleResolution: "bundler", strict: true, noEmit: true, verbatimModuleSyntax: true, skipLibCheck: true, types: ["svelte"] };
export const json = (value) => JSON.stringify(value);
const component = (script, markup) => `<script lang="ts">\n${script}\n</script>\n\n${markup}\n`;

export const PROJECT = {
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
export class Project {
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

export const passes = ({ code, output }) => assert.equal(code, 0, output);
export const fails = (message) => ({ code, output }) => {
  assert.equal(code, 1, output);
  assert.match(output, message);
};

/** Does steps, [files, what is expected]; returns how often the process went on. */
export async function sequence(steps, run, project = new Project(PROJECT)) {
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

export const ROW = PROJECT["src/Row.svelte"];
