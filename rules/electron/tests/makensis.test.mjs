/** Installers that makensis made, read by 7-Zip. TK_PACKAGERS names the folder that tools/ci/packagers makes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";

import { makeInstaller } from "./nsis_stage.mjs";
import { readZip } from "./read_zip.mjs";

assert.ok(process.env.TK_PACKAGERS, "TK_PACKAGERS is not set; use TK_PACKAGERS=$(tools/ci/packagers) and --test_env=TK_PACKAGERS");
const program = (name) => join(process.env.TK_PACKAGERS, "bin", name);

/** What an installer installs: Map of path to content. */
function contentOf(installer) {
  const folder = `${installer}.content`;
  const { status, stderr } = spawnSync(program("7zz"), ["x", `-o${folder}`, installer], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [relative(folder, path), readFileSync(path)]));
}

for (const kind of ["one_click", "assisted"]) {
  test(`${kind}: it installs all files of the package, and what removes them`, async () => {
    const { out, status, stderr } = makeInstaller(program("makensis"), kind);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.equal(readFileSync(out).toString("latin1", 0, 2), "MZ");
    const content = contentOf(out);
    const files = (await readZip("package.zip")).filter(({ name }) => !name.endsWith("/"));
    for (const { data, name } of files) assert.deepEqual(content.get(name.replace(/^[^/]*\//, "")), data, name);
    assert.ok(content.has("Uninstall Demo App.exe"));
    assert.deepEqual([...content.keys()].filter((name) => !name.startsWith("$")).length, files.length + 1);
  });

  test(`${kind}: made once more, in another folder, time zone and umask, it has the same bytes`, () => {
    const [one, other] = [makeInstaller(program("makensis"), kind), makeInstaller(program("makensis"), kind, undefined, "077")];
    assert.deepEqual(readFileSync(other.out), readFileSync(one.out));
  });
}

test("what makensis says of a mistake is shown", () => {
  const { out, status, stderr } = makeInstaller(program("makensis"), "one_click", (spec) => (spec.languages = ["Elvish"]));
  assert.equal(status, 1);
  assert.match(stderr, /Elvish/);
  assert.match(stderr, /: makensis: makensis exited with 1\n$/);
  assert.ok(!existsSync(out));
});
