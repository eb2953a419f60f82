// Vite in a persistent worker: over a sequence of changes it makes and says what it does in actions of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, json, passes, Project, PROJECT, ROW, sequence, worker } from "./worker_projects.mjs";

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
