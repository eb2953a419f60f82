// Every asset that a bundle's page names is there, and every file of its manifest has the size it says.
// {path, page, manifest}: the bundle's folder, and below it the page and a JSON {path: bytes}.
import { readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

const NAMED_ASSET = /\b(?:src|href)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i;

/** The files that `html` names, relative to the bundle's folder. */
function namedAssets(html, page) {
  const names = [...html.matchAll(NAMED_ASSET)].map(([, double, single]) => double ?? single);
  return names
    .filter((name) => name !== "" && !ELSEWHERE.test(name))
    .map((name) => name.replace(/[?#].*$/, ""))
    .map((name) => (name.startsWith("/") ? name.slice(1) : posix.join(posix.dirname(page), name)));
}

function sizeOf(folder, name) {
  const status = statSync(join(folder, name), { throwIfNoEntry: false });
  if (!status?.isFile()) throw new Error(`${name} is missing`);
  return status.size;
}

export function checkBundle({ path, page, manifest }) {
  sizeOf(path, page);
  sizeOf(path, manifest);
  const files = JSON.parse(readFileSync(join(path, manifest), "utf8"));
  for (const [name, bytes] of Object.entries(files)) {
    const size = sizeOf(path, name);
    if (size !== bytes) throw new Error(`${name} has ${size} bytes, but ${bytes} in ${manifest}`);
  }
  const assets = namedAssets(readFileSync(join(path, page), "utf8"), page);
  if (assets.length === 0) throw new Error(`${page} references no assets`);
  for (const name of assets) {
    sizeOf(path, name);
    if (!(name in files)) throw new Error(`${page} references ${name}, which is missing in ${manifest}`);
  }
  return `${page} and its ${assets.length} assets, ${Object.keys(files).length} files of the sizes in ${manifest}`;
}
