// Checks a checkout: every repository in it, every rc file, and module flags in all other texts.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { nearest } from "./lists.mjs";
import { flagsOfLine, isFlag, moduleFlags, parseFlags } from "./rc.mjs";
import { Repository } from "./repository.mjs";
import { Uses } from "./uses.mjs";
import { readWorlds } from "./worlds.mjs";

const STARLARK = /(?:^|\/)(?:BUILD(?:\.bazel)?|MODULE\.bazel|[^/]+\.bzl)$/;
const RC = /(?:^|[./])bazelrc$|\.bazelrc$/;
// Where flags of modules are written for others to read. Binary files, locks and captured outputs are not.
const TEXT = /(?:^|\/)(?:tk|run|[^./]+|[^/]+\.(?:sh|mjs|rs|md|toml|fixture|in|bzl|yaml|yml))$/;
// The stand-ins are one of the worlds; the tests of this check name wrong things on purpose.
const LEFT_OUT = /^(?:tools\/bootstrap\/modules\/|tools\/ci\/names_check\/.*\.mjs$)/;

/**
 * Problems of a checkout, in the order of files and lines.
 * @param {string} root the checkout @param {string[]} tracked its files @param {string} lists folder of the lists
 */
export function check(root, tracked, lists) {
  const files = tracked.filter((file) => !LEFT_OUT.test(file) && existsSync(join(root, file)));
  const read = (file) => readFileSync(join(root, file), "utf8");
  const uses = new Uses((file) => (existsSync(join(root, file)) ? read(file).split("\n") : []));
  uses.worlds = readWorlds(lists, root, (place, message) => uses.problem(place, message));
  const repositories = repositoriesOf(root, files, uses, cratesOf(files, read));
  const all = new Map(repositories.map((repository) => [repository.name, repository]));
  for (const repository of repositories) repository.read(all);
  for (const repository of repositories) repository.check();
  checkFlags(files, read, repositories, uses, bazelFlags(lists));
  return [...uses.problems.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function repositoriesOf(root, files, uses, crates) {
  const folders = files.filter((file) => basename(file) === "MODULE.bazel").map((file) => dirname(file).replace(/^\.$/, ""));
  const owner = (file) => folders.filter((folder) => folder === "" || file.startsWith(`${folder}/`)).sort((a, b) => b.length - a.length)[0];
  const ours = new Map(folders.map((folder) => [moduleName(join(root, folder, "MODULE.bazel")), folder]));
  return folders.map((folder) => {
    const own = files.filter((file) => STARLARK.test(file) && owner(file) === folder);
    const [name] = [...ours].find(([, at]) => at === folder);
    return new Repository({ name, root, folder, files: own, ours, uses, crates });
  });
}

function moduleName(path) {
  return /^module\(\s*name = "([^"]+)"/m.exec(readFileSync(path, "utf8"))?.[1];
}

// The names to the left of `=` in the dependency tables, and in their headers: [dependencies.serde].
function cratesOf(files, read) {
  const names = new Set();
  for (const file of files.filter((path) => basename(path) === "Cargo.toml")) {
    let inTable = false;
    for (const line of read(file).split("\n")) {
      const header = /^\[([^\]]+)\]/.exec(line)?.[1];
      if (header) inTable = /(?:^|[.-])dependencies$/.test(header);
      const name = header ? /dependencies\.(.+)$/.exec(header)?.[1] : inTable && /^([\w-]+)[.\s]*.*=/.exec(line)?.[1];
      if (name) names.add(name);
    }
  }
  return names;
}

/** Bazel's own flags: version to its list. */
function bazelFlags(lists) {
  const folder = join(lists, "bazel");
  const versions = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(versions.map((file) => [file.replace(/\.tsv$/, ""), parseFlags(readFileSync(join(folder, file), "utf8"))]));
}

function checkFlags(files, read, repositories, uses, bazel) {
  for (const file of files) {
    const isRc = RC.test(file);
    if (!isRc && !TEXT.test(file)) continue;
    const text = read(file);
    const owner = repositories.filter(({ folder }) => folder === "" || file.startsWith(`${folder}/`)).sort((a, b) => b.folder.length - a.folder.length)[0];
    if (owner) moduleFlags(text, file, (repo) => owner.repositories.get(repo)?.list, uses);
    if (isRc) text.split("\n").forEach((line, at) => ownFlags(line, { file, line: at + 1 }, uses, bazel));
  }
}

function ownFlags(line, place, uses, bazel) {
  for (const flag of flagsOfLine(line)) {
    const lacking = [...bazel].filter(([, flags]) => !isFlag(flag, flags)).map(([version]) => version);
    if (lacking.length === 0) continue;
    const versions = [...bazel.values()];
    const near = nearest(flag.name, [...versions[0].keys()].filter((name) => versions.every((flags) => isFlag({ ...flag, name }, flags))));
    uses.problem(place, `--${flag.name} is not a flag of ${flag.command} in Bazel ${lacking.join(" and ")}${near ? `; the nearest is --${near}` : ""}`);
  }
}
