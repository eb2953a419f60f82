// What napi_package writes, and what it refuses.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { elf, machO, pe } from "../../verify/tests/made_binaries.mjs";

const MANIFEST = { name: "two", version: "1.2.3", main: "index.js", types: "index.d.ts" };
// For another machine than any that runs this test: the module is not loaded.
const S390X = "s390x-unknown-linux-gnu";
const GOOD = { [S390X]: elf({ cpu: "s390x", needed: ["libc.so.6"], versions: ["GLIBC_2.17"] }) };
const WORKSPACE = process.cwd();

/** The script, staged as in an action: with what it imports in one folder, beside node_modules. */
const staged = mkdtempSync(join(tmpdir(), "napi-scripts-"));
mkdirSync(join(staged, "napi_module"));
symlinkSync(resolve("node_modules"), join(staged, "node_modules"));
for (const from of ["rules/napi/private/files", "rules/verify/private/checks"]) {
  for (const name of readdirSync(from)) if (name.endsWith(".mjs")) copyFileSync(join(from, name), join(staged, "napi_module", name));
}
const { writePackages } = await import(join(staged, "napi_module/write_packages.mjs"));

/** Writes the packages of binaries {triple: bytes}; what is wrong, and `json` for what was written. */
async function publish(t, manifest, { binaries = GOOD, files = {}, ...specification } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "napi-packages-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write("package/package.json", JSON.stringify(manifest));
  write("built/0/index.js", "module.exports = {};\n");
  write("built/0/index.d.ts", "export {};\n");
  for (const [path, text] of Object.entries(files)) write(`package/${path}`, text);
  const entries = Object.entries(binaries).map(([triple, bytes], index) => {
    write(`prebuilt/${index}.node`, bytes);
    return { path: `prebuilt/${index}.node`, triple: triple.replace(/ .*/, ""), origin: `binaries has //app:${index}` };
  });
  const all = { binaries: entries, config: null, dts: "index.d.ts", elsewhere: [], js: "index.js", label: "//app:publish", mainFiles: Object.keys(files), systemLibraries: [], ...specification };
  process.chdir(folder);
  const wrong = await writePackages(all).then(() => "", (error) => error.message);
  process.chdir(WORKSPACE);
  return { wrong, json: (path) => JSON.parse(readFileSync(join(folder, "out", path), "utf8")), report: () => readFileSync(join(folder, "report.txt"), "utf8") };
}

async function accepts(t, manifest, specification) {
  const made = await publish(t, manifest, specification);
  assert.equal(made.wrong, "");
  return made;
}

test("one package for each platform, with os, cpu and libc", async (t) => {
  const made = await accepts(t, MANIFEST, {
    binaries: {
      "x86_64-unknown-linux-musl": elf({ needed: ["libc.so"] }),
      "aarch64-apple-darwin": machO(),
      "aarch64-pc-windows-msvc": pe({ cpu: "arm64", needed: ["KERNEL32.dll"] }),
      ...GOOD,
    },
  });
  const says = Object.fromEntries(["linux-x64-musl", "darwin-arm64", "win32-arm64-msvc", "linux-s390x-gnu"].map((name) => {
    const { os, cpu, libc } = made.json(`npm/${name}/package.json`);
    return [name, [os, cpu, libc].flat().join(" ").trim()];
  }));
  assert.deepEqual(says, { "linux-x64-musl": "linux x64 musl", "darwin-arm64": "darwin arm64", "win32-arm64-msvc": "win32 arm64", "linux-s390x-gnu": "linux s390x glibc" });
  assert.match(made.report(), /^PASS {2}linux-s390x-gnu: ELF for linux-s390x-gnu, glibc 2\.17 or newer, needs libc\.so\.6$/m);
  assert.match(made.report(), /^SKIP {2}two: not loaded, because no package is for /m);
});

test("the main package keeps what package.json has, but for what is done when publishing", async (t) => {
  const manifest = { ...MANIFEST, keywords: ["a"], scripts: { prepublishOnly: "napi prepublish", postinstall: "node check.js" }, optionalDependencies: { other: "1" } };
  const main = (await accepts(t, manifest, { files: { "README.md": "# two" } })).json("main/package.json");
  assert.deepEqual(main, { ...manifest, scripts: { postinstall: "node check.js" }, optionalDependencies: { other: "1", "two-linux-s390x-gnu": "1.2.3" } });
});

