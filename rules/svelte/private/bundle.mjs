/**
 * Bundles the application in the working directory with Vite:
 *
 *     node bundle.mjs CONFIG OUT MODE
 *
 * and lists what was made in OUT/asset-manifest.json: {path: bytes}. Says nothing unless something is wrong.
 */
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const MANIFEST = "asset-manifest.json";

function assetSizes(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return Object.fromEntries(paths.map((path) => [path, statSync(join(folder, path)).size]));
}

const [configFile, outDir, mode] = process.argv.slice(2);
const production = mode === "production";
await build({
  configFile,
  mode,
  logLevel: "warn",
  build: { outDir, emptyOutDir: true, minify: production, sourcemap: !production },
});
writeFileSync(join(outDir, MANIFEST), JSON.stringify(assetSizes(outDir), null, 2) + "\n");
