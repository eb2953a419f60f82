// Every dependency of a crate is used in its sources, and comes from the workspace. One that is used and not declared
// does not compile.
import { dirname, join } from "node:path/posix";
import { read } from "../../structure_check/languages/rust.mjs";

// Planted faults leave most sources as they are.
const codes = new Map();

/** @param {import("../workspace.mjs").Workspace} workspace */
export function* checkCrateUse({ cargo, crates, files }) {
  const declared = new Set(Object.keys(cargo.workspace.dependencies));
  const inherited = new Set();
  for (const { file, folder, dependencies } of crates) {
    const code = codeOf(folder, files);
    for (const [one, { spec }] of dependencies) {
      inherited.add(one);
      if (spec.workspace !== true) yield { file, cause: `${one} has a version of its own`, repair: `${one}.workspace = true, with the version in [workspace.dependencies] of Cargo.toml` };
      else if (!declared.has(one)) yield { file, cause: `[workspace.dependencies] of Cargo.toml has no ${one}`, repair: "add it there" };
      const isUsed = new RegExp(`\\b${one.replaceAll("-", "_")}\\b`).test(code);
      if (!isUsed) yield { file, cause: `no source uses the dependency ${one}`, repair: "remove it" };
    }
  }
  for (const one of declared) if (!inherited.has(one) && !cargo.workspace.dependencies[one].path) yield { file: "Cargo.toml", cause: `no crate depends on ${one} of [workspace.dependencies]`, repair: "remove it" };
}

/** The sources of a crate, and those of other crates that its tests are made of: `#[path = "../../other/tests/x.rs"]`. */
function codeOf(folder, files) {
  const own = files.matching(new RegExp(`^${folder}/(?!fuzz/|testdata/|templates/).*\\.rs$`));
  const named = own.flatMap((path) => [...files.text(path).matchAll(/#\[path = "(\.\.\/[^"]+)"\]/g)].map(([, to]) => join(dirname(path), to)));
  const shared = named.filter((path) => !path.startsWith(`${folder}/`)).flatMap((path) => files.matching(new RegExp(`^${dirname(path)}/.*\\.rs$`)));
  return [...own, ...shared].map((path) => withoutTexts(files.text(path))).join("\n");
}

/** A source without comments and strings. */
function withoutTexts(text) {
  if (!codes.has(text)) codes.set(text, read(text).code);
  return codes.get(text);
}
