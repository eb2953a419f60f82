// Packages as Bazel has downloaded them, in the modes of this repository: unpacked, or as npm's archives.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { licenceOfManifest } from "./licence_expression.mjs";

/** Licences by "ecosystem name@version". A package that is there and names none has "". */
export function licencesBelow(external, crates) {
  const repositories = readdirSync(external).filter((name) => !name.startsWith("@"));
  const licences = new Map();
  const vendors = repositories.filter((name) => name.endsWith("crates") && existsSync(join(external, name, "vendor")));
  for (const { name, version } of crates) {
    const folders = [
      ...vendors.map((vendor) => join(external, vendor, "vendor", `${name}-${version}`)),
      ...repositories.filter((repository) => repository.endsWith(`crates__${name}-${version}`)).map((repository) => join(external, repository)),
    ];
    const manifest = folders.map((folder) => join(folder, "Cargo.toml")).find((path) => existsSync(path));
    if (manifest) licences.set(`crate ${name}@${version}`, /^license = "(.*)"$/m.exec(readFileSync(manifest, "utf8"))?.[1] ?? "");
  }
  for (const repository of repositories.filter((name) => name.includes("npm__"))) {
    for (const text of manifestsIn(join(external, repository))) {
      const manifest = JSON.parse(text);
      if (manifest.name && manifest.version) licences.set(`npm ${manifest.name}@${manifest.version}`, licenceOfManifest(manifest) ?? "");
    }
  }
  return licences;
}

// package.json of each archive in the folder, or of the package that is unpacked there.
function manifestsIn(folder) {
  const archives = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const unpacked = ["package/package.json", "package.json"].map((name) => join(folder, name)).filter((path) => existsSync(path));
  return [...archives.map((name) => manifestInArchive(readFileSync(join(folder, name)))), ...unpacked.map((path) => readFileSync(path, "utf8"))].filter(Boolean);
}

const BLOCK = 512;

/** The package.json of an npm package: the one below the archive's only folder. */
export function manifestInArchive(archive) {
  const tar = gunzipSync(archive);
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const text = (from, length) => tar.toString("utf8", at + from, at + from + length).replace(/\0.*/s, "");
    const size = Number.parseInt(text(124, 12), 8);
    const content = at + BLOCK;
    if (/^[^/]+\/package\.json$/.test(text(0, 100))) return tar.toString("utf8", content, content + size);
    at = content + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}
