// The packages of lock files: {ecosystem, name, version, optional}. Optional ones are for some platforms only.
import { load } from "js-yaml";

/** Those of Cargo.lock that come from a registry. */
export function cratesOfLock(text) {
  const value = (block, key) => new RegExp(`^${key} = "(.*)"$`, "m").exec(block)?.[1];
  return text
    .split("[[package]]\n")
    .filter((block) => value(block, "source"))
    .map((block) => ({ ecosystem: "crate", name: value(block, "name"), version: value(block, "version"), optional: false }));
}

/** Those of pnpm-lock.yaml. */
export function packagesOfLock(text) {
  const { packages = {}, snapshots = {} } = load(text);
  const optional = new Set();
  const needed = new Set();
  for (const [key, snapshot] of Object.entries(snapshots)) (snapshot?.optional ? optional : needed).add(key.replace(/\(.*/, ""));
  return Object.keys(packages).map((key) => {
    const at = key.lastIndexOf("@");
    return { ecosystem: "npm", name: key.slice(0, at), version: key.slice(at + 1), optional: optional.has(key) && !needed.has(key) };
  });
}
