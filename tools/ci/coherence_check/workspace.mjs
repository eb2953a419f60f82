// What the checks look at: the crates, npm packages and rule sets of the product. e2e/, test data and templates are
// repositories of their own.
import { dirname } from "node:path/posix";
import { ruleSetFolders } from "../../gen/workspace/rule_sets.mjs";
import { readToml } from "../../gen/workspace/toml.mjs";

const APPS = /^(?:electron|web(?:\/[\w-]+)?|crates\/[\w-]+)\/package\.json$/;

export class Workspace {
  /** @param {import("../../gen/workspace/files.mjs").Files} files @param {Set<string>} tests labels */
  constructor(files, tests) {
    this.files = files;
    this.tests = tests;
    this.cargo = readToml(files.text("Cargo.toml"), "Cargo.toml");
    this.crates = files.matching(/^crates\/[^/]+\/Cargo\.toml$/).map((file) => crateOf(files, file));
    this.npm = ["package.json", ...files.matching(APPS)].map((file) => ({ file, folder: dirname(file), json: JSON.parse(files.text(file)) }));
    this.ruleSets = ruleSetFolders(files);
    this.module = files.text("MODULE.bazel");
  }

  crate(name) {
    return this.crates.find((crate) => crate.name === name);
  }

  /** The value of `NAME = "..."` in MODULE.bazel, with quotes or an indent before it. */
  inModule(name) {
    return new RegExp(`\\b${name} = "([^"]*)"`).exec(this.module)?.[1];
  }
}

/** `dependencies`: name to `{kind, spec}`; kinds as Cargo.toml calls its tables, those of targets too. */
function crateOf(files, file) {
  const toml = readToml(files.text(file), file);
  const dependencies = new Map();
  for (const table of [toml, ...Object.values(toml.target ?? {})]) {
    for (const kind of ["dependencies", "dev-dependencies", "build-dependencies"]) {
      for (const [name, spec] of Object.entries(table[kind] ?? {})) if (!dependencies.has(name)) dependencies.set(name, { kind, spec });
    }
  }
  return { name: toml.package?.name, file, folder: dirname(file), toml, dependencies };
}
