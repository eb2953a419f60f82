// Every public attribute is used by a test, by a workspace of e2e/ or by the product, and stands on the page of its rule set.
import { publicAttributes } from "./public_attributes.mjs";
import { StarlarkFiles } from "./starlark_files.mjs";
import { usesIn } from "./uses.mjs";

/**
 * `rule attribute` of those that no test uses, with the reason. One that is used, or is gone, is a finding itself.
 */
export const ALLOWED = new Map([
  ["cargo_package deps", "added to what Cargo.toml names; no package of ours needs more than that"],
  ["staged_test link", "browser_test gives it, and its test looks at what is linked"],
  ["svelte_page data_id", "rules/svelte/tests/page.test.mjs gives it to the program that makes the page"],
]);

/** Where a rule set is described that has no page of its own. */
const COMMON_PAGE = "docs/rules.md";
const UNUSED = "is in no test, in no workspace of e2e/, and not in the product";

/** @returns {{file: string, line: number, message: string}[]} */
export function checkAttributes(documents, repository) {
  const starlark = new StarlarkFiles(repository);
  const uses = usesIn(starlark);
  const left = new Set(ALLOWED.keys());
  const found = publicAttributes(starlark).flatMap((one) => {
    const problems = problemsOf(one, uses, documents);
    if (problems[0] === UNUSED && left.delete(`${one.rule} ${one.attribute}`)) problems.shift();
    return problems.length ? [{ file: one.file, line: one.line, message: `${one.rule}: "${one.attribute}" ${problems.join(", and ")}` }] : [];
  });
  // A small repository has none of them.
  const stale = found.length || starlark.repository.files.has("rules/cargo/defs.bzl") ? [...left] : [];
  return [...found, ...stale.map((name) => ({ file: "tools/ci/docs_check/rules/check_attributes.mjs", line: 1, message: `ALLOWED has "${name}", which is used or gone` }))];
}

/** `docs/rules-SET.md`, or `docs/SET.md` with the pages that begin like it; else the common one. */
function pagesOf(set, documents) {
  const own = [...documents.keys()].filter((file) => new RegExp(`^docs/(rules-${set}|${set}(-[\\w-]+)?)\\.md$`).test(file));
  return own.length ? own.sort() : [COMMON_PAGE];
}

function problemsOf(found, uses, documents) {
  const pages = pagesOf(found.set, documents);
  const isDocumented = pages.some((page) => documents.get(page)?.spans.some(({ text }) => text.split(/\W+/).includes(found.attribute)));
  return [
    uses.some((use) => use.has(found)) ? "" : UNUSED,
    isDocumented ? "" : `is not in ${pages.join(" or ")}`,
  ].filter(Boolean);
}
