// Repositories that module extensions make, and the lists of what is in them.
//
// Which repositories there are depends on the tags: those of a tag are named by its attribute `name`. What is in them
// is written by programs that only Bazel runs, so the lists `generated.*.tsv` are kept by hand, from the templates.

const EXTENSIONS = {
  "@aspect_rules_js//npm:extensions.bzl npm": { tags: { npm_translate_lock: "generated.npm" } },
  "@aspect_rules_js//npm:extensions.bzl pnpm": { tags: { pnpm: "generated.pnpm" }, fixed: { pnpm: "generated.pnpm" } },
  "@rules_nodejs//nodejs:extensions.bzl node": { tags: {}, fixed: { nodejs_toolchains: "generated.toolchains" } },
  "@rules_rust//crate_universe:extension.bzl crate": { tags: { from_cargo: "generated.crates" } },
  "@rules_rust//crate_universe:extensions.bzl crate": { tags: { from_cargo: "generated.crates" } },
  "@rules_rust//rust:extensions.bzl rust": { tags: {}, fixed: { rust_toolchains: "generated.toolchains" } },
  "@rules_rust//rust:extensions.bzl rust_host_tools": { tags: { host_tools: "generated.toolchains" }, fixed: { rust_host_tools: "generated.toolchains" } },
};

/**
 * The lists of the repositories that an extension makes: name of the repository to name of its list. Undefined where
 * the extension is not known here.
 * @param {string} extension label and name: "@rules_rust//rust:extensions.bzl rust"
 * @param {{tag: string, name?: string}[]} tags
 */
export function generatedRepositories(extension, tags) {
  const known = EXTENSIONS[extension];
  if (!known) return undefined;
  const named = tags.filter(({ tag, name }) => known.tags[tag] && typeof name === "string").map(({ tag, name }) => [name, known.tags[tag]]);
  return new Map([...Object.entries(known.fixed ?? {}), ...named]);
}
