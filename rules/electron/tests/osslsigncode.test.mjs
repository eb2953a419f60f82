/** A package for Windows, signed by osslsigncode, and checked by it. TK_PACKAGERS names the folder that tools/ci/packagers makes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { readZip } from "./read_zip.mjs";

assert.ok(process.env.TK_PACKAGERS, "TK_PACKAGERS is not set; use TK_PACKAGERS=$(tools/ci/packagers) and --test_env=TK_PACKAGERS");
const program = (name) => join(process.env.TK_PACKAGERS, "bin", name);
const built = JSON.parse(readFileSync("built.json", "utf8"));

/** A certificate that signs code, and its key. */
function certificate(name) {
  const config = `[req]\ndistinguished_name=d\nx509_extensions=e\nprompt=no\n[d]\nCN=${name}\n[e]\nextendedKeyUsage=codeSigning\n`;
  writeFileSync(`${name}.cnf`, config);
  const { status, stderr } = spawnSync(program("openssl"), ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.pem`, "-days", "3650", "-config", `${name}.cnf`], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

const args = ["sign", "-certs", "{certificate}", "-key", "{identity}", "-n", "Demo", "-h", "sha256", "-time", "1796000000", "-in", "{file}", "-out", "{out}"];
const verifyArgs = ["verify", "-CAfile", "{authority}", "-in", "{file}"];

/** Signs the package with Example's key; `authority` is whom the check trusts. */
function sign(authority) {
  const folder = mkdtempSync(join(process.cwd(), "sign-"));
  cpSync("win32.zip", join(folder, built.artifact), { dereference: true });
  const spec = { ...built, args, data: { authority: resolve(`${authority}.pem`), certificate: resolve("Example.pem") }, identity: resolve("Example.key"), verifyArgs };
  writeFileSync(join(folder, "sign.json"), JSON.stringify(spec));
  const env = { ...process.env, TK_SIGNER: program("osslsigncode") };
  const { status, stderr } = spawnSync(process.execPath, [resolve("rules/electron/private/sign/sign.mjs"), "sign.json"], { cwd: folder, encoding: "utf8", env });
  return { out: join(folder, built.out), status, stderr };
}

certificate("Example");
certificate("Other");

test("a program in a package is signed, and the signature is good", async () => {
  const { out, status, stderr } = sign("Example");
  assert.equal(status, 0, stderr);
  const signed = (await readZip(out)).find(({ name }) => name.endsWith("/demo.exe"));
  writeFileSync("signed.exe", signed.data);
  const { status: verified, stdout } = spawnSync(program("osslsigncode"), ["verify", "-CAfile", "Example.pem", "-in", "signed.exe"], { encoding: "utf8" });
  assert.equal(verified, 0, stdout);
  assert.match(stdout, /Subject: .*CN=Example/);
});

test("with a time that is given the signature is the same again", () => {
  assert.deepEqual(readFileSync(sign("Example").out), readFileSync(sign("Example").out));
});

test("a signature that the check does not trust fails", () => {
  const { status, stderr } = sign("Other");
  assert.equal(status, 1);
  assert.ok(stderr.endsWith(`${built.label}: tool: osslsigncode exited with 1 when it checked demo.exe\n`), stderr);
});
