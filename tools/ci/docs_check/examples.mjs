// Blocks of a document that are what e2e/ builds. A comment before a block names the file:
//
//     <!-- from e2e/NAME/BUILD.bazel -->
//
// Each statement of the block then stands in that file, word for word and in the same order. Symbols of a `load` may be
// among others there. Every Starlark block below a heading "Quick start" is such a block, and a short one. The page of
// each rule set has one.

const SHORT = 10;
const RULES_PAGE = /^docs\/(rules-[\w-]+|electron)\.md$/;
const STARLARK = new Set(["bzl", "starlark"]);
const LOAD = /^load\("([^"]+)", (.*)\)$/;

export function checkExamples(document, repository, tell) {
  for (const fence of document.fences) {
    const isQuickStart = fence.heading === "Quick start" && STARLARK.has(fence.language);
    if (fence.from) checkFence(fence, repository, tell);
    else if (isQuickStart) tell(fence.line, "a quick start is what e2e/ builds: name the file before the block, as <!-- from e2e/NAME/BUILD.bazel -->");
    if (isQuickStart) checkLength(fence, tell);
  }
  const hasQuickStart = document.fences.some(({ from, heading }) => from && heading === "Quick start");
  if (RULES_PAGE.test(document.file) && !hasQuickStart) tell(1, 'the page of a rule set has a heading "Quick start", and below it a block from e2e/');
  for (const { line, text } of document.strayOrigins) tell(line, `${text}: no block follows`);
}

function checkLength({ line, lines }, tell) {
  const { length } = lines.filter(({ text }) => text.trim() && !LOAD.test(text));
  if (length > SHORT) tell(line, `a quick start has up to ${SHORT} lines beside its loads, and this one ${length}`);
}

function checkFence(fence, repository, tell) {
  if (!repository.files.has(fence.from)) return tell(fence.line, `${fence.from} does not exist`);
  const built = repository.read(fence.from).split("\n");
  let start = 0;
  for (const statement of statements(fence.lines)) {
    if (LOAD.test(statement[0].text)) {
      for (const place of statement) checkLoad(place, built, fence.from, tell);
      continue;
    }
    const { index, matched } = find(statement, built, start);
    if (matched < statement.length) return tell(...difference(statement[matched], built, index + matched, fence.from, matched > 0));
    start = index + statement.length;
  }
}

/** Lines that stand together. */
function statements(lines) {
  const groups = [[]];
  for (const place of lines) {
    if (place.text.trim()) groups.at(-1).push(place);
    else groups.push([]);
  }
  return groups.filter((group) => group.length > 0);
}

/** Where the statement stands, or where the most of its first lines do. */
function find(statement, built, start) {
  let best = { index: start, matched: 0 };
  for (let index = start; index < built.length; index++) {
    const differs = statement.findIndex(({ text }, offset) => built[index + offset] !== text);
    const matched = differs < 0 ? statement.length : differs;
    if (matched > best.matched) best = { index, matched };
  }
  return best;
}

function difference({ line, text }, built, index, from, began) {
  return [line, began ? `"${text.trim()}": ${from}:${index + 1} has "${(built[index] ?? "").trim()}" there` : `"${text.trim()}" is not in ${from}, or stands before what comes first here`];
}

function checkLoad({ line, text }, built, from, tell) {
  const [, label, symbols] = LOAD.exec(text) ?? [];
  if (!label) return tell(line, `"${text}": a load of a quick start is one line`);
  const loaded = loads(built, label);
  for (const symbol of symbols.split(", ")) {
    if (!loaded.has(symbol)) tell(line, `${from} does not load ${symbol} from ${label}`);
  }
}

/** The symbols that a file loads from a label, in one line or in several. */
function loads(built, label) {
  const text = built.join("\n");
  const found = [...text.matchAll(/^load\(\s*"([^"]+)",([^)]*)\)/gm)].filter(([, of]) => of === label);
  return new Set(found.flatMap(([, , symbols]) => symbols.match(/(?:\w+ = )?"\w+"/g)));
}
