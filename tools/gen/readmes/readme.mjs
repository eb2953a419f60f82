// The README of a package: what it is, what is written by hand, how to build and test it, and what depends on what.
import { byHand, header } from "../markdown/by_hand.mjs";
import { codes, commands, firstParagraph, table } from "../markdown/text.mjs";
import { cratesOf, usersOf } from "../workspace/crates.mjs";
import { packageDoc, targetsOf } from "../workspace/packages.mjs";
import { ruleSetOf } from "../workspace/rule_sets.mjs";

/**
 * @param {import("../workspace/files.mjs").Files} files of the package, and the manifests of all crates
 * @param {string} folder the package's
 */
export function readme(files, folder) {
  const path = `${folder}/README.md`;
  const { title, about, sections } = partsOf(files, folder);
  return [header(`//${folder}:readme`), `# ${title}`, about, byHand(files.text(path), path), buildAndTest(folder, targetsOf(files, folder)), ...sections].join("\n\n").concat("\n");
}

function partsOf(files, folder) {
  if (files.has(`${folder}/Cargo.toml`)) return ofCrate(files, folder);
  if (files.has(`${folder}/defs.bzl`)) return ofRuleSet(files, folder);
  return { title: folder, about: packageDoc(files, folder), sections: [] };
}

function ofCrate(files, folder) {
  const crates = cratesOf(files);
  const crate = crates.find((one) => one.folder === folder);
  return { title: crate.name, about: crate.about, sections: [dependencies(crate, usersOf(crates, crate.name))] };
}

function dependencies({ needs, tested_with: tests, name }, users) {
  const links = (names) => names.map((one) => `[${one}](../${one}/README.md)`).join(", ");
  const beside = tests.filter((one) => one !== name && !needs.includes(one));
  const lines = [
    needs.length ? `Depends on ${links(needs)}.` : "Depends on no other crate of the workspace.",
    beside.length ? `Its tests also use ${links(beside)}.` : "",
    users.length ? `Used by ${links(users)}.` : "No other crate depends on it.",
  ];
  return ["## Dependencies", lines.filter(Boolean).join("\n")].join("\n\n");
}

function ofRuleSet(files, folder) {
  const { doc, symbols, name, needs } = ruleSetOf(files, folder);
  const gives = table(["symbol", "is"], symbols.map((symbol) => [`\`${symbol.name}\``, symbol.about]));
  const page = `[The reference](../../docs/rules/${name}.md) has every attribute.`;
  const sets = needs.map((one) => `[${one}](../${one}/README.md)`).join(", ");
  const uses = needs.length ? `Loads from ${sets}.` : "Loads from no other rule set.";
  return { title: `rules/${name}`, about: firstParagraph(doc), sections: ["## Public symbols", gives, page, "## Dependencies", uses] };
}

function buildAndTest(folder, { check, main, manual, tests }) {
  const lines = [[`./tk build //${folder}${main ? "" : "/..."}`, main ? `builds ${main}` : "builds everything in it"]];
  lines.push([`./tk test //${folder}/...`, "runs the tests, those below it, too"]);
  if (check) lines.push([`./tk build //${folder}:check`, check]);
  const parts = ["## Build and test", commands(lines)];
  if (tests.length) parts.push(`Tests: ${codes(tests)}.`);
  if (manual.length) parts.push(`By name only, because they need what few machines have: ${codes(manual)}.`);
  return parts.join("\n\n");
}
