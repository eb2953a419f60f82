// Finds what is above the limits.
import { circlesOf } from "./graphs/circles.mjs";
import { cratesOf, upwardArrows } from "./graphs/crates.mjs";
import { moduleArrows } from "./graphs/javascript_modules.mjs";
import { RustModules, sharedNames } from "./graphs/rust_modules.mjs";
import { FILE_LINES, FUNCTION_LINES } from "./limits.mjs";

/** The kinds of findings, in the order of the report: key to what the table calls it. */
export const KINDS = {
  file: `files above ${FILE_LINES} lines`,
  function: `functions above ${FUNCTION_LINES} lines`,
  "rust-circle": "import circles in crates",
  "js-circle": "import circles of JavaScript and TypeScript",
  upward: "dependencies of crates that point up",
  doc: "doc comments of one word",
  name: "module names used twice in a crate",
};

/**
 * All findings as `{kind, what, detail}`.
 * @param {Map<string, object>} sources see sources.mjs @param {Map<string, string>} manifests Cargo.toml files
 * @param {string[][]} layers see limits.mjs
 */
export function inspect(sources, manifests, layers) {
  const crates = cratesOf(manifests).filter(({ folder }) => folder.startsWith("crates/"));
  const written = new Map([...sources].filter(([, { isGenerated }]) => !isGenerated));
  return [
    ...longFiles(written),
    ...longFunctions(written),
    ...crates.flatMap((crate) => rustCircles(crate, written)),
    // With the generated ones: else what imports `./a` imports an a.svelte.ts in place of a generated a.ts.
    ...javascriptCircles(sources),
    ...upwardArrows(crates, layers).map((arrow) => ({ kind: "upward", ...arrow })),
    ...emptyDocComments(written),
    ...crates.flatMap((crate) => sharedModuleNames(crate, written)),
  ];
}

function longFiles(sources) {
  const counted = [...sources].map(([file, { text }]) => ({ file, lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0) }));
  return longest(counted, FILE_LINES).map(({ file, lines }) => ({ kind: "file", what: file, detail: `${lines} lines` }));
}

function longFunctions(sources) {
  const counted = [...sources].flatMap(([file, source]) => source.language.functions(source).map((it) => ({ file, ...it })));
  return longest(counted, FUNCTION_LINES).map(({ file, line, name, lines }) => ({
    kind: "function",
    what: `${file} ${name}`,
    detail: `${lines} lines, from line ${line}`,
  }));
}

const longest = (counted, limit) => counted.filter(({ lines }) => lines > limit).sort((a, b) => b.lines - a.lines);

/** The files in a crate's src/ that belong to one root: src/bin/ and a main.rs beside a lib.rs are programs that use it. */
function modulesOf({ folder }, sources) {
  const start = `${folder}/src/`;
  const inside = [...sources].filter(([file]) => file.startsWith(start) && file.endsWith(".rs"));
  const modules = new Map(inside.map(([file, source]) => [file.slice(start.length), source]));
  for (const file of modules.keys()) if (file.startsWith("bin/")) modules.delete(file);
  if (modules.has("lib.rs")) modules.delete("main.rs");
  return modules;
}

function rustCircles(crate, sources) {
  const arrows = new RustModules(modulesOf(crate, sources)).arrows();
  const levels = [...new Set(arrows.map(({ level }) => level))].sort();
  return levels.flatMap((level) =>
    circlesOf(arrows.filter((arrow) => arrow.level === level)).map((group) => ({
      kind: "rust-circle",
      what: `${[crate.name, level].filter(Boolean).join("::")} ${group.nodes[0]}`,
      detail: describe(group),
    })),
  );
}

function javascriptCircles(sources) {
  const groups = circlesOf(moduleArrows(sources));
  return groups.map((group) => ({ kind: "js-circle", what: group.nodes[0], detail: describe(group) }));
}

function describe({ nodes, circles }) {
  const steps = circles.flatMap((circle) => [
    [circle[0].from, ...circle.map(({ to }) => to)].join(" -> "),
    ...circle.map(({ from, to, places }) => `  ${from} -> ${to} in ${places[0]}${places.length > 1 ? ` and ${places.length - 1} more` : ""}`),
  ]);
  return [`${nodes.length} modules reach each other: ${nodes.join(", ")}`, ...steps].join("\n");
}

// A word in backticks names something; any other says nothing that the item's name does not.
function emptyDocComments(sources) {
  return [...sources].flatMap(([file, source]) =>
    source.language
      .docComments(source)
      .filter(({ text }) => /^[\w'-]+\W*$/.test(text))
      .map(({ line, text }) => ({ kind: "doc", what: `${file}:${line}`, detail: text })),
  );
}

function sharedModuleNames(crate, sources) {
  return sharedNames([...modulesOf(crate, sources).keys()]).map(({ name, files }) => ({
    kind: "name",
    what: `${crate.name} ${name}`,
    detail: files.join(", "),
  }));
}
