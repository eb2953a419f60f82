// What svelte_bundle makes, in development and in production.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

const read = (folder, path) => readFileSync(join(folder, path), "utf8");
const scripts = (folder) => filesOf(folder).filter((path) => path.endsWith(".js"));

for (const folder of ["development", "production"]) {
  test(`${folder}: what index.html names is there`, () => {
    const named = [...read(folder, "index.html").matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path);
    assert.equal(named.length, 2, "a script and a style sheet");
    for (const path of named) assert.ok(filesOf(folder).includes(path), path);
  });

  test(`${folder}: asset-manifest.json lists every other file and its size`, () => {
    const { "asset-manifest.json": self, ...sizes } = Object.fromEntries(
      filesOf(folder).map((path) => [path, statSync(join(folder, path)).size]),
    );
    assert.ok(self > 0);
    assert.deepEqual(JSON.parse(read(folder, "asset-manifest.json")), sizes);
  });

  test(`${folder}: no file names a folder of the machine`, () => {
    for (const path of filesOf(folder)) {
      assert.doesNotMatch(read(folder, path), /execroot|bazel-out|sandbox|\/tmp\/|\/stage\/|\/home\/|\/root\//, path);
    }
  });

  test(`${folder}: the mode reaches the code`, () => {
    assert.ok(scripts(folder).some((path) => read(folder, path).includes(folder)));
  });
}

test("development has source maps of sources in the workspace, production has none", () => {
  const [map] = filesOf("development").filter((path) => path.endsWith(".map"));
  const { sources } = JSON.parse(read("development", map));
  assert.ok(sources.includes("../../src/App.svelte"), sources.join(" "));
  assert.ok(sources.some((source) => source.includes("node_modules/svelte/src/")), sources.join(" "));
  assert.deepEqual(filesOf("production").filter((path) => path.endsWith(".map")), []);
  assert.ok(scripts("production").every((path) => !read("production", path).includes("sourceMappingURL")));
});

test("production is minified", () => {
  const [development, production] = ["development", "production"].map((folder) => statSync(join(folder, scripts(folder)[0])).size);
  assert.ok(production * 2 < development, `${production} of ${development} bytes`);
});

test("another run makes the same", () => {
  assert.deepEqual(filesOf("again"), filesOf("development"));
  for (const path of filesOf("again")) assert.equal(read("again", path), read("development", path), path);
});
