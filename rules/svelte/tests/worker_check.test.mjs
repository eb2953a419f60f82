// svelte-check in a persistent worker: over a sequence of changes it says what it says in actions of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, json, OPTIONS, passes, Project, PROJECT, ROW, sequence } from "./worker_projects.mjs";

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
