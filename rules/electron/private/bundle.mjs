/**
 * Bundles an Electron app's main process and preload script:
 *
 *     node bundle.mjs SPEC
 *
 * SPEC is written by electron_main.bzl. Exits with 1 after esbuild has printed what is wrong.
 */
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));

try {
  for (const bundle of spec.bundles) {
    await build({
      bundle: true,
      define: { "process.env.NODE_ENV": JSON.stringify(spec.mode) },
      entryPoints: [bundle.in],
      external: spec.external,
      format: bundle.format,
      legalComments: spec.minify ? "none" : "inline",
      logLevel: "warning",
      minify: spec.minify,
      outfile: bundle.out,
      platform: "node",
      sourcemap: spec.sourcemap ? "linked" : false,
      target: spec.target,
      tsconfig: spec.tsconfig,
    });
  }
} catch (error) {
  // esbuild has printed its messages already.
  if (!Array.isArray(error.errors)) console.error(error);
  process.exitCode = 1;
}
