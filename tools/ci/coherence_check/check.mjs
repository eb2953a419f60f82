// All that does not agree.
import { checkCargo } from "./checks/cargo.mjs";
import { checkCargoLock } from "./checks/cargo_lock.mjs";
import { checkCrateUse } from "./checks/crate_use.mjs";
import { checkLayout } from "./checks/layout.mjs";
import { checkNpm } from "./checks/npm.mjs";
import { checkNpmUse } from "./checks/npm_use.mjs";
import { checkPackages } from "./checks/packages.mjs";
import { checkVersions } from "./checks/versions.mjs";
import { Workspace } from "./workspace.mjs";

/**
 * @param {import("../../gen/workspace/files.mjs").Files} files all that git tracks, and what is new @param {Set<string>} tests
 *   labels
 * @returns {{file: string, cause: string, repair: string}[]}
 */
export function check(files, tests) {
  const workspace = new Workspace(files, tests);
  const checks = [checkPackages, checkCargo, checkCargoLock, checkCrateUse, checkNpm, checkNpmUse, checkVersions, checkLayout];
  const findings = checks.flatMap((one) => [...one(workspace)]);
  return findings.sort((one, other) => one.file.localeCompare(other.file) || one.cause.localeCompare(other.cause));
}
