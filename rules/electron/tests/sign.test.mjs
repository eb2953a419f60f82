/** What electron_sign and electron_notarize make of packages, with a program that stands for one that signs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { readZip } from "./read_zip.mjs";

const byName = async (path) => new Map((await readZip(path)).map((entry) => [entry.name, entry]));
const built = JSON.parse(readFileSync("built.json", "utf8"));

test("a bundle is signed and notarized where it lies, the rest of the zip is as before, with its links", async () => {
  const [before, after] = [await byName("darwin.zip"), await byName("notarized.zip")];
  const added = [...after.keys()].filter((name) => !before.has(name)).map((name) => name.replace(/.*Contents\//, ""));
  assert.deepEqual(added, ["_CodeSignature/", "_CodeSignature/sign", "_CodeSignature/staple"]);
  for (const [name, entry] of before) assert.deepEqual(after.get(name), entry, name);
  const entitlements = readFileSync("rules/electron/tests/app/entitlements.plist", "utf8");
  const signature = [...after].find(([name]) => name.endsWith("_CodeSignature/sign"))[1];
  assert.equal(signature.data.toString(), `signed by Example Ltd\n${entitlements}`);
  assert.deepEqual([signature.mode, signature.time], [0o100644, "1980-01-01T00:00:00.000Z"]);
});

test("of a zip for Windows the named programs are signed, and nothing else changes", async () => {
  const [before, after] = [await byName("win32.zip"), await byName("signed.zip")];
  const changed = [...before].filter(([name, { data }]) => !data.equals(after.get(name).data)).map(([name]) => name);
  assert.deepEqual(changed, ["Demo App-win32-x64/demo.exe"]);
  assert.ok(after.get(changed[0]).data.toString("latin1").endsWith("signed by Example Ltd\n"));
  assert.equal(after.size, before.size);
});

test("a file that is no zip is signed itself", () => {
  assert.deepEqual(readFileSync("signed.deb"), Buffer.concat([readFileSync("demo.deb"), Buffer.from("signed by Example Ltd\n")]));
});

test("what is served has the checksum of what was signed", () => {
  const sha512 = createHash("sha512").update(readFileSync("notarized.zip")).digest("base64");
  assert.ok(readFileSync("rules/electron/tests/signed-mac.yml", "utf8").includes(`url: demo-arm64-mac.zip\n    sha512: ${sha512}\n`));
});

test("without an identity the artifact is passed on as it is", () => {
  assert.deepEqual(readFileSync("unsigned.zip"), readFileSync("win32.zip"));
});

/** Runs the script with a program of these lines. */
function run(program, changes = {}, umask = "022") {
  const folder = mkdtempSync(join(process.cwd(), "sign-"));
  cpSync("win32.zip", join(folder, built.artifact), { dereference: true });
  writeFileSync(join(folder, "signer.sh"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  const spec = { ...built, args: ["{identity}", "{file}", "{out}"], verifyArgs: [], ...changes };
  writeFileSync(join(folder, "sign.json"), JSON.stringify(spec));
  const script = resolve("rules/electron/private/sign/sign.mjs");
  const env = { ...process.env, TK_SIGNER: join(folder, changes.signer ?? "signer.sh"), TZ: "Asia/Tokyo" };
  const { status, stderr } = spawnSync("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, process.execPath, script, "sign.json"], { cwd: folder, encoding: "utf8", env });
  return { out: join(folder, spec.out), status, stderr };
}

test("without an identity it says so, loudly", () => {
  const { status, stderr } = run("exit 1", { identity: "", setting: "--//rules/electron:signing_identity" });
  assert.equal(status, 0);
  assert.equal(stderr, `WARNING: ${built.label}: package_win32-x64.zip is NOT signed: there is no identity. Set --//rules/electron:signing_identity; --//rules/electron:signing_required makes this an error\n`);
});

test("signed once more, in another folder, time zone and umask, it has the same bytes", () => {
  const { out, status, stderr } = run('{ cat "$2"; echo "signed by $1"; } >"$3"', {}, "077");
  assert.equal(status, 0, stderr);
  assert.deepEqual(readFileSync(out), readFileSync("signed.zip"));
});

test("by default everything is signed that Windows runs", async () => {
  const { out, status, stderr } = run('echo signed >>"$2"', { files: ["*.exe", "*.dll", "*.node"], filesAreDefault: true });
  assert.equal(status, 0, stderr);
  const signed = (await readZip(out)).filter(({ data }) => data.toString("latin1").endsWith("signed\n")).map(({ name }) => name.replace(/^[^/]*\//, ""));
  assert.deepEqual(signed, ["demo.exe", "ffmpeg.dll", "resources/app.asar.unpacked/node_modules/@example/native/index.node"]);
});

for (const [what, program, changes, message] of [
  ["a program that fails, with what it said, but not with its arguments", "echo out; echo wrong password >&2; exit 3", {}, "out\nwrong password\nLABEL: tool: signer.sh exited with 3 for demo.exe\n"],
  ["a program that is ended", "kill -9 $$", {}, "LABEL: tool: signer.sh was ended by SIGKILL for demo.exe\n"],
  ["a program that is none", "", { signer: "nowhere" }, "LABEL: tool: nowhere does not start: ENOENT\n"],
  ["a program that changes nothing", "exit 0", {}, "LABEL: tool: signer.sh succeeded, but left demo.exe as it was: it is not signed; let it change {file}, or write {out}\n"],
  ["a signature that its program does not accept", 'case $1 in verify) exit 1 ;; esac; echo signed >>"$2"', { verifyArgs: ["verify"] }, "LABEL: tool: signer.sh exited with 1 when it checked demo.exe\n"],
  ["patterns that match nothing", "exit 0", { files: ["demo.exe", "*.msi"] }, 'LABEL: "files" has "*.msi", which matches nothing in package_win32-x64.zip\n'],
  ["default patterns that all match nothing", "exit 0", { files: ["*.app"], filesAreDefault: true }, 'LABEL: "files" has "*.app", which matches nothing in package_win32-x64.zip\n'],
]) {
  test(`refused: ${what}`, () => {
    const { status, stderr } = run(program, changes);
    assert.equal(status, 1);
    assert.equal(stderr, message.replace("LABEL", built.label));
  });
}
