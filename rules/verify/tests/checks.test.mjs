// Every check passes what is right, and says what is wrong with what is not.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { createPackageWithOptions } from "@electron/asar";
import { askProgram } from "../private/checks/answer.mjs";
import { checkAsar } from "../private/checks/asar.mjs";
import { checkBundle } from "../private/checks/bundle.mjs";
import { checkExecutable } from "../private/checks/executable.mjs";
import { checkFile } from "../private/checks/file.mjs";
import { platformOf } from "../private/checks/format.mjs";
import { checkNativeModule } from "../private/checks/native_module.mjs";
import { checkPaths } from "../private/checks/paths.mjs";

const HERE = `${process.platform}-${process.arch}`;
const OTHER = HERE === "darwin-arm64" ? "linux-x64" : "darwin-arm64";
const runnable = { platform: HERE, runnable: true };

/** A new folder with the given files; their folders are made. */
function folder(files) {
  const path = mkdtempSync(join(tmpdir(), "verify-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** The first bytes of a binary of each format and processor. */
function binary(format) {
  const bytes = Buffer.alloc(128);
  const write = {
    "linux-x64": () => (bytes.writeUInt32BE(0x7f454c46, 0), bytes.writeUInt16LE(0x3e, 18)),
    "linux-arm64": () => (bytes.writeUInt32BE(0x7f454c46, 0), bytes.writeUInt16LE(0xb7, 18)),
    "darwin-x64": () => (bytes.writeUInt32LE(0xfeedfacf, 0), bytes.writeUInt32LE(0x01000007, 4)),
    "darwin-arm64": () => (bytes.writeUInt32LE(0xfeedfacf, 0), bytes.writeUInt32LE(0x0100000c, 4)),
    "win32-x64": () => (bytes.write("MZ"), bytes.writeUInt32LE(64, 0x3c), bytes.write("PE\0\0", 64), bytes.writeUInt16LE(0x8664, 68)),
    "win32-arm64": () => (bytes.write("MZ"), bytes.writeUInt32LE(64, 0x3c), bytes.write("PE\0\0", 64), bytes.writeUInt16LE(0xaa64, 68)),
  };
  write[format]();
  return bytes;
}

test("the platform of a binary is read from its first bytes", () => {
  for (const format of ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64", "win32-arm64"]) {
    const path = join(folder({ program: binary(format) }), "program");
    assert.equal(platformOf(path), format);
  }
  assert.equal(platformOf(join(folder({ text: "#!/bin/sh\n".repeat(20) }), "text")), null);
  assert.equal(platformOf(join(folder({ tiny: "MZ" }), "tiny")), null);
});

test("a program must be for the platform", async () => {
  const path = join(folder({ program: binary(OTHER) }), "program");
  const check = { path, arguments: ["--version"], answer: "." };
  await assert.rejects(checkExecutable(check, runnable), { message: `it is for ${OTHER}, not for ${HERE}` });
  assert.match(await checkExecutable(check, { platform: OTHER, runnable: false }), /this machine cannot run it/);
});

test("a program must start and answer", async () => {
  const version = { path: process.execPath, arguments: ["--version"], answer: "^v\\d+\\." };
  assert.match(await checkExecutable(version, runnable), /--version answers v\d+/);
  await assert.rejects(checkExecutable({ ...version, answer: "^tachikoma" }, runnable), /which does not match \^tachikoma/);
  await assert.rejects(checkExecutable({ ...version, arguments: ["--no-such-option"] }, runnable), /--no-such-option exited with 9: /);

  const path = join(folder({ program: binary(HERE) }), "program");
  chmodSync(path, 0o755);
  await assert.rejects(checkExecutable({ ...version, path }, runnable));
});

test("a program's children and the length of its output do not hold up its answer", async () => {
  const ask = (program, patience) => askProgram(process.execPath, ["-e", program], patience);
  const begun = Date.now();
  const child = `require("node:child_process").spawn("sleep", ["20"], { stdio: "inherit" }).unref();`;
  const { status, stdout } = await ask(`${child} process.stdout.write("1.2.3"); process.exitCode = 3;`);
  assert.deepEqual([status, stdout], [3, "1.2.3"]);
  const long = await ask(`process.stdout.write("x".repeat(3 << 20)); process.stderr.write("y".repeat(3 << 20));`);
  assert.equal(long.status, 0);
  assert.ok(long.stdout.length >= 1 << 20 && long.stdout.length < 3 << 20);
  await assert.rejects(ask(`process.on("SIGTERM", () => {}); ${child} setInterval(() => {}, 1000);`, 500), { message: "no answer within 0.5 s" });
  assert.ok(Date.now() - begun < 15_000);
});

const PAGE = '<link rel="stylesheet" href="./assets/a.css"><script type="module" src="/assets/a.js?v=1"></script><a href="#top">';
const manifest = (files) => JSON.stringify(files);
const bundle = { page: "index.html", manifest: "asset-manifest.json" };

test("a whole bundle passes", () => {
  const sizes = { "assets/a.css": 3, "assets/a.js": 4, "index.html": PAGE.length };
  const path = folder({ "index.html": PAGE, "assets/a.css": "css", "assets/a.js": "java", "asset-manifest.json": manifest(sizes) });
  assert.equal(checkBundle({ path, ...bundle }, {}), "index.html and its 2 assets, 3 files of the sizes in asset-manifest.json");
});

test("a bundle's assets must be there, listed and of their size", () => {
  const without = folder({ "index.html": PAGE, "assets/a.css": "css", "asset-manifest.json": manifest({ "assets/a.css": 3 }) });
  assert.throws(() => checkBundle({ path: without, ...bundle }, {}), { message: "assets/a.js is missing" });

  const unlisted = folder({ "index.html": PAGE, "assets/a.css": "css", "assets/a.js": "java", "asset-manifest.json": manifest({ "assets/a.css": 3 }) });
  assert.throws(() => checkBundle({ path: unlisted, ...bundle }, {}), { message: "index.html references assets/a.js, which is missing in asset-manifest.json" });

  const cut = folder({ "index.html": PAGE, "assets/a.css": "cs", "assets/a.js": "java", "asset-manifest.json": manifest({ "assets/a.css": 3 }) });
  assert.throws(() => checkBundle({ path: cut, ...bundle }, {}), { message: "assets/a.css has 2 bytes, but 3 in asset-manifest.json" });

  const bare = folder({ "index.html": "<p>", "asset-manifest.json": manifest({ "index.html": 3 }) });
  assert.throws(() => checkBundle({ path: bare, ...bundle }, {}), { message: "index.html references no assets" });

  assert.throws(() => checkBundle({ path: folder({}), ...bundle }, {}), { message: "index.html is missing" });
});

test("a native module must load and answer", async () => {
  const path = join(folder({ "broken.node": binary(HERE) }), "broken.node");
  await assert.rejects(checkNativeModule({ path, call: "version" }, runnable), /calling version\(\) failed/);
  await assert.rejects(checkNativeModule({ path, call: "version" }, { platform: OTHER, runnable: false }), /not for/);
});

test("an archive must hold its members, packed and unpacked", async () => {
  const source = folder({ "dist/main/index.js": "main", "native/index.node": "node" });
  const path = join(folder({}), "app.asar");
  await createPackageWithOptions(source, path, { unpack: "*.node" });
  const check = { path, unpacked: `${path}.unpacked`, members: ["dist/main/index.js", "native/index.node"] };
  assert.equal(checkAsar(check, {}), "holds dist/main/index.js, native/index.node");
  assert.throws(() => checkAsar({ ...check, members: ["dist/renderer/index.html"] }, {}), { message: "it does not contain dist/renderer/index.html" });
  assert.throws(() => checkAsar({ ...check, unpacked: folder({}) }, {}), /is missing in the directory next to the archive/);
});

test("a file must be there and hold something", () => {
  const path = folder({ full: "1", empty: "" });
  assert.equal(checkFile({ path: join(path, "full") }, {}), "1 bytes");
  assert.throws(() => checkFile({ path: join(path, "empty") }, {}), { message: "it is empty" });
  assert.throws(() => checkFile({ path: join(path, "gone") }, {}), { message: "it is missing" });
});

test("of a directory, no file may be empty", () => {
  assert.equal(checkFile({ path: folder({ "main/index.js": "12", "preload/index.js": "3" }) }, {}), "2 files, 3 bytes");
  assert.throws(() => checkFile({ path: folder({ "main/index.js": "" }) }, {}), { message: "main/index.js is empty" });
  assert.throws(() => checkFile({ path: folder({}) }, {}), { message: "it has no files" });
});

test("no file may name a folder of the build, in either encoding", () => {
  const clean = folder({ "a/b.txt": "nothing", c: "/usr/lib" });
  assert.equal(checkPaths({ paths: [clean], forbidden: ["/execroot/"] }, {}), "2 files contain no path of the build");
  for (const encoding of ["utf8", "utf16le"]) {
    const leaky = folder({ "deep/leak.bin": Buffer.from("x/out/execroot/_main/y", encoding) });
    assert.throws(() => checkPaths({ paths: [leaky], forbidden: ["/execroot/"] }, {}), /leak\.bin contains the path \/execroot\//);
  }
  const here = folder({ leak: `built in ${process.cwd()}` });
  assert.throws(() => checkPaths({ paths: [here], forbidden: [] }, {}), /leak contains the path /);
});

test("the report has a line for each check and the exit status says whether one failed", () => {
  const path = folder({ good: "1" });
  const specification = (name) => JSON.stringify({ ...runnable, checks: [{ kind: "file", name, path: join(path, name) }] });
  writeFileSync(join(path, "good.json"), specification("good"));
  writeFileSync(join(path, "gone.json"), specification("gone"));
  const script = new URL("../private/verify.mjs", import.meta.url).pathname;
  const run = (name) => spawnSync(process.execPath, [script, join(path, `${name}.json`), join(path, `${name}.txt`)], { encoding: "utf8" });

  assert.equal(run("good").status, 0);
  assert.equal(readFileSync(join(path, "good.txt"), "utf8"), "PASS  good: 1 bytes\n");
  const failed = run("gone");
  assert.equal(failed.status, 1);
  assert.equal(failed.stderr, "FAIL  gone: it is missing\n1 of 1 artifact checks failed\n");
});
