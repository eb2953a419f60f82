// What tools/ci/structure prints.
import { KINDS } from "./inspect.mjs";

/**
 * Takes away what is allowed.
 * @param {{kind: string, what: string}[]} findings @param {{kind: string, what: string, reason: string}[]} allowed
 * @returns `{open, allowed, stale}`: findings, findings with `reason`, and entries that allow nothing
 */
export function sortOut(findings, allowed) {
  const entryOf = ({ kind, what }) => allowed.find((entry) => entry.kind === kind && entry.what === what);
  return {
    open: findings.filter((finding) => !entryOf(finding)),
    allowed: findings.filter(entryOf).map((finding) => ({ ...finding, reason: entryOf(finding).reason })),
    stale: allowed.filter((entry) => !findings.some(({ kind, what }) => kind === entry.kind && what === entry.what)),
  };
}

/** The table of counts, then what was found, kind by kind. */
export function format({ open, allowed, stale }) {
  const width = Math.max(...Object.values(KINDS).map((title) => title.length));
  const of = (findings, kind) => findings.filter((finding) => finding.kind === kind);
  const rows = Object.entries(KINDS).map(([kind, title]) => [title, of(open, kind).length, of(allowed, kind).length]);
  const table = [["", "found", "allowed"], ...rows].map(([title, ...counts]) => title.padEnd(width) + counts.map((count) => String(count).padStart(9)).join(""));
  const sections = Object.entries(KINDS).flatMap(([kind, title]) => section(title, of(open, kind)));
  const kept = allowed.length > 0 ? section("allowed", allowed.map(({ what, reason }) => ({ what, detail: reason }))) : [];
  const gone = section("ALLOWED in limits.mjs names what is not found: remove it", stale.map(({ kind, what }) => ({ what, detail: kind })));
  return [...table, ...sections, ...kept, ...gone].join("\n");
}

function section(title, findings) {
  if (findings.length === 0) return [];
  return ["", `${title}:`, ...findings.map(({ what, detail }) => `  ${what}: ${detail.replaceAll("\n", "\n    ")}`)];
}
