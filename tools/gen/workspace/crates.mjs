// The crates of the Cargo workspace, from their manifests and sources.
import { dirname } from "node:path/posix";
import { firstParagraph } from "../markdown/text.mjs";
import { readToml } from "./toml.mjs";

/**
 * @typedef {{name: string, folder: string, about: string, needs: string[], tested_with: string[]}} Crate
 *   `needs` and `tested_with` name crates of the workspace; `about` is a sentence or some
 */

/** @param {import("./files.mjs").Files} files @returns {Crate[]} in the order of their names */
export function cratesOf(files) {
  const manifests = files.matching(/^crates\/[^/]+\/Cargo\.toml$/).map((path) => ({ folder: dirname(path), toml: readToml(files.text(path), path) }));
  const names = new Set(manifests.map(({ toml }) => toml.package.name));
  const ours = (table = {}) => Object.keys(table).filter((name) => names.has(name)).sort();
  return manifests.map(({ folder, toml }) => ({
    name: toml.package.name,
    folder,
    about: docOf(files, folder) ?? `${toml.package.description}.`,
    description: toml.package.description,
    needs: ours(toml.dependencies),
    tested_with: ours(toml["dev-dependencies"]),
  }));
}

/** The names of crates that depend on one. @param {Crate[]} crates */
export function usersOf(crates, name) {
  return crates.filter(({ needs }) => needs.includes(name)).map((crate) => crate.name);
}

/** What `//!` says first; undefined where the crate's documentation is its README. */
function docOf(files, folder) {
  const text = files.text(`${folder}/src/lib.rs`) ?? files.text(`${folder}/src/main.rs`) ?? "";
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//!"));
  const doc = lines.slice(0, end).map((line) => line.slice(3).trim()).join("\n");
  return doc ? withoutDocLinks(firstParagraph(doc)) : undefined;
}

// `[`name`]` is a link to rustdoc alone.
const withoutDocLinks = (text) => text.replace(/\[(`[^`\]]+`)\](?!\()/g, "$1");
