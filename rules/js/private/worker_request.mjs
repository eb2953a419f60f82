/**
 * What a request of Bazel's says, sorted by what it means for a tool that is kept running:
 *
 *     {"arguments": [the manifest's lines], "inputs": [{"path", "digest"}], "requestId"}
 *
 * A tool may go on with changed text of sources. Whatever else differs (packages, configurations, which files there
 * are, arguments, variables) is part of the `settings`, and a tool starts anew.
 */
import { createHash } from "node:crypto";
import { dirname } from "node:path";

const SOURCE = /\.(svelte|[cm]?[jt]s|css|s[ac]ss|less|styl|html|svg)$/;

/** Read when a tool starts: vite.config.ts, .env and their like. */
const CONFIGURATION = /(^|\/)([^/]*\.config\.[^/]+|\.[^/]*)$/;

/** Of something whose digest nobody knows: it is never the same. */
let unknown = 0;
const unknownDigest = () => `unknown ${++unknown}`;

const digestOf = (value) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** The entry that an input is part of: the one that names it, or a directory that it is in. */
function ownerOf(path, byFrom) {
  for (let place = path; ; place = dirname(place)) {
    const owner = byFrom.get(place);
    if (owner) return owner;
    if (place === dirname(place)) return undefined;
  }
}

/** Sorts the digests of inputs by the entries that stage them; the others are those of packages. */
function sortDigests(entries, inputs) {
  const byFrom = new Map();
  for (const entry of entries) {
    if (entry[0] === "link") continue;
    byFrom.set(entry[1], [...(byFrom.get(entry[1]) ?? []), entry]);
  }
  const staged = new Map(entries.map((entry) => [entry, []]));
  const others = [];
  for (const { path, digest = unknownDigest() } of inputs) {
    const owners = ownerOf(path, byFrom);
    for (const owner of owners ?? []) staged.get(owner).push([path, digest]);
    if (!owners) others.push([path, digest]);
  }
  return { staged, others: others.sort() };
}

function contentOf([kind, from], found) {
  if (kind === "link") return "";
  // A directory that an action made may be empty; a file that Bazel does not tell of may be anything.
  if (found.length === 0) return kind === "copy" ? unknownDigest() : "";
  // Of a whole directory Bazel knows no more than of one file.
  return digestOf(found.sort());
}

/** @return {{run: object, entries: object[], settings: string, sources: Map<string, string>}} */
export function readRequest({ arguments: lines, inputs = [] }) {
  const [run, ...rows] = lines.filter(Boolean).map((line) => JSON.parse(line));
  const { staged, others } = sortDigests(rows, inputs);
  const entries = rows.map((row) => ({ row, to: row[2], digest: contentOf(row, staged.get(row)) }));
  const sources = new Map();
  const fixed = [];
  for (const { row, to, digest } of entries) {
    const isSource = row[0] === "copy" && SOURCE.test(to) && !CONFIGURATION.test(to);
    if (isSource) sources.set(to, digest);
    fixed.push(isSource ? row : [row, digest]);
  }
  return { run, entries, settings: digestOf([run, fixed, others]), sources };
}

/** Who may go on with what an earlier request left: the same target in the same mode. */
export function projectOf(run) {
  return JSON.stringify([run.label, run.env, run.outs]);
}
