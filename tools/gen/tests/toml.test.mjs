import assert from "node:assert/strict";
import { test } from "node:test";
import { readToml } from "../workspace/toml.mjs";

const read = (text) => readToml(text, "Cargo.toml");

for (const [what, text, wanted] of [
  ["tables and strings", '[package]\nname = "a" # the name\nedition = \'2024\'\n', { package: { name: "a", edition: "2024" } }],
  ["dotted keys", "[dependencies]\nserde.workspace = true\n", { dependencies: { serde: { workspace: true } } }],
  ["tables in tables", '[target."cfg(unix)".dependencies]\na = "1"\n', { target: { "cfg(unix)": { dependencies: { a: "1" } } } }],
  ["inline tables, arrays and numbers", 'a = { b = [\n  "c", # d\n  "e",\n], f = -1_000 }\n', { a: { b: ["c", "e"], f: -1000 } }],
  ["lists of tables", '[[bin]]\nname = "a"\n[[bin]]\nname = "b"\n', { bin: [{ name: "a" }, { name: "b" }] }],
  ["escapes", 'a = "\\"b\\\\"\n', { a: '"b\\' }],
]) {
  test(what, () => assert.deepEqual(read(text), wanted));
}

for (const [what, text, wanted] of [
  ["a value that is missing", "a =\nb = 1\n", /Cargo\.toml:2: a value/],
  ["a list that does not end", 'a = ["b"\n', /Cargo\.toml:\d+: "," or "\]"/],
  ["a line that is none", "[a]\n!\n", /Cargo\.toml:2: a key/],
]) {
  test(`${what} is an error with its place`, () => assert.throws(() => read(text), wanted));
}
