// MODULE.bazel: which repository names our files may use, and what it takes of the extensions of public modules.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseLabel } from "./bazel/labels.mjs";
import { generatedRepositories } from "./generated.mjs";
import { nearest } from "./lists.mjs";
import { builtins } from "./starlark/builtins.mjs";
import { Interpreter } from "./starlark/evaluate.mjs";
import { parse } from "./starlark/parser.mjs";
import { Builtin } from "./starlark/values.mjs";

const IGNORED = [
  "archive_override flag_alias git_override inject_repo local_path_override multiple_version_override override_repo",
  "register_execution_platforms register_toolchains single_version_override",
].join(" ");

/**
 * Runs `root`/MODULE.bazel; problems are told to `uses`. Returns Map of repository name to `{list}` (the name of its
 * lists), `{own: true}` (this repository) or `{}` (something that has no list: another module of ours).
 */
export function readModule(root, file, uses, ours) {
  const module = new ModuleFile(uses, ours);
  module.run(parse(readFileSync(join(root, "MODULE.bazel"), "utf8"), file), file);
  return module.repositories;
}

class ModuleFile {
  constructor(uses, ours) {
    Object.assign(this, { uses, ours, repositories: new Map([["bazel_tools", {}]]) });
  }

  run(statements, file) {
    const interpreter = new Interpreter({ onError: (error) => this.uses.problem(error.place ?? { file, line: 1 }, error.message) });
    const names = builtins(interpreter);
    const add = (name, call) => names.set(name, new Builtin(name, call));
    for (const name of IGNORED.split(" ")) add(name, () => null);
    add("module", (_, named) => void this.repositories.set(named.get("name")?.value, { own: true }));
    add("bazel_dep", (_, named, place) => this.dependency(named, place));
    add("use_extension", ([label, name], _, place) => this.extension(label, name, place));
    add("use_repo", ([extension, ...repos], named, place) => this.useRepo(extension, repos, named, place));
    add("include", (_, __, place) => this.uses.problem(place, "tools/ci/names does not support include(): add support, or write the lines here"));
    add("use_repo_rule", () => new Builtin("repository rule", (_, named) => void this.repositories.set(named.get("name")?.value, {})));
    interpreter.file(statements, file, (name) => names.get(name) ?? (names.has(name) ? null : undefined));
  }

  dependency(named, place) {
    const name = named.get("name")?.value;
    const version = named.get("version")?.value;
    const ours = this.ours.has(name);
    this.repositories.set(named.get("repo_name")?.value ?? name, ours ? { ours: name } : { list: name });
    if (!ours) this.uses.version(name, version, named.get("version")?.place ?? place);
  }

  extension(text, name, place) {
    const label = parseLabel(text, { repo: "", pkg: "" });
    const list = this.repositories.get(label.repo)?.list;
    const path = label.pkg ? `${label.pkg}/${label.name}` : label.name;
    if (list) this.uses.symbol({ list, label: text, path, symbol: name }, place);
    const tags = [];
    const known = list && `@${list}//${label.pkg}:${label.name} ${name}`;
    return {
      typeName: "extension",
      field: (tag) => this.tag({ list, label: text, path, name, tag }, tags),
      repositories: () => (known ? generatedRepositories(known, tags) : undefined),
      name,
    };
  }

  tag({ list, label, path, name, tag }, tags) {
    return new Builtin(tag, (_, named, place) => {
      tags.push({ tag, name: named.get("name")?.value });
      const symbol = `${name}.${tag}`;
      if (!list || !this.uses.symbol({ list, label, path, symbol }, place)) return;
      for (const [attribute, { place: at }] of named) this.uses.attribute({ list, label, path, symbol }, attribute, at);
    });
  }

  useRepo(extension, repos, named, at) {
    const wanted = [...repos.map((name) => ({ name, from: name, place: at })), ...Array.from(named, ([name, { value, place: own }]) => ({ name, from: value, place: own }))];
    const made = extension.repositories?.();
    for (const { name, from, place } of wanted) {
      this.repositories.set(name, made?.get(from) ? { list: made.get(from) } : {});
      if (made && !made.has(from)) this.uses.repository(extension.name, from, nearest(from, made.keys()), place);
    }
  }
}
