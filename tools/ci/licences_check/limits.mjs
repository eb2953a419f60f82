// What dependencies may be.

/** Licences under which we may use and pass on what a package is. */
export const LICENCES = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "PSF-2.0",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
];

/**
 * Packages under other licences: `{ecosystem, name, licence, reason}`, where `name` may end with `*`.
 * An entry that nothing needs any more is a finding itself.
 */
export const EXCEPTIONS = [
  { ecosystem: "crate", name: "webpki-root*", licence: "CDLA-Permissive-2.0", reason: "Mozilla's list of authorities: data, whose licence asks for its text alone" },
  { ecosystem: "npm", name: "argparse", licence: "Python-2.0", reason: "js-yaml of electron-updater, which tests ask; nothing of it is shipped" },
  { ecosystem: "npm", name: "axe-core", licence: "MPL-2.0", reason: "looks at pages in a test; nothing of it is shipped" },
  { ecosystem: "npm", name: "lightningcss*", licence: "MPL-2.0", reason: "Vite's tool for CSS, run in builds as it is; nothing of it is shipped" },
];

/** Packages that come in two versions, or in as many as `versions` says: `{ecosystem, name, versions, reason}`. */
export const DUPLICATES = [
  ...["block-buffer", "cpufeatures", "crypto-common", "digest"].map((name) => ({
    ecosystem: "crate",
    name,
    reason: "axum has WebSocket's SHA-1 of the generation before",
  })),
  { ecosystem: "crate", name: "base64", versions: 3, reason: "hyper-util is ahead of the rest; standardwebhooks, for tests, behind it" },
  { ecosystem: "crate", name: "fallible-iterator", reason: "postgres-protocol is a version behind rusqlite" },
  { ecosystem: "crate", name: "getrandom", versions: 3, reason: "ring and rand 0.9 have a version each" },
  ...["rand", "rand_core"].map((name) => ({ ecosystem: "crate", name, reason: "metrics-util is a version behind tokio-postgres" })),
  { ecosystem: "crate", name: "hashbrown", reason: "metrics-util is a version behind indexmap" },
  { ecosystem: "crate", name: "r-efi", reason: "comes with getrandom, for another platform" },
  { ecosystem: "crate", name: "synstructure", reason: "procedural macros on their way from syn 2 to 3" },
  { ecosystem: "crate", name: "wasi", reason: "comes with getrandom and whoami, for another platform" },
  { ecosystem: "crate", name: "windows-sys", reason: "ring is behind the rest, for another platform" },
  { ecosystem: "crate", name: "syn", reason: "procedural macros on their way from 2 to 3: jiff, prost and ts-rs still have 2" },
  { ecosystem: "npm", name: "@octokit/openapi-types", reason: "comes with each @octokit/types" },
  { ecosystem: "npm", name: "@octokit/types", reason: "@napi-rs/cli's client of GitHub, of which nothing is run here" },
  ...["argparse", "js-yaml", "semver"].map((name) => ({ ecosystem: "npm", name, reason: "electron-updater, for tests, is behind the rest" })),
  { ecosystem: "npm", name: "commander", reason: "nearley, which checks addresses in a schema in tests, is behind the rest" },
  { ecosystem: "npm", name: "aria-query", reason: "svelte and @testing-library/dom pin a version each" },
  { ecosystem: "npm", name: "magic-string", reason: "svelte is a major version behind Vite's plugins" },
  { ecosystem: "npm", name: "obug", reason: "Svelte's plugin for Vite is a major version behind vitest" },
  { ecosystem: "npm", name: "undici", reason: "@electron/get is a major version behind jsdom" },
];
