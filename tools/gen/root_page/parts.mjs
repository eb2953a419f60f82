// What README.md says of the steps of a build, and of the rules.
import { codes, firstParagraph, table } from "../markdown/text.mjs";
import { docstringOf, stepsOf } from "../workspace/packages.mjs";
import { ruleSetFolders, ruleSetOf } from "../workspace/rule_sets.mjs";

// What BUILD files and implementations of rules load; providers and constants are in the reference.
const CALLED = new Set(["function", "macro", "rule"]);

/** @param {import("../workspace/files.mjs").Files} files @returns {Map<string, string>} name of a part to its text */
export function parts(files) {
  return new Map([["steps", steps(files)], ["rules", rules(files)]]);
}

function steps(files) {
  const all = stepsOf(files);
  const named = ({ modes }) => modes?.length === 0;
  const names = (some) => some.map(({ name }) => name);
  return `The steps are ${codes(names(all.filter((step) => !named(step))))}, and by name only ${codes(names(all.filter(named)))}.`;
}

function rules(files) {
  const rows = ruleSetFolders(files).flatMap((folder) => {
    const { name, doc, symbols } = ruleSetOf(files, folder);
    const called = symbols.filter(({ kind }) => CALLED.has(kind)).map((symbol) => symbol.name);
    const guide = files.matching(new RegExp(`^docs/(rules-${name}|${name})\\.md$`))[0] ?? "docs/rules.md";
    const about = sentence(firstParagraph(doc));
    return [[`\`@tachikoma//${folder}:defs.bzl\``, codes(called), `${about} ([guide](${guide}), [reference](docs/rules/${name}.md))`], ...extension(files, folder)];
  });
  return table(["load from", "gives", "for"], rows);
}

function* extension(files, folder) {
  const path = `${folder}/extensions.bzl`;
  if (!files.has(path)) return;
  const symbols = [...files.text(path).matchAll(/^(\w+) = module_extension\(/gm)].map(([, name]) => name);
  yield [`\`@tachikoma//${folder}:extensions.bzl\``, codes(symbols), sentence(firstParagraph(docstringOf(files.text(path), path)))];
}

// What comes before an example ends with a colon.
const sentence = (text) => text.replace(/[.:]$/, "");
