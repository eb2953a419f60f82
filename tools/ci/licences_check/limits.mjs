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
  { ecosystem: "npm", name: "axe-core", licence: "MPL-2.0", reason: "looks at pages in a test; nothing of it is shipped" },
  { ecosystem: "npm", name: "lightningcss*", licence: "MPL-2.0", reason: "Vite's tool for CSS, run in builds as it is; nothing of it is shipped" },
];

/** Packages that come in two versions: `{ecosystem, name, reason}`; none comes in three. */
export const DUPLICATES = [
  { ecosystem: "crate", name: "syn", reason: "procedural macros on their way from 2 to 3: jiff, prost and ts-rs still have 2" },
  { ecosystem: "npm", name: "@octokit/openapi-types", reason: "comes with each @octokit/types" },
  { ecosystem: "npm", name: "@octokit/types", reason: "@napi-rs/cli's client of GitHub, of which nothing is run here" },
  { ecosystem: "npm", name: "aria-query", reason: "svelte and @testing-library/dom pin a version each" },
  { ecosystem: "npm", name: "magic-string", reason: "svelte is a major version behind Vite's plugins" },
  { ecosystem: "npm", name: "obug", reason: "Svelte's plugin for Vite is a major version behind vitest" },
  { ecosystem: "npm", name: "undici", reason: "@electron/get is a major version behind jsdom" },
];
