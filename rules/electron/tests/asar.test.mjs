/** What electron_asar packs, and that it packs the same whatever the order, the times and the modes of its inputs are. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { extractFile, listPackage, statFile } from "@electron/asar";

import { pack } from "./asar_stage.mjs";

const built = resolve("rules/electron/tests/linux-x64/app.asar");
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

test("package.json has all but what is for developers", () => {
  assert.deepEqual(JSON.parse(extractFile(built, "package.json").toString()), {
    name: "@example/demo",
    productName: "Demo App",
    version: "1.2.3",
    author: "Example Ltd <info@example.org>",
    private: true,
    type: "module",
    main: "dist/main/index.js",
    homepage: "https://example.org/demo",
    repository: { type: "git", url: "https://example.org/demo.git" },
    update: { channel: "beta" },
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
    for (const name of ["renderer/assets/page.js", "bundles/main/index.js", "packages/0/index.js"]) {
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

const script = "#!/bin/sh\nexit 0\n";

test("programs and scripts keep their executable bit, and nothing else has one", () => {
  const { asar, status, stderr } = pack((stage) => {
    mkdirSync(join(stage, "packages/0/bin"));
    for (const [name, content, mode] of [["helper", script, 0o555], ["helper.txt", "text", 0o555], ["plain", script, 0o444], ["native-helper", readFileSync("native/index.node"), 0o555]]) {
      writeFileSync(join(stage, "packages/0/bin", name), content, { mode });
    }
  });
  assert.equal(status, 0, stderr);
  const bin = "node_modules/@example/native/bin";
  assert.equal(statFile(asar, `${bin}/helper`).executable, true);
  assert.equal(statFile(asar, `${bin}/helper.txt`).executable, undefined);
  assert.equal(statFile(asar, `${bin}/plain`).executable, undefined);
  assert.equal(statFile(asar, `${bin}/native-helper`).unpacked, true, "a native program cannot be started from an archive");
  assert.equal(statSync(`${asar}.unpacked/${bin}/native-helper`).mode & 0o111, 0o111);
});

test("what matches unpack lies beside the archive", () => {
  const { asar, status, stderr } = pack(() => {}, { unpack: ["page.js", "dist/preload"] });
  assert.equal(status, 0, stderr);
  const unpacked = readdirSync(`${asar}.unpacked`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
  assert.deepEqual(unpacked.filter((name) => !name.endsWith(".map")).sort(), ["index.cjs", "index.node", "page.js"]);
  assert.equal(statFile(asar, "dist/renderer/assets/page.js").unpacked, true);
  assert.equal(statFile(asar, "dist/renderer/index.html").unpacked, undefined);
});

test("libraries that a native module loads lie beside it", () => {
  const { asar, status, stderr } = pack((stage) => {
    for (const name of ["liba.so", "liba.so.1.2", "a.dylib", "a.dll"]) writeFileSync(join(stage, "packages/0", name), "library");
  });
  assert.equal(status, 0, stderr);
  assert.deepEqual(readdirSync(`${asar}.unpacked/node_modules/@example/native`).sort(), ["a.dll", "a.dylib", "index.node", "liba.so", "liba.so.1.2"]);
});

const pages = (page) => (stage) => {
  const facts = JSON.parse(readFileSync(join(stage, "facts.json"), "utf8"));
  writeFileSync(join(stage, "facts.json"), JSON.stringify({ ...facts, pages: [page] }));
};
for (const [what, alter, changes, place] of [
  ["beside main and preload", undefined, {}, "dist/renderer"],
  ["where the main bundle names it", pages("ui/index.html"), {}, "ui"],
  ["where renderer_dir says", pages("ui/index.html"), { rendererDir: "a/b" }, "a/b"],
]) {
  test(`the page lies ${what}`, () => {
    const { asar, status, stderr } = pack(alter, changes);
    assert.equal(status, 0, stderr);
    assert.ok(listPackage(asar, { isPack: false }).includes(`/${place}/index.html`));
  });
}

for (const [main, packed] of [[undefined, "dist/main/index.js"], ["src/main.ts", "dist/main/index.js"], ["index.js", "dist/main/index.js"], ["./dist/main", "./dist/main"], ["dist/main/index.js", "dist/main/index.js"]]) {
  test(`"main": ${JSON.stringify(main)} is ${packed} in the app`, () => {
    const { asar, status, stderr } = pack((stage) => writeFileSync(join(stage, "package.source.json"), JSON.stringify({ name: "a", version: "1.0.0", type: "module", main })));
    assert.equal(status, 0, stderr);
    assert.equal(JSON.parse(extractFile(asar, "package.json").toString()).main, packed);
  });
}

test("an app may have no page of its own", () => {
  const { asar, status, stderr } = pack(undefined, { renderer: "" });
  assert.equal(status, 0, stderr);
  assert.ok(!listPackage(asar, { isPack: false }).includes("/dist/renderer"));
});

const failures = [
  ["no version", { packageJson: { name: "a", main: "dist/main/index.js" } }, 'package.json has no "version"; add it'],
  ["package.json that is no JSON", { packageJson: null }, /package.source.json: .*JSON/],
  ["an empty page", { remove: "renderer", make: "renderer" }, "renderer: the directory is empty"],
  ["a package without package.json", { remove: "packages/0/package.json" }, "native: a package has no package.json; it has index.d.ts, index.js, index.node"],
  ["a package that nobody brings", { spec: { packages: [] } }, 'rules/electron/tests/app/src/main.ts imports @example/native, which is not in the app\'s node_modules; add its target, such as //:node_modules/@example/native, to "deps"'],
  ["two packages of one name", { spec: { packages: [0, 0].map(() => ({ attribute: "native", folder: "packages/0", name: "" })) } }, "native: two packages are named @example/native"],
  ["a pattern that matches nothing", { spec: { unpack: ["*.dat"] } }, '"unpack" has "*.dat", which matches nothing in the app'],
];

for (const [name, { make, packageJson, remove, spec: changes }, message] of failures) {
  test(`refused: ${name}`, () => {
    const { status, stderr } = pack((stage) => {
      if (packageJson !== undefined) writeFileSync(join(stage, "package.source.json"), packageJson === null ? "{" : JSON.stringify(packageJson));
      if (remove) rmSync(join(stage, remove), { recursive: true });
      if (make) mkdirSync(join(stage, make));
    }, changes);
    assert.equal(status, 1);
    if (message instanceof RegExp) assert.match(stderr, message);
    else assert.equal(stderr, `//demo:asar: ${message}\n`);
  });
}
