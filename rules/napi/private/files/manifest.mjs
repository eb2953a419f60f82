// Whether the files that a package.json names are in the package.

const FIELDS = ["main", "module", "types", "typings"];

/** The paths that `exports` names, in all of its conditions. Patterns name no single file. */
function* exportedPaths(exports) {
  if (typeof exports === "string") yield exports;
  else if (exports && typeof exports === "object") for (const value of Object.values(exports)) yield* exportedPaths(value);
}

function* named(manifest) {
  for (const field of FIELDS) {
    if (typeof manifest[field] === "string") yield [field, manifest[field]];
  }
  for (const path of exportedPaths(manifest.exports)) {
    if (path.startsWith("./") && !path.includes("*")) yield ["exports", path];
  }
}

/** Whether a path is there: as it is, or as Node.js and TypeScript complete it. */
function isThere(path, files) {
  const plain = path.replace(/^\.\//, "").replace(/\/$/, "");
  const candidates = ["", ".js", ".json", ".node", ".d.ts", "/index.js", "/index.json", "/index.node", "/index.d.ts"].map((ending) => plain + ending);
  if (plain === "" || plain === ".") candidates.push("index.js");
  return files.some((file) => (file.endsWith("/") ? `${plain}/`.startsWith(file) : candidates.includes(file)));
}

/** Fails where package.json names a file that is not among `files`; a folder there ends in a slash. */
export function checkManifest(label, manifest, files) {
  for (const [field, path] of named(manifest)) {
    if (isThere(path, ["package.json", ...files])) continue;
    throw new Error(
      `${label}: package.json has ${JSON.stringify(field)}: ${JSON.stringify(path)}, which is not in the package; it has ${files.join(", ")}. Add the file to pkg_srcs, or name the loader with js and the declarations with dts`,
    );
  }
}
