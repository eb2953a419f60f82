// The module as Node sees it. NATIVE_MODULE is the path of index.node or of the package,
// RECORDINGS that of the folder with recorded build events.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

const native = createRequire(import.meta.url)(resolve(process.env.NATIVE_MODULE));
const recordings = resolve(process.env.RECORDINGS);

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "native-"));
});
after(() => rm(folder, { recursive: true }));

test("the module has a version", () => {
  assert.match(native.version(), /^\d+\.\d+\.\d+$/);
});

test("a report is a plain object", async () => {
  const report = await native.readReport(join(recordings, "keep_going.bep"));
  assert.equal(report.version, 1);
  assert.equal(report.invocation.outcome, "failed");
  assert.equal(report.invocation.exitCode, 1);
  assert.deepEqual(report.invocation.patterns, ["//...", "//:third", "//:fourth", "//:colourful"]);
  assert.deepEqual(
    report.failures.map(({ label, exitCode, log }) => ({ label, exitCode, log })),
    [
      { label: "//:colourful", exitCode: 3, log: "link red" },
      { label: "//:fails", exitCode: 7, log: "the tool says no" },
    ],
  );
  assert.deepEqual(structuredClone(report), report);
});

test("events as JSON make the same report", async () => {
  for (const name of ["with_json_build", "with_json_test"]) {
    const [binary, json] = await Promise.all(["bep", "json"].map((form) => native.readReport(join(recordings, `${name}.${form}`))));
    assert.deepEqual(json, binary);
  }
});

test("reading leaves the event loop free", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 0);
  const files = ["success", "tests", "keep_going", "disk_cache"];
  const reports = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      native.readReport(join(recordings, `${files[index % files.length]}.bep`)),
    ),
  );
  clearInterval(timer);
  assert.equal(new Set(reports.map((report) => report.invocation.id)).size, files.length);
  assert.ok(ticks > 0);
});

test("what cannot be read rejects with a code", async () => {
  const text = join(folder, "text");
  await writeFile(text, "# no build events, only words that go on and on and on\n");
  const empty = join(folder, "empty");
  await writeFile(empty, "");
  const profile = join(recordings, "success.profile.gz");
  const cases = [
    [profile, "ERR_NOT_BUILD_EVENTS", /it is a Bazel profile, not a build event file: give it beside/],
    [join(folder, "none"), "ENOENT", /cannot open .*none/],
    [folder, "EIO", /cannot read the build events at byte 0/],
    [text, "ERR_NOT_BUILD_EVENTS", /not a build event file/],
    [empty, "ERR_NOT_BUILD_EVENTS", /empty/],
  ];
  for (const [path, code, message] of cases) {
    await assert.rejects(native.readReport(path), (error) => {
      assert.ok(error instanceof Error, path);
      assert.equal(error.code, code, path);
      assert.match(error.message, message);
      return true;
    });
  }
});

test("wrong arguments throw", () => {
  assert.throws(() => native.readReport(7), { code: "StringExpected" });
  assert.throws(() => native.readReport());
});
