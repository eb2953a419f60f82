/** The checksums of lock files. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { DeclaredError } from "../asar/declared_error.mjs";

/** Those of pnpm-lock.yaml, by "NAME@VERSION": [algorithm as CycloneDX writes it, hex]; undefined where there is no file. */
export function npmHashes(path) {
  if (!path) return undefined;
  const packages = readYaml(path)?.packages;
  if (!packages) throw new DeclaredError([`pnpm_lock: it has no "packages"; name the lock file of pnpm 9 or later that the app is built with`]);
  return new Map(Object.entries(packages).map(([key, { resolution }]) => [key, hashOf(resolution?.integrity)]));
}

function readYaml(path) {
  // Who names no lock file needs no js-yaml.
  const { load } = createRequire(import.meta.url)("js-yaml");
  try {
    return load(readFileSync(path, "utf8"));
  } catch (error) {
    throw new DeclaredError([`pnpm_lock: it cannot be read: ${error.reason ?? error.message}`]);
  }
}

function hashOf(integrity) {
  const [algorithm, value] = (integrity ?? "").split("-");
  const known = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" }[algorithm];
  return known && [known, Buffer.from(value, "base64").toString("hex")];
}

/** Those of Cargo.lock, by "NAME@VERSION": the SHA-256 in hex. */
export function crateHashes(path) {
  if (!path) return new Map();
  const value = (block, key) => new RegExp(`^${key} = "(.*)"$`, "m").exec(block)?.[1];
  const blocks = readFileSync(path, "utf8").split("[[package]]").slice(1);
  if (!blocks.length) throw new DeclaredError([`cargo_lock: it has no [[package]]; name the Cargo.lock that the native code is built with`]);
  return new Map(blocks.map((block) => [`${value(block, "name")}@${value(block, "version")}`, value(block, "checksum")]));
}
