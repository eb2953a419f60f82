// What a pnpm-lock.yaml says otherwise than the package.json files that it locks.
import { load } from "js-yaml";

const GROUPS = ["dependencies", "devDependencies", "optionalDependencies"];

/** Reads the text of a pnpm-lock.yaml of lockfileVersion 9. */
export function readLock(text) {
  const lock = load(text);
  if (!/^9\./.test(lock?.lockfileVersion ?? "")) {
    throw new Error(`lockfileVersion is ${lock?.lockfileVersion ?? "missing"}, not 9.x`);
  }
  return lock;
}

/**
 * Compares a lock with package.json files.
 *
 * `manifests` maps a package's folder, relative to the lock ("." for the lock's own), to its package.json.
 * Returns one sentence for each difference, in the order of the folders and names.
 */
export function lockMismatches(lock, manifests) {
  const importers = lock.importers ?? {};
  const folders = [...new Set([...Object.keys(importers), ...manifests.keys()])].sort();
  return folders.flatMap((folder) => {
    const file = folder === "." ? "package.json" : `${folder}/package.json`;
    if (!manifests.has(folder)) {
      return [`${file}: the lock file has this package, but package_jsons does not list the file`];
    }
    if (!(folder in importers)) {
      return [`${file}: the lock file does not have this package; is it listed in pnpm-workspace.yaml?`];
    }
    return differences(file, declared(manifests.get(folder), lock), locked(importers[folder]));
  });
}

function differences(file, wanted, found) {
  const names = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  return names.flatMap((name) => {
    const [want, have] = [wanted.get(name), found.get(name)];
    if (!have) return [`${file}: ${want.group} has ${name} ${want.specifier}, the lock does not have it`];
    if (!want) return [`${file}: does not have ${name}, the lock has ${have.specifier} in ${have.group}`];
    if (want.specifier !== have.specifier) {
      return [`${file}: ${want.group} has ${name} ${want.specifier}, the lock has ${have.specifier}`];
    }
    if (want.group !== have.group) {
      return [`${file}: ${name} ${want.specifier} is in ${want.group}, in the lock it is in ${have.group}`];
    }
    return [];
  });
}

/** Dependencies of a package.json as pnpm locks them: name to group and specifier. */
function declared(manifest, lock) {
  const dependencies = new Map();
  if (lock.settings?.autoInstallPeers) {
    const optional = manifest.peerDependenciesMeta ?? {};
    for (const [name, specifier] of Object.entries(manifest.peerDependencies ?? {})) {
      if (!optional[name]?.optional) dependencies.set(name, { group: "dependencies", specifier });
    }
  }
  // A name in more than one group counts in the weakest for pnpm: optional, then regular, then development.
  for (const group of ["devDependencies", "dependencies", "optionalDependencies"]) {
    for (const [name, specifier] of Object.entries(manifest[group] ?? {})) {
      dependencies.set(name, { group, specifier: lock.overrides?.[name] ?? specifier });
    }
  }
  return dependencies;
}

function locked(importer) {
  const dependencies = new Map();
  for (const group of GROUPS) {
    for (const [name, { specifier }] of Object.entries(importer?.[group] ?? {})) {
      dependencies.set(name, { group, specifier });
    }
  }
  return dependencies;
}
