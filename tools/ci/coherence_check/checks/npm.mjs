// pnpm and Bazel have the same npm packages. That pnpm-lock.yaml has what package.json files say is a target of its own,
// //tools/npm:lock_matches; here it must be given all of them.

/** @param {import("../workspace.mjs").Workspace} workspace */
export function* checkNpm({ files, npm }) {
  const members = new Set(listOf(files.text("pnpm-workspace.yaml"), "packages"));
  const importers = new Set([...sectionOf(files.text("pnpm-lock.yaml"), "importers").matchAll(/^ {2}([^\s:]+):(?: \{\})?$/gm)].map(([, name]) => name.replaceAll("'", "")));
  importers.delete(".");
  // web/service has no name: it is a folder of web/, with package.json for tools that look for one.
  for (const { file, folder, json } of npm.filter(({ folder, json }) => folder !== "." && json.name)) {
    if (!members.delete(folder)) yield { file: "pnpm-workspace.yaml", cause: `packages lacks ${folder}, where ${json.name} is`, repair: `add "- ${folder}"` };
    if (!importers.delete(folder)) yield { file: "pnpm-lock.yaml", cause: `it has no importer ${folder}`, repair: "pnpm install --lockfile-only" };
    if (!files.text(".bazelignore").split("\n").includes(`${folder}/node_modules`)) yield { file: ".bazelignore", cause: `it lacks ${folder}/node_modules`, repair: "add the line" };
    if (!files.text("tools/npm/BUILD.bazel").includes(`"//${folder}:package.json"`)) yield { file: "tools/npm/BUILD.bazel", cause: `lock_matches does not look at ${file}`, repair: `add "//${folder}:package.json" to package_jsons` };
  }
  for (const folder of members) yield { file: "pnpm-workspace.yaml", cause: `packages has ${folder}, where no npm package is`, repair: "remove it" };
  for (const folder of importers) yield { file: "pnpm-lock.yaml", cause: `it has an importer ${folder}, where no npm package is`, repair: "pnpm install --lockfile-only" };
}

/** The lines below a key of YAML that begins a line. */
function sectionOf(yaml, key) {
  return new RegExp(`^${key}:\\n((?: .*\\n|\\n)*)`, "m").exec(yaml)?.[1] ?? "";
}

const listOf = (yaml, key) => [...sectionOf(yaml, key).matchAll(/^ +- (.+)$/gm)].map(([, item]) => item.replace(/^["']|["']$/g, ""));