test("packages of platforms can have another name", async (t) => {
  const made = await accepts(t, { ...MANIFEST, napi: { packageName: "@two/binding", binaryName: "b" } });
  const { name, main } = made.json("npm/linux-s390x-gnu/package.json");
  assert.deepEqual([name, main], ["@two/binding-linux-s390x-gnu", "b.linux-s390x-gnu.node"]);
  assert.deepEqual(made.json("main/package.json").optionalDependencies, { "@two/binding-linux-s390x-gnu": "1.2.3" });
});

test("what is published elsewhere is asked for as well", async (t) => {
  const napi = { targets: ["aarch64-apple-darwin", S390X, "wasm32-wasip1-threads"] };
  const made = await accepts(t, { ...MANIFEST, napi }, { elsewhere: ["aarch64-apple-darwin", "wasm32-wasip1-threads"] });
  assert.deepEqual(Object.keys(made.json("main/package.json").optionalDependencies), ["two-darwin-arm64", "two-linux-s390x-gnu", "two-wasm32-wasi"]);
});

const TARGETS = { ...MANIFEST, napi: { targets: [S390X, "aarch64-apple-darwin"] } };
for (const [what, manifest, specification, message] of [
  ["a target without a binary", TARGETS, {}, /^\/\/app:publish: there is no binary for aarch64-apple-darwin, which "targets" of napi's settings lists; add its platform to platforms, .* or, where another machine publishes it, the triple to elsewhere/],
  ["a binary without a target", { ...MANIFEST, napi: { targets: ["aarch64-apple-darwin"] } }, {}, /s390x-unknown-linux-gnu is not among "targets" of napi's settings, which are aarch64-apple-darwin; add it there/],
  ["two binaries for one platform", MANIFEST, { binaries: { ...GOOD, [`${S390X} again`]: GOOD[S390X] } }, /two binaries are for linux-s390x-gnu; name one of them/],
  ["a target here and elsewhere", TARGETS, { elsewhere: [S390X, "aarch64-apple-darwin"] }, /elsewhere has linux-s390x-gnu, but there is a binary for it/],
  ["a binary for another platform", MANIFEST, { binaries: { "aarch64-unknown-linux-gnu": elf() } }, /^\/\/app:publish: binaries has \/\/app:0: it is for linux-x64, not for linux-arm64/],
  ["a binary with another C library", MANIFEST, { binaries: { "x86_64-unknown-linux-musl": elf({ needed: ["libc.so.6"] }) } }, /linked to another C library \(libc\.so\.6\), but linux-x64-musl has musl/],
  ["a binary that needs a library", MANIFEST, { binaries: { [S390X]: elf({ cpu: "s390x", needed: ["libcrypto.so.3"] }) } }, /it needs libcrypto\.so\.3, which not every machine with linux-s390x-gnu has: link it statically .* add it to system_libraries/],
  ["a private package", { ...MANIFEST, private: true }, {}, /package\.json has "private": true; npm refuses to publish it: remove the field/],
  ["a package without a version", { ...MANIFEST, version: undefined }, {}, /package\.json has no "version"; npm publishes no package without: add it/],
  ["a dependency of the workspace", { ...MANIFEST, dependencies: { local: "workspace:*" } }, {}, /has "dependencies": \{"local": "workspace:\*"\}; npm does not know what that is once it is published: name a version/],
  ["a file that is not there", { ...MANIFEST, main: "lib.js" }, {}, /package\.json has "main": "lib\.js", which is not in the package/],
]) {
  test(what, async (t) => {
    assert.match((await publish(t, manifest, specification)).wrong, message);
  });
}

test("a library that users' machines have", async (t) => {
  const binaries = { [S390X]: elf({ cpu: "s390x", needed: ["libudev.so.1"] }) };
  await accepts(t, MANIFEST, { binaries, systemLibraries: ["libudev.so.1"] });
});
