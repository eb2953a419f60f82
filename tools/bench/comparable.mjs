// A repository for other build tools that is comparable with the checkout: a package for each step, with the
// checkout's own files, and a build of each that reads them all.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The steps of a development build: what comes before each, and the folders whose files are its inputs; a file is one
 * of the step with the longest of them.
 */
const STEPS = {
  "rust-check": { after: [], folders: ["crates/bep", "rules/cargo"] },
  "rust-build": { after: ["rust-check"], folders: ["crates", "tools/bootstrap"] },
  "native-module": { after: ["rust-check"], folders: ["crates/tachikoma-native", "rules/napi"] },
  "svelte-check": { after: [], folders: ["rules/svelte", "rules/js", "tools/npm", "docs"] },
  "svelte-build": { after: ["svelte-check"], folders: ["web", "platforms", "tools/bench", "tools/ci"] },
  "electron-build": { after: ["native-module", "svelte-build"], folders: ["electron", "rules/electron", "rules/steps", "rules/verify", "rules/generate", "e2e"] },
};

const BUILD = `import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
const digest = createHash("sha256");
for (const name of readdirSync("src", { recursive: true }).sort()) {
  const path = "src/" + name;
  if (statSync(path).isFile()) digest.update(readFileSync(path));
}
mkdirSync("dist", { recursive: true });
writeFileSync("dist/digest.txt", digest.digest("hex"));
`;

export const packageNames = Object.keys(STEPS);

export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

const FOLDERS = Object.values(STEPS).flatMap(({ folders }) => folders);

/** The folder among those of the steps that holds a file most closely. */
function folderOf(file) {
  const around = FOLDERS.filter((folder) => file.startsWith(`${folder}/`));
  return around.sort((one, other) => other.length - one.length)[0];
}

/**
 * Makes the repository in `folder`; `tool` adds its own files. Returns how many source files there are.
 */
export function makeRepository(checkout, folder, tool) {
  const tracked = execFileSync("git", ["-C", checkout, "ls-files"], { encoding: "utf8" }).trim().split("\n");
  mkdirSync(folder, { recursive: true });
  let count = 0;
  for (const [name, { after, folders }] of Object.entries(STEPS)) {
    const home = join(folder, "packages", name);
    for (const path of tracked.filter((file) => folders.includes(folderOf(file)))) {
      const source = join(checkout, path);
      if (!existsSync(source) || !statSync(source).isFile()) continue;
      // A package within a package would be another to these tools.
      cpSync(source, join(home, "src", path.replaceAll("package.json", "package.txt")));
      count += 1;
    }
    writeFileSync(join(home, "build.mjs"), BUILD);
    writeJson(join(home, "package.json"), {
      name,
      version: "1.0.0",
      type: "module",
      scripts: { build: "node build.mjs" },
      dependencies: Object.fromEntries(after.map((other) => [other, "1.0.0"])),
    });
    tool.addToPackage?.(home, after);
  }
  writeJson(join(folder, "package.json"), {
    name: "comparable",
    private: true,
    workspaces: ["packages/*"],
    packageManager: `npm@${execFileSync("npm", ["--version"], { encoding: "utf8" }).trim()}`,
    devDependencies: tool.packages,
  });
  writeFileSync(join(folder, ".gitignore"), "node_modules\ndist\n.turbo\n.nx\n.moon/cache\n");
  tool.addToRoot(folder);
  return count;
}
