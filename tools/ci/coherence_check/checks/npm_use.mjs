// Every import of a package is declared in a package.json above it, and every declared package is used.
import { isBuiltin } from "node:module";
import { namesImported, read, readSvelte } from "../../structure_check/languages/javascript.mjs";

const SOURCE = /^(?:crates|docs|electron|rules|tools|web)\/.*\.(?:js|mjs|ts|svelte)$/;
// Repositories of their own, which bring their own packages; and what a test writes.
const ELSEWHERE = /\/(?:fuzz|modules|start_check|templates|testdata|tests\/(?!.*\.test\.)[\w/-]+)\/|^rules\/[\w-]+\/tests\/|^tools\/(?:bootstrap|npm\/tests)\/|^crates\/[\w-]+\/index\.d\.ts$/;
const NAMES = /\.(?:bazel|bzl|js|json|mjs|svelte|ts)$|^tools\/ci\/[\w-]+$/;

/** `file package` of imports that no package.json here declares, with the reason. */
export const ALLOWED = new Map([["rules/svelte/private/sveltekit_version.mjs @sveltejs/kit", "it is the application's own, beside which the program runs"]]);

/** @param {import("../workspace.mjs").Workspace} workspace */
export function* checkNpmUse({ files, npm }) {
  for (const path of files.matching(SOURCE).filter((path) => !ELSEWHERE.test(path))) {
    for (const name of new Set(packagesIn(files.text(path), path))) {
      if (!declaredFor(path, name, npm) && !ALLOWED.has(`${path} ${name}`)) yield { file: path, cause: `it imports ${name}, which no package.json above it declares`, repair: `add ${name} to package.json, then pnpm install --lockfile-only` };
    }
  }
  const texts = files.matching(NAMES).filter((path) => !/(^|\/)package\.json$|^e2e\//.test(path)).map((path) => files.text(path)).join("\n");
  for (const { file, json } of npm) {
    for (const name of Object.keys(dependenciesOf(json))) {
      const isNamed = ["\"", "'", "\\", "/"].some((end) => texts.includes(`node_modules/${name}${end}`) || texts.includes(`${end}${name}${end}`)) || texts.includes(`"${name}/`) || texts.includes(`'${name}/`);
      if (!isNamed) yield { file, cause: `nothing uses the package ${name}`, repair: "remove it, then pnpm install --lockfile-only" };
    }
  }
}

const dependenciesOf = ({ dependencies, devDependencies, peerDependencies, optionalDependencies }) => ({ ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies });

/** The packages that a source imports, without those of Node.js. */
function packagesIn(text, path) {
  const { code } = path.endsWith(".svelte") ? readSvelte(text) : read(text);
  const names = namesImported(code, text).filter((specifier) => /^(?:@[\w-]+\/)?[a-z][\w.-]*/.test(specifier) && !specifier.includes(":") && !isBuiltin(specifier));
  return names.map((specifier) => specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/"));
}

function declaredFor(path, name, npm) {
  return npm.some(({ folder, json }) => (folder === "." || path.startsWith(`${folder}/`)) && (name in dependenciesOf(json) || json.name === name));
}
