import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import type { Report } from "../src/ipc.ts";
import { failureOf, OpenError, readReportFile } from "../src/reports.ts";

const folder = mkdtempSync(join(process.env["TEST_TMPDIR"] ?? tmpdir(), "reports-"));
const file = join(folder, "build.bep");
writeFileSync(file, "");
const report = { version: 1 } as Report;

async function failureFor(path: string, load: Parameters<typeof readReportFile>[1]) {
  const error = await readReportFile(path, load).then(
    () => assert.fail("no error"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof OpenError);
  return failureOf(error);
}

test("a readable file gives its report", async () => {
  assert.equal(await readReportFile(file, () => ({ readReport: () => report })), report);
});

test("a missing file is named, with what to do", async () => {
  const path = join(folder, "missing.bep");
  const failure = await failureFor(path, () => assert.fail("the native module is not needed"));
  assert.equal(failure.title, "Cannot open missing.bep.");
  assert.equal(failure.detail, `${path}\n\nIt does not exist: check the path.`);
});

test("a folder is not a file", async () => {
  assert.match((await failureFor(folder, () => assert.fail("not needed"))).detail, /It is not a file: choose a file/);
});

test("a native module that does not load is said to be that", async () => {
  const failure = await failureFor(file, () => {
    throw new Error("wrong ELF class");
  });
  assert.equal(failure.title, "Cannot read build events.");
  assert.match(failure.detail, /@tachikoma\/native does not load: wrong ELF class/);
});

test("bad content keeps the reader's cause and says what would be good", async () => {
  const failure = await failureFor(file, () => ({
    readReport: () => {
      throw Object.assign(new Error("byte 17: not a build event"), { code: "ERR_NOT_BUILD_EVENTS" });
    },
  }));
  assert.equal(failure.title, "Cannot read build.bep.");
  assert.match(failure.detail, /byte 17: not a build event\n\nOpen a file that Bazel wrote with --build_event_binary_file or --build_event_json_file\.$/);
});

test("a file that goes away while it is read is said to be gone", async () => {
  const failure = await failureFor(file, () => ({
    readReport: () => {
      throw Object.assign(new Error("No such file"), { code: "ENOENT" });
    },
  }));
  assert.match(failure.detail, /It does not exist: check the path\.$/);
});

test("any other error still has a message", () => assert.deepEqual(failureOf("boom"), { title: "Something went wrong.", detail: "boom" }));
