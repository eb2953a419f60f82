// No file names a place of the machine that built it. {paths, forbidden}: files or folders; texts that none may hold.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

function* filesBelow(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name));
}

/** The places that only this build knows: they are found, never written down. */
function placesOfThisBuild() {
  return [process.cwd(), process.env.HOME, process.env.TMPDIR].filter((place) => place && place.length > "/tmp".length);
}

export function checkPaths({ paths, forbidden }) {
  const texts = [...forbidden, ...placesOfThisBuild()];
  const needles = texts.flatMap((text) => [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")]);
  let count = 0;
  for (const file of paths.flatMap((path) => [...filesBelow(path)])) {
    const content = readFileSync(file);
    const found = needles.findIndex((needle) => content.includes(needle));
    if (found >= 0) throw new Error(`${file} contains the path ${texts[found >> 1]}`);
    count += 1;
  }
  return `${count} files contain no path of the build`;
}
