// Plants mistakes among the real packages, one at a time, and expects each to be the one problem.
import { check } from "./check.mjs";

const withPackage = (ecosystem, licence, optional = false) => (packages, licences, limits) => [
  [...packages, { ecosystem, name: "planted", version: "1.0.0", optional }],
  licence === undefined ? licences : new Map([...licences, [`${ecosystem} planted@1.0.0`, licence]]),
  limits,
];
const again = (ecosystem, name, times) => (packages, licences, limits) => {
  const one = packages.find((it) => it.ecosystem === ecosystem && it.name === name);
  const others = Array.from({ length: times }, (_, number) => ({ ...one, version: `999.0.${number}`, optional: true }));
  return [[...packages, ...others], licences, limits];
};

export const PLANTS = [
  { what: "a crate under the GPL", change: withPackage("crate", "GPL-3.0-only"), wrong: "crate planted@1.0.0: its licence is GPL-3.0-only" },
  { what: "an npm package under the AGPL", change: withPackage("npm", "AGPL-3.0-or-later"), wrong: "npm planted@1.0.0: its licence is AGPL" },
  { what: "a licence that has to be met beside an allowed one", change: withPackage("crate", "MIT AND GPL-2.0-only"), wrong: "MIT AND GPL-2.0-only" },
  { what: "a licence of no list", change: withPackage("npm", "SEE LICENSE IN LICENSE.md"), wrong: "SEE LICENSE" },
  { what: "an exception of another package", change: withPackage("npm", "MPL-2.0"), wrong: "its licence is MPL-2.0" },
  { what: "a package for some platforms under the GPL", change: withPackage("npm", "GPL-2.0-only", true), wrong: "its licence is GPL-2.0-only" },
  { what: "no licence", change: withPackage("npm", ""), wrong: "names no licence" },
  { what: "a package that is not here", change: withPackage("crate", undefined), wrong: "has not downloaded it" },
  { what: "a second version of a crate", change: again("crate", "serde", 1), wrong: "crate serde: comes in the versions" },
  { what: "a second version of an npm package", change: again("npm", "vite", 1), wrong: "npm vite: comes in the versions" },
  { what: "a third version", change: again("crate", "syn", 1), wrong: "crate syn: comes in the versions" },
  {
    what: "an exception that nothing needs",
    change: (packages, licences, limits) => [packages, licences, { ...limits, EXCEPTIONS: [...limits.EXCEPTIONS, { ecosystem: "npm", name: "gone", licence: "MPL-2.0" }] }],
    wrong: "no package needs the exception",
  },
  {
    what: "a reason for two versions of what comes in one",
    change: (packages, licences, limits) => [packages, licences, { ...limits, DUPLICATES: [...limits.DUPLICATES, { ecosystem: "crate", name: "serde" }] }],
    wrong: "does not come in 2 versions any more",
  },
];

/** What was planted and not found as it should be. */
export function missedPlants(packages, licences, limits) {
  return PLANTS.flatMap(({ what, change, wrong }) => {
    const problems = check(...change(packages, licences, limits));
    return problems.length === 1 && problems[0].includes(wrong) ? [] : [`${what} was to be the one problem, but: ${problems.join("; ") || "none was found"}`];
  });
}
