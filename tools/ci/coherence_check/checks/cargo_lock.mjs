// Cargo.lock is what the manifests say.

/** @param {import("../workspace.mjs").Workspace} workspace */
export function* checkCargoLock({ cargo, crates, files }) {
  const locked = lockedMembers(files.text("Cargo.lock"));
  const repair = "cargo metadata --format-version 1, and commit Cargo.lock";
  for (const { name, dependencies } of crates) {
    const found = locked.get(name);
    locked.delete(name);
    if (!found) {
      yield { file: "Cargo.lock", cause: `it has no crate ${name}`, repair };
      continue;
    }
    const { version } = cargo.workspace.package;
    if (found.version !== version) yield { file: "Cargo.lock", cause: `it has ${name} ${found.version}, and Cargo.toml ${version}`, repair };
    for (const one of dependencies.keys()) if (!found.dependencies.delete(one)) yield { file: "Cargo.lock", cause: `it lacks ${one} of the crate ${name}`, repair };
    for (const one of found.dependencies) yield { file: "Cargo.lock", cause: `it has ${one} for the crate ${name}, which does not depend on it`, repair };
  }
  for (const name of locked.keys()) yield { file: "Cargo.lock", cause: `it has the crate ${name}, which is no member`, repair };
}

/** Packages without a source: name to `{version, dependencies}`. */
function lockedMembers(lock) {
  const value = (block, key) => new RegExp(`^${key} = "(.*)"$`, "m").exec(block)?.[1];
  const blocks = lock.split("[[package]]\n").slice(1).filter((block) => !value(block, "source"));
  return new Map(blocks.map((block) => [value(block, "name"), { version: value(block, "version"), dependencies: new Set([...block.matchAll(/^ "([\w-]+)/gm)].map(([, name]) => name)) }]));
}
