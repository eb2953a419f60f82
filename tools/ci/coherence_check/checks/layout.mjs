// No file lies where nobody looks for it. docs/contributing.md says where what belongs.

/** What the root may have, and below some folders: all else is stray. */
const ROOT = new Set(`.bazelignore .bazelrc .bazelversion .gitignore .npmrc AGENTS.md BUILD.bazel CHANGELOG.md CLAUDE.md CODEOWNERS Cargo.lock
  Cargo.toml LICENSE MODULE.bazel README.md SECURITY.md clippy.toml package.json pnpm-lock.yaml pnpm-workspace.yaml rustfmt.toml tk tk.toml`.split(/\s+/));
const FOLDERS = {
  ".ci": /^(?:floor|run)$/,
  ".cursor": /^rules\/[\w-]+\.mdc$/,
  ".github": /^copilot-instructions\.md$/,
  crates: /^(?:AGENTS\.md|BUILD\.bazel|[\w-]+\.bzl|[\w-]+_test\.rs|[\w-]+\/(?:BUILD\.bazel|Cargo\.toml|README\.md|index\.d\.ts|openapi\.json|package\.json|(?:fuzz|migrations|schemas|src|templates|testdata|tests)\/.+))$/,
  deploy: /^(?:README\.md|(?:container|grafana|kubernetes|systemd)\/[\w.-]+)$/,
  docs: /^(?:BUILD\.bazel|[\w-]+\.md|tk\.1|[\w-]+\.schema\.json|images\/[\w-]+\.png|rules\/[\w-]+\.md|tests\/.+)$/,
  e2e: /^[\w-]+\/.+$/,
  electron: /^(?:BUILD\.bazel|README\.md|package\.json|tsconfig\.json|(?:src|tests)\/.+)$/,
  platforms: /^(?:BUILD\.bazel|[\w-]+\.bzl|tests\/.+)$/,
  rules: /^(?:AGENTS\.md|BUILD\.bazel|[\w.]+\.mjs|public_names\.tsv|[\w-]+\/(?:BUILD\.bazel|README\.md|defs\.bzl|extensions\.bzl|(?:private|tests|toolchain)\/.+))$/,
  tools: /^(?:bench|bootstrap|browser|ci|electron_versions|gen|npm)\/.+$/,
  web: /^(?:AGENTS\.md|(?:service\/)?(?:BUILD\.bazel|README\.md|index\.html|package\.json|svelte\.config\.js|tsconfig(?:\.app)?\.json|vite(?:st)?\.config\.ts|(?:src|tests)\/.+))$/,
};
// What editors, merges and builds leave.
const LEFT = /(?:\.(?:orig|rej|bak|tmp|swp|pending-snap|log)|~|\.DS_Store)$/;

/** @param {import("../workspace.mjs").Workspace} workspace */
export function* checkLayout({ files }) {
  for (const file of files.paths) {
    const [, first, rest] = /^([^/]+)\/(.+)$/.exec(file) ?? [];
    const hasPlace = first ? FOLDERS[first]?.test(rest) : ROOT.has(file);
    if (!hasPlace || LEFT.test(file)) yield { file, cause: "it is outside of the layout", repair: "remove or move it (docs/contributing.md), or give its kind a place in tools/ci/coherence_check/checks/layout.mjs" };
  }
}
