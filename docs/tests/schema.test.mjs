// The JSON Schema of tk.toml, as an editor uses it: what it lets pass and what it marks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import Ajv from "ajv/dist/2020.js";

const schema = JSON.parse(readFileSync(process.env.SCHEMA, "utf8"));
const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);

/** The places and kinds of what is wrong with a file, sorted. */
function findings(settings) {
  validate(settings);
  return (validate.errors ?? [])
    .map((error) => `${error.instancePath || "/"} ${error.keyword}`)
    .sort();
}

const EVERY_KEY = {
  mode: "development",
  "test-mode": "test",
  platform: "linux-x64",
  verbose: false,
  parallel: true,
  jobs: 4,
  "bazel-configs": ["remote"],
  "bazel-flags": ["--disk_cache=/tmp/cache", "-k"],
  retries: 2,
  "keep-going": true,
  fast: true,
  history: true,
  incremental: true,
  "dev-serve": ["//web:dev"],
  "dev-restart": ["app=//app:start"],
  agent: "auto",
  json: false,
  junit: "out/tests.xml",
  github: false,
};

test("every key may stand alone, and in sections", () => {
  const { sections, keys } = Object.groupBy(Object.keys(schema.properties), (name) =>
    schema.properties[name].type === "object" ? "sections" : "keys",
  );
  assert.deepEqual(keys.toSorted(), Object.keys(EVERY_KEY).toSorted());
  assert.deepEqual(sections.toSorted(), ["ci", "development", "production", "test"]);
  const { mode, "test-mode": testMode, ...ofModes } = EVERY_KEY;
  assert.deepEqual(
    findings({
      ...EVERY_KEY,
      ci: EVERY_KEY,
      development: ofModes,
      production: ofModes,
      test: ofModes,
    }),
    [],
  );
  assert.deepEqual(findings({}), []);
  assert.ok(mode && testMode);
});

test("mistakes are marked", () => {
  assert.deepEqual(findings({ verbos: true }), ["/ additionalProperties"]);
  assert.deepEqual(findings({ production: { mode: "test" } }), ["/production additionalProperties"]);
  assert.deepEqual(findings({ verbose: "yes", jobs: 0, retries: 1.5, mode: "prod" }), [
    "/jobs minimum",
    "/mode enum",
    "/retries type",
    "/verbose type",
  ]);
  assert.deepEqual(findings({ platform: "../x", junit: "" }), ["/junit minLength", "/platform pattern"]);
  assert.deepEqual(
    findings({ "bazel-configs": ["--config=x"], "bazel-flags": ["//web", "--", "-//web"] }),
    ["/bazel-configs/0 pattern", "/bazel-flags/0 pattern", "/bazel-flags/1 pattern", "/bazel-flags/2 pattern"],
  );
});

test("what tk dev runs is labels", () => {
  assert.deepEqual(findings({ "dev-serve": ["web:dev"], "dev-restart": ["//app:start"] }), [
    "/dev-restart/0 pattern",
    "/dev-serve/0 pattern",
  ]);
});

test("every key and section says what it is", () => {
  for (const [name, property] of Object.entries(schema.properties)) {
    assert.ok(property.description, name);
  }
});
