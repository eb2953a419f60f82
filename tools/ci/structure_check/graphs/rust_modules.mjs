// Which module of a crate uses which: what `use` and paths in the code name.
import { closing, lineOf } from "../languages/blank.mjs";

const key = (path) => path.join("::");

/** The modules of a crate, from the files below its src/. */
export class RustModules {
  /** @param {Map<string, {code: string}>} sources by path in src/: lib.rs, a.rs, a/b.rs, a/mod.rs */
  constructor(sources) {
    this.parts = [...sources].flatMap(([file, { code }]) => partsOf(file, code));
    const tests = this.parts.flatMap(({ testModules }) => testModules);
    this.parts = this.parts.filter(({ path }) => !tests.some((test) => startsWith(path, test)));
    this.paths = new Map(this.parts.map(({ path }) => [key(path), path]));
    this.names = new Map(this.parts.map(({ path, uses }) => [key(path), namesOf(uses)]));
  }

  /** Arrows between modules that stand side by side: `{level, from, to, place}`; level is their parent. */
  arrows() {
    return this.parts.flatMap(({ path, file, uses }) =>
      uses.flatMap(({ segments, line }) => {
        const target = this.resolve(path, segments);
        const level = target ? commonLength(path, target) : 0;
        if (!target || level === path.length || level === target.length) return [];
        return [{ level: key(path.slice(0, level)), from: path[level], to: target[level], place: `${file}:${line}` }];
      }),
    );
  }

  /** The module that a path leads to, seen from a module; undefined where it leads out of the crate. */
  resolve(from, segments, depth = 0) {
    let at = from;
    let rest = segments;
    if (rest[0] === "crate") [at, rest] = [[], rest.slice(1)];
    else if (rest[0] !== "self" && rest[0] !== "super" && !this.paths.has(key([...from, rest[0]]))) return undefined;
    for (; rest[0] === "self" || rest[0] === "super"; rest = rest.slice(1)) if (rest[0] === "super") at = at.slice(0, -1);
    while (rest.length > 0 && this.paths.has(key([...at, rest[0]]))) [at, rest] = [[...at, rest[0]], rest.slice(1)];
    const again = rest.length > 0 && depth < 8 ? this.names.get(key(at))?.get(rest[0]) : undefined;
    return (again && this.resolve(at, [...again, ...rest.slice(1)], depth + 1)) ?? at;
  }
}

// A file's module, and the modules that it holds in braces. Test modules are not followed: tests may go round.
function partsOf(file, code) {
  const path = file.replace(/\.rs$/, "").split("/");
  if (["mod", "lib", "main"].includes(path.at(-1)) && (path.at(-1) === "mod" || path.length === 1)) path.pop();
  const inline = [...code.matchAll(/(#\[cfg\(test\)\]\s*)?(?:pub(?:\([^)]*\))?\s+)?\bmod\s+(\w+)\s*(\{|;)/g)].map((match) => {
    const open = match.index + match[0].length - 1;
    return { name: match[2], isTest: match[1] !== undefined, isFile: match[3] === ";", start: match.index, open, end: match[3] === ";" ? open : closing(code, open) };
  });
  const testModules = inline.filter(({ isTest }) => isTest).map(({ name }) => [...path, name]);
  const blocks = inline.filter(({ isFile }) => !isFile);
  const without = blocks.reduce((text, { start, end }) => blank(text, start, end), withoutTests(code));
  const parts = [{ path, file, testModules, uses: usesOf(without, code) }];
  for (const { name, isTest, open, end } of blocks) {
    if (isTest) continue;
    const body = blank(blank(code, 0, open), end, code.length);
    parts.push({ path: [...path, name], file, testModules: [], uses: usesOf(body, code) });
  }
  return parts;
}

// Functions, imports and other items that only tests have.
function withoutTests(code) {
  let text = code;
  for (const { index } of code.matchAll(/#\[cfg\(test\)\]/g)) {
    const semicolon = code.indexOf(";", index);
    const brace = code.indexOf("{", index);
    const ends = brace === -1 || (semicolon !== -1 && semicolon < brace) ? semicolon : closing(code, brace);
    text = blank(text, index, ends);
  }
  return text;
}

const blank = (text, start, end) => text.slice(0, start) + text.slice(start, end + 1).replace(/[^\n]/g, " ") + text.slice(end + 1);

// `{segments, name, line}` of each path: `name` is what a `use` binds it to.
function usesOf(code, whole) {
  const uses = [];
  let rest = code;
  for (const { 0: statement, 1: tree, index } of code.matchAll(/\buse\s+([^;]+);/g)) {
    const line = lineOf(whole, index);
    for (const use of treeOf(tree.replace(/\s+/g, " "))) uses.push({ ...use, line });
    rest = blank(rest, index, index + statement.length - 1);
  }
  for (const { 0: path, index } of rest.matchAll(/\b(?:crate|super|self)(?:\s*::\s*\w+)+|(?<![\w:]\s*)\b[a-z_]\w*(?:\s*::\s*\w+)+/g)) {
    uses.push({ segments: path.split("::").map((part) => part.trim()), line: lineOf(whole, index) });
  }
  return uses;
}

// `a::{b, c::{self, d as e}}` as paths.
function treeOf(tree, prefix = []) {
  const brace = tree.indexOf("{");
  if (brace === -1) return [leafOf(tree, prefix)];
  const head = tree.slice(0, brace).split("::").map((part) => part.trim()).filter(Boolean);
  return splitAtCommas(tree.slice(brace + 1, closing(tree, brace))).flatMap((part) => treeOf(part, [...prefix, ...head]));
}

function leafOf(leaf, prefix) {
  const [path, alias] = leaf.trim().split(/\s+as\s+/);
  let segments = [...prefix, ...path.split("::").map((part) => part.trim()).filter(Boolean)];
  if (segments.length > 1 && segments.at(-1) === "self") segments = segments.slice(0, -1);
  const isGlob = segments.at(-1) === "*";
  if (isGlob) segments = segments.slice(0, -1);
  return { segments, name: isGlob ? undefined : (alias ?? segments.at(-1)) };
}

function splitAtCommas(text) {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part.trim() !== "");
}

function namesOf(uses) {
  return new Map(uses.filter(({ name }) => name && name !== "_").map(({ name, segments }) => [name, segments]));
}

function startsWith(path, start) {
  return start.every((part, at) => path[at] === part);
}

function commonLength(a, b) {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

/**
 * Names that more than one module of a crate has: `{name, files}`. The file of a command is called as the command is,
 * that of a test as what it tests. @param {string[]} files paths in src/ */
export function sharedNames(files) {
  const byName = new Map();
  for (const file of files) {
    const parts = file.replace(/(?:\/mod)?\.rs$/, "").split("/");
    if (["bin", "commands"].includes(parts[0]) || parts.includes("tests") || ["lib", "main"].includes(parts.at(-1))) continue;
    byName.set(parts.at(-1), [...(byName.get(parts.at(-1)) ?? []), file]);
  }
  return [...byName].filter(([, same]) => same.length > 1).map(([name, same]) => ({ name, files: same }));
}
