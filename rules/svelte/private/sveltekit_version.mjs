/**
 * SvelteKit's version of an application, which pages compare to notice that there is a new one: where the project does
 * not name it, it is the time of the build. Here it follows from what is built, so that the same sources give the same.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Differ between machines, not between builds. */
const OF_THE_MACHINE = new Set(["HOME", "PATH", "TMPDIR"]);

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/** The staged packages: their folders are named by their versions. */
function packages(folder = process.cwd()) {
  const store = join(folder, "node_modules/.aspect_rules_js");
  if (existsSync(store)) return readdirSync(store);
  return folder === dirname(folder) ? [] : packages(dirname(folder));
}

/** A number made of everything that a build depends on. */
export function digestOfInputs() {
  const hash = createHash("sha256");
  for (const path of filesBelow(".").sort()) hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  for (const name of packages().sort()) hash.update(`${name}\0`);
  const environment = Object.entries(process.env).filter(([name]) => !OF_THE_MACHINE.has(name));
  hash.update(JSON.stringify(environment.sort()));
  return Number.parseInt(hash.digest("hex").slice(0, 12), 16);
}

/** Loads SvelteKit at the "time" of that number: it looks at the clock once, then. */
export async function pinVersion() {
  const { now } = Date;
  const digest = digestOfInputs();
  Date.now = () => digest;
  try {
    await import("@sveltejs/kit/vite");
  } finally {
    Date.now = now;
  }
}
