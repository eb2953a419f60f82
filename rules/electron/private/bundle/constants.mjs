/** What is a constant in the bundles: the mode, and variables by the names that electron-vite has for them. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseEnv } from "node:util";

const PREFIXES = { main: /^(MAIN_)?VITE_/, preload: /^(PRELOAD_)?VITE_/ };

/** .env, then .env.local, then those of the mode; files with other names are read in every mode, first. */
function rank(path, mode) {
  const names = [".env", ".env.local", `.env.${mode}`, `.env.${mode}.local`];
  const name = basename(path);
  if (names.includes(name)) return names.indexOf(name);
  return name.startsWith(".env") ? undefined : -1;
}

/** The variables of those env files that are for this mode. */
export function readEnvFiles(paths, mode) {
  const read = paths.map((path) => ({ path, rank: rank(path, mode) })).filter((file) => file.rank !== undefined);
  read.sort((a, b) => a.rank - b.rank);
  return Object.assign({}, ...read.map(({ path }) => parseEnv(readFileSync(path, "utf8"))));
}

/** esbuild's `define` for the bundles of one kind of process. */
export function constants({ env, envFiles, mode }, process) {
  const shown = Object.entries(readEnvFiles(envFiles, mode)).filter(([name]) => PREFIXES[process].test(name));
  const meta = { MODE: mode, DEV: mode === "development", PROD: mode === "production", ...Object.fromEntries(shown), ...env };
  const one = (prefix, values) => Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, JSON.stringify(value)]);
  return {
    "import.meta.env": JSON.stringify(meta),
    "process.env.NODE_ENV": JSON.stringify(mode),
    ...Object.fromEntries([...one("import.meta.env", meta), ...one("process.env", env)]),
  };
}
