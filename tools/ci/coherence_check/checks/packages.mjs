// Each crate, rule set and npm package has a README, a licence, a test and an owner.

/** @param {import("../workspace.mjs").Workspace} workspace */
export function* checkPackages(workspace) {
  const { files, crates, npm, ruleSets, tests } = workspace;
  const folders = new Set([...crates, ...npm].map(({ folder }) => folder).concat(ruleSets).filter((folder) => folder !== "."));
  for (const folder of folders) {
    if (!files.has(`${folder}/README.md`)) yield { file: `${folder}/README.md`, cause: "the package has no README", repair: `call package_readme at the end of ${folder}/BUILD.bazel, then ./tk gen` };
    if (!hasTest(folder, tests)) yield { file: `${folder}/BUILD.bazel`, cause: "the package has no test", repair: "declare one there, or below its folder tests" };
    if (!ownerOf(folder, files)) yield { file: "CODEOWNERS", cause: `${folder}/ has no owner`, repair: `add a line /${folder}/ with its owners` };
  }
  for (const { file, toml } of crates) {
    const licence = toml.package?.license;
    if (licence?.workspace !== true && typeof licence !== "string") yield { file, cause: "the crate has no licence", repair: "license.workspace = true" };
  }
  for (const { file, json } of npm) if (!json.license) yield { file, cause: "the package has no licence", repair: `"license": "${workspace.cargo.workspace.package.license}"` };
  for (const owned of ownedFolders(files)) {
    if (![...files.paths].some((path) => path.startsWith(owned))) yield { file: "CODEOWNERS", cause: `${owned} is owned, and is not there`, repair: "remove its line" };
  }
}

// That its README is up to date is none of its own.
function hasTest(folder, tests) {
  return [...tests].some((label) => (label.startsWith(`//${folder}:`) || label.startsWith(`//${folder}/`)) && !/:(readme|agents)_test$/.test(label));
}

const linesOf = (files) => (files.text("CODEOWNERS") ?? "").split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split(/\s+/));
const ownedFolders = (files) => linesOf(files).map(([pattern]) => pattern.replace(/^\//, "")).filter((path) => path.endsWith("/"));

function ownerOf(folder, files) {
  return linesOf(files).find(([pattern, owner]) => owner && `${folder}/`.startsWith(pattern.replace(/^\//, "")));
}
