// Bazel labels of a document, and what it loads from .bzl files.
import { words } from "./words.mjs";

// Not the slashes of an address: no letter or colon stands before a label.
const LABEL = /(?<![\w:/.@~-])(?:@{1,2}([\w.-]*))?\/\/([\w@./+*<>-]*)(?::([\w@./+*<>=-]+))?/g;
const OURS = new Set([undefined, "", "tachikoma"]);

export function checkLabels(document, repository, tell) {
  for (const { line, text } of words(document)) {
    for (const [label, repo, path, name] of text.matchAll(LABEL)) {
      const problem = OURS.has(repo) ? wrongTarget(trim(path), name && trim(name), repository) : wrongRepository(repo, repository);
      if (problem) tell(line, `${label}: ${problem}`);
    }
  }
  for (const { lines } of document.fences.filter(({ language }) => language === "starlark")) checkLoads(lines, repository, tell);
}

// A sentence's end; the three dots of a pattern stay.
const trim = (text) => (text.endsWith("...") ? text : text.replace(/\.+$/, ""));

function wrongTarget(path, name, repository) {
  if (path.endsWith("...")) return wrongFolder(path.replace(/\/?\.\.\.$/, ""), repository);
  if (["all", "*"].includes(name)) return repository.packages.has(`//${path}`) ? undefined : "there is no such package";
  const target = name ?? path.split("/").at(-1);
  if (repository.hasLabel(`//${path}:${target}`)) return undefined;
  if (!repository.packages.has(`//${path}`) && !/[*<]/.test(path)) return "there is no such package";
  // A .bzl file is a label also where no rule names it.
  if (target.endsWith(".bzl") && repository.has(path ? `${path}/${target}` : target)) return undefined;
  return `there is no such target${others(path, repository)}`;
}

function wrongFolder(path, repository) {
  const known = [...repository.packages].some((label) => path === "" || label === `//${path}` || label.startsWith(`//${path}/`));
  return known ? undefined : "there is no package below it";
}

function others(path, repository) {
  const names = [...repository.labels].filter((label) => label.startsWith(`//${path}:`)).map((label) => label.split(":")[1]);
  const targets = names.filter((name) => !repository.files.has(`${path}/${name}`));
  return targets.length > 0 && targets.length <= 20 ? `; the package has ${targets.join(", ")}` : "";
}

function wrongRepository(repo, repository) {
  return repository.read("MODULE.bazel").includes(`"${repo}"`) ? undefined : `MODULE.bazel names no repository ${repo}`;
}

function checkLoads(lines, repository, tell) {
  for (const { line, text } of lines) {
    const [, path, file, symbols] = /load\("@?(?:tachikoma)?\/\/([\w/]+):([\w.]+)"((?:, *(?:\w+ = )?"\w+")+)\)/.exec(text) ?? [];
    if (!path || !repository.files.has(`${path}/${file}`)) continue;
    const source = repository.read(`${path}/${file}`);
    for (const [, symbol] of symbols.matchAll(/"(\w+)"/g)) {
      if (!new RegExp(`^(${symbol} =|def ${symbol}\\()`, "m").test(source)) tell(line, `${path}/${file} has no ${symbol}`);
    }
  }
}
