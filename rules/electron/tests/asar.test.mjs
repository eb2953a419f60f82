/** What electron_asar packs, and that it packs the same whatever the order, the times and the modes of its inputs are. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { extractFile, listPackage, statFile } from "@electron/asar";

const built = resolve("rules/electron/tests/linux-x64/app.asar");
const script = resolve("rules/electron/private/asar.mjs");
const spec = { app: "app", external: ["@example/native"], label: "//demo:asar", out: "app.asar", packageJson: "package.source.json", packages: ["packages/0"] };

/** A stage like the one that the rule makes; `alter` changes it before the script runs. */
function pack(alter = () => {}, changes = {}) {
  const folder = mkdtempSync(join(process.cwd(), "stage-"));
  cpSync("rules/electron/tests/app/package.json", join(folder, "package.source.json"));
  mkdirSync(join(folder, "app"));
  cpSync("rules/electron/tests/dist", join(folder, "app/dist"), { dereference: true, recursive: true });
  cpSync("renderer", join(folder, "app/dist/renderer"), { dereference: true, recursive: true });
  cpSync("native", join(folder, "packages/0"), { dereference: true, recursive: true });
  writeFileSync(join(folder, "spec.json"), JSON.stringify({ ...spec, ...changes }));
  alter(folder);
  const { status, stderr } = spawnSync(process.execPath, [script, "spec.json"], { cwd: folder, encoding: "utf8" });
  return { folder, status, stderr };
}

test("the archive has the app and nothing else", () => {
  const files = listPackage(built, { isPack: false }).filter((path) => !("files" in statFile(built, path.slice(1))));
  assert.deepEqual(files.filter((path) => !path.endsWith(".map")).sort(), [
    "/dist/main/index.js",
    "/dist/preload/index.cjs",
    "/dist/renderer/assets/page.js",
    "/dist/renderer/index.html",
    "/node_modules/@example/native/index.js",
    "/node_modules/@example/native/index.node",
    "/node_modules/@example/native/package.json",
    "/package.json",
  ]);
});

test("package.json has what the running app needs", () => {
  assert.deepEqual(JSON.parse(extractFile(built, "package.json").toString()), {
    name: "@example/demo",
    productName: "Demo App",
    version: "1.2.3",
    author: "Example Ltd <info@example.org>",
    type: "module",
    main: "dist/main/index.js",
  });
});

test("package.json may have a byte order mark", () => {
  const { status, stderr } = pack((folder) => {
    const path = join(folder, "package.source.json");
    writeFileSync(path, `\uFEFF${readFileSync(path, "utf8")}`);
  });
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("native modules lie beside the archive", () => {
  assert.equal(statFile(built, "node_modules/@example/native/index.node").unpacked, true);
  assert.deepEqual(readdirSync(`${built}.unpacked`, { recursive: true }).sort(), [
    "node_modules",
    "node_modules/@example",
    "node_modules/@example/native",
    "node_modules/@example/native/index.node",
  ]);
});

test("every file has its integrity, and none is executable", () => {
  for (const path of listPackage(built, { isPack: false })) {
    const entry = statFile(built, path.slice(1));
    if ("files" in entry) continue;
    assert.match(entry.integrity.hash, /^[0-9a-f]{64}$/, path);
    assert.equal(entry.executable, undefined, path);
  }
});

test("the same inputs with other times and modes give the same bytes", () => {
  const { folder, status, stderr } = pack((stage) => {
    for (const name of ["app/dist/renderer/assets/page.js", "app/dist/main/index.js", "packages/0/index.js"]) {
      const bytes = readFileSync(join(stage, name));
      rmSync(join(stage, name));
      writeFileSync(join(stage, name), bytes);
      chmodSync(join(stage, name), 0o711);
      utimesSync(join(stage, name), 1, 1);
    }
  });
  assert.equal(status, 0, stderr);
  assert.deepEqual(readFileSync(join(folder, "app.asar")), readFileSync(built));
});

const failures = [
  ["no main", { packageJson: { name: "a", version: "1.0.0" } }, 'package.json has no "main"; add it'],
  ["a main that is not there", { packageJson: { name: "a", version: "1.0.0", main: "index.js" } }, 'package.json has "main": "index.js", which is not in the app; the bundle is "dist/main/index.js"'],
  ["package.json that is no JSON", { packageJson: null }, /package.source.json: .*JSON/],
  ["a page without index.html", { remove: "app/dist/renderer/index.html" }, "renderer: the directory has no index.html"],
  ["a package without package.json", { remove: "packages/0/package.json" }, "native: a package has no package.json; it has index.d.ts, index.js, index.node"],
  ["a package that nobody brings", { spec: { packages: [] } }, '"main" has the external package @example/native, but "native" does not include it; add it there'],
  ["two packages of one name", { spec: { packages: ["packages/0", "packages/0"] } }, "native: two packages are named @example/native"],
];

for (const [name, { packageJson, remove, spec: changes }, message] of failures) {
  test(`refused: ${name}`, () => {
    const { status, stderr } = pack((stage) => {
      if (packageJson !== undefined) writeFileSync(join(stage, "package.source.json"), packageJson === null ? "{" : JSON.stringify(packageJson));
      if (remove) rmSync(join(stage, remove));
    }, changes);
    assert.equal(status, 1);
    if (message instanceof RegExp) assert.match(stderr, message);
    else assert.equal(stderr, `//demo:asar: ${message}\n`);
  });
}
