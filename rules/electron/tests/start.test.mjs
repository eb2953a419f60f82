/** electron_start's programs, with an archive whose Electron is a small program of ours. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import { ZipFile } from "yazl";

const SCRIPTS = resolve("rules/electron/private");
const PROGRAM = `#!/bin/sh
trap 'exit 9' TERM
echo "$(basename "$1") $2 $(cat "$(dirname "$0")/link")"
[ "$2" = wait ] || exit 7
while :; do sleep 0.05; done
`;

async function makePlaces() {
  const base = mkdtempSync(join(tmpdir(), "start-"));
  const main = join(base, "runfiles/_main");
  mkdirSync(main, { recursive: true });
  mkdirSync(join(base, "checkout/.tk"), { recursive: true });
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(PROGRAM), "electron", { mode: 0o100755 });
  zip.addBuffer(Buffer.from("linked"), "resources/file", { mode: 0o100644 });
  zip.addBuffer(Buffer.from("resources/file"), "link", { mode: 0o120777 });
  zip.end();
  const archive = join(main, "electron.zip");
  await pipeline(zip.outputStream, createWriteStream(archive));
  const sha256 = createHash("sha256").update(readFileSync(archive)).digest("hex");
  const spec = { archive: "electron.zip", asar: "app/app.asar", platform: "linux-x64", sha256, version: "1.2.3" };
  writeFileSync(join(main, "spec.json"), JSON.stringify(spec));
  const env = { ...process.env, BUILD_WORKSPACE_DIRECTORY: join(base, "checkout"), JS_BINARY__RUNFILES: join(base, "runfiles") };
  return { archive, base, env, spec };
}

const start = join(SCRIPTS, "start.mjs");

test("the app is started with its arguments, and its exit code is passed on", async () => {
  const { base, env } = await makePlaces();
  for (let run = 0; run < 2; run += 1) {
    const ran = spawnSync(process.execPath, [start, "spec.json", "report.bep"], { env, encoding: "utf8" });
    assert.equal(ran.stdout, "app.asar report.bep linked\n", ran.stderr);
    assert.equal(ran.status, 7);
  }
  const unpacked = readdirSync(join(base, "checkout/.tk/dev"));
  assert.equal(unpacked.length, 1, "it is unpacked once");
  assert.match(unpacked[0], /^electron-1\.2\.3-linux-x64-[0-9a-f]{8}$/);
});

test("the app is told to end", async () => {
  const { env } = await makePlaces();
  const child = spawn(process.execPath, [start, "spec.json", "wait"], { env, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((done) => child.stdout.once("data", done));
  child.kill("SIGTERM");
  assert.equal(await new Promise((done) => child.on("exit", done)), 9);
});

test("without a whole archive it is said why", async () => {
  const { archive, base, env, spec } = await makePlaces();
  const check = (given) => {
    writeFileSync(join(base, "given.json"), JSON.stringify({ reason: "", staged: archive, ...spec, ...given }));
    return spawnSync(process.execPath, [join(SCRIPTS, "check_archive.mjs"), join(base, "given.json"), join(base, "out.json")], { encoding: "utf8" });
  };
  assert.equal(check({}).status, 0);
  assert.deepEqual(JSON.parse(readFileSync(join(base, "out.json"), "utf8")), spec);
  const missing = check({ reason: "set ELECTRON_MIRROR" });
  assert.equal(missing.status, 1);
  assert.equal(missing.stderr, "set ELECTRON_MIRROR\n");
  assert.match(check({ sha256: "0".repeat(64) }).stderr, /has SHA-256 [0-9a-f]{64}, expected 0{64}; the file is damaged or a different one/);

  writeFileSync(archive, "no zip");
  const broken = spawnSync(process.execPath, [start, "spec.json"], { env, encoding: "utf8" });
  assert.equal(broken.status, 70);
  assert.match(broken.stderr, /^Electron cannot be started: /);
});
