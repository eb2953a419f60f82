// Holds the packages of the locks against what is allowed.
import { isAllowed } from "./licence_expression.mjs";

const idOf = ({ ecosystem, name, version }) => `${ecosystem} ${name}@${version}`;

/**
 * What is wrong, a sentence each.
 * @param {{ecosystem: string, name: string, version: string, optional: boolean}[]} packages
 * @param {Map<string, string>} licences by "ecosystem name@version"
 * @param limits LICENCES, EXCEPTIONS and DUPLICATES of limits.mjs
 */
export function check(packages, licences, limits) {
  return [...wrongLicences(packages, licences, limits), ...duplicates(packages, limits)];
}

/** Those that are for other platforms: not here, and not needed here. */
export const elsewhere = (packages, licences) => packages.filter((one) => one.optional && !licences.has(idOf(one)));

function wrongLicences(packages, licences, { LICENCES, EXCEPTIONS }) {
  const used = new Set();
  const problems = [];
  for (const one of packages) {
    const licence = licences.get(idOf(one));
    if (licence === undefined && !one.optional) problems.push(`${idOf(one)}: Bazel has not downloaded it, so nobody knows its licence; build what uses it`);
    if (licence === "") problems.push(`${idOf(one)}: it names no licence`);
    if (!licence || isAllowed(licence, LICENCES)) continue;
    const exception = EXCEPTIONS.find((entry) => entry.ecosystem === one.ecosystem && entry.licence === licence && matches(entry.name, one.name));
    if (exception) used.add(exception);
    else problems.push(`${idOf(one)}: its licence is ${licence}, which is not in LICENCES of limits.mjs`);
  }
  for (const { ecosystem, name, licence } of EXCEPTIONS.filter((entry) => !used.has(entry)))
    problems.push(`${ecosystem} ${name}: no package needs the exception for ${licence} any more; remove it from limits.mjs`);
  return problems;
}

function duplicates(packages, { DUPLICATES }) {
  const versions = new Map();
  for (const { ecosystem, name, version } of packages) {
    const key = `${ecosystem} ${name}`;
    versions.set(key, [...(versions.get(key) ?? []), version]);
  }
  const known = new Map(DUPLICATES.map(({ ecosystem, name, versions: most = 2 }) => [`${ecosystem} ${name}`, most]));
  const problems = [];
  for (const [key, all] of versions) {
    if (all.length > (known.get(key) ?? 1)) problems.push(`${key}: comes in the versions ${all.join(" and ")}; update who asks for the older, or give a reason in DUPLICATES of limits.mjs`);
  }
  for (const [key, most] of known) {
    if ((versions.get(key)?.length ?? 0) < most) problems.push(`${key}: does not come in ${most} versions any more; correct limits.mjs`);
  }
  return problems;
}

const matches = (pattern, name) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
