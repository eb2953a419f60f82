/** What electron_update_info makes, as electron-updater reads it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { createPackageWithOptions } from "@electron/asar";

const { GenericProvider } = createRequire(import.meta.url)("electron-updater/out/providers/GenericProvider.js");
const { findFile } = createRequire(import.meta.url)("electron-updater/out/providers/Provider.js");
const built = "rules/electron/tests";
const label = JSON.parse(readFileSync("built.json", "utf8")).label;

/** What electron-updater learns on a platform from a server that has this folder. */
async function read(folder, platform, arch, channel = null) {
  process.env.TEST_UPDATER_ARCH = arch;
  const executor = { request: async ({ path }) => readFileSync(join(folder, basename(path)), "utf8") };
  const provider = new GenericProvider({ provider: "generic", url: "https://example.org/files" }, { channel, isAddNoCacheQuery: false }, { executor, platform });
  const info = await provider.getLatestVersion();
  return { info, files: provider.resolveFiles(info) };
}

function checksum(path) {
  const bytes = readFileSync(path);
  return { sha512: createHash("sha512").update(bytes).digest("base64"), size: bytes.length };
}

test("a Mac finds its zip, with its size and checksum", async () => {
  const { info, files } = await read(built, "darwin", "arm64");
  assert.deepEqual([info.version, info.releaseDate], ["1.2.3", "2026-11-30T00:00:00.000Z"]);
  assert.equal(files.length, 1);
  assert.equal(files[0].url.href, "https://example.org/files/package_darwin-arm64.zip");
  assert.deepEqual(files[0].info, { url: "package_darwin-arm64.zip", ...checksum("artifacts/package_darwin-arm64.zip") });
});

test("Linux finds its Debian package; what old versions read is the same file", async () => {
  const { info, files } = await read(built, "linux", "x64");
  const found = findFile(files, "deb", ["AppImage", "rpm", "pacman"]);
  const { sha512, size } = checksum("artifacts/demo_linux-x64.deb");
  assert.deepEqual(found.info, { url: "demo_linux-x64.deb", sha512, size });
  assert.deepEqual([info.path, info.sha512], ["demo_linux-x64.deb", sha512]);
});

test("another channel has a file of its own, with all that can be said", async () => {
  const { info } = await read(built, "linux", "x64", "beta");
  const { minimumSystemVersion, releaseDate, releaseName, releaseNotes, stagingPercentage } = info;
  assert.deepEqual(
    { minimumSystemVersion, releaseDate, releaseName, releaseNotes, stagingPercentage },
    { minimumSystemVersion: "6.1.0", releaseDate: "2026-11-30T12:30:00.000Z", releaseName: 'Beta: "one"', releaseNotes: readFileSync(`${built}/app/Info.json`, "utf8"), stagingPercentage: 10 },
  );
});

/** Runs the script again, on other artifacts; `files` is {name: version}. */
async function run(files, change = () => {}, umask = "022") {
  const folder = mkdtempSync(join(process.cwd(), "update-"));
  const spec = JSON.parse(readFileSync("built.json", "utf8"));
  const entries = [];
  for (const [name, version] of Object.entries(files)) {
    mkdirSync(join(folder, "app", version), { recursive: true });
    writeFileSync(join(folder, "app", version, "package.json"), JSON.stringify({ name: "demo", version }));
    await createPackageWithOptions(join(folder, "app", version), join(folder, `${version}.asar`), {});
    writeFileSync(join(folder, name), name);
    entries.push({ asar: `${version}.asar`, path: name });
  }
  spec.feeds = [{ files: entries, out: "latest.yml" }];
  mkdirSync(join(folder, "notes.d"));
  writeFileSync(join(folder, "notes"), "# New\n\n- all: yes\n");
  change(spec, folder);
  return { folder, ...start(spec, folder, umask) };
}

function start(spec, folder, umask) {
  writeFileSync(join(folder, "update.json"), JSON.stringify(spec));
  const script = resolve("rules/electron/private/updates/update_info.mjs");
  const { status, stderr } = spawnSync("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, process.execPath, script, "update.json"], { cwd: folder, encoding: "utf8", env: { ...process.env, TZ: "Asia/Tokyo" } });
  return { status, stderr };
}

test("Windows chooses the installer for its processor", async () => {
  const { folder, status, stderr } = await run({ "demo-x64.exe": "2.0.0-beta.1", "demo-arm64.exe": "2.0.0-beta.1" });
  assert.equal(status, 0, stderr);
  const { info, files } = await read(folder, "win32", "x64");
  assert.deepEqual([info.version, info.releaseNotes], ["2.0.0-beta.1", "# New\n\n- all: yes\n"]);
  assert.equal(findFile(files, "exe").info.url, `demo-${process.arch}.exe`);
});

test("texts that YAML could read as something else stay texts", async () => {
  for (const releaseName of ["true", "No", "1.10", "1e3", "null", "~", "- a", "a: b", "a #b", "2026-11-30", "0x1f", "é", "line\nbreak", "'", "{}", "="]) {
    const { folder, status, stderr } = await run({ "demo.exe": "1.10" }, (spec) => (spec.optional = { releaseName }));
    assert.equal(status, 0, stderr);
    const { info } = await read(folder, "win32", "x64");
    assert.deepEqual([info.releaseName, info.version], [releaseName, "1.10"]);
  }
});

test("artifacts of several versions are refused", async () => {
  const { status, stderr } = await run({ "a.exe": "1.0.0", "b.exe": "1.0.1" });
  assert.equal(status, 1);
  assert.equal(stderr, `${label}: artifacts: they are of several versions: a.exe 1.0.0, b.exe 1.0.1\n`);
});

test("a date without a time zone is refused", async () => {
  for (const date of ["2026-11-30T12:00:00", "tomorrow", "2026-13-30"]) {
    const { status, stderr } = await run({ "a.exe": "1.0.0" }, (spec) => (spec.releaseDate = date));
    assert.equal(status, 1);
    assert.equal(stderr, `${label}: release_date: "${date}" is no date with a time zone; use one such as 2026-11-30 or 2026-11-30T12:00:00Z\n`);
  }
});

test("made once more, in another folder, time zone and umask, it has the same bytes", () => {
  const folder = mkdtempSync(join(process.cwd(), "again-"));
  const spec = JSON.parse(readFileSync("built.json", "utf8"));
  for (const { asar, path } of spec.feeds[0].files) {
    for (const [from, to] of [["app.asar", asar], [join("artifacts", basename(path)), path]]) {
      mkdirSync(dirname(join(folder, to)), { recursive: true });
      cpSync(from, join(folder, to), { dereference: true });
    }
  }
  cpSync(`${built}/app/Info.json`, join(folder, "notes"));
  const { status, stderr } = start(spec, folder, "077");
  assert.equal(status, 0, stderr);
  assert.deepEqual(readFileSync(join(folder, "beta-linux.yml")), readFileSync(`${built}/beta-linux.yml`));
});
