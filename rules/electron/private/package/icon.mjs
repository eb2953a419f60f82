/** Icons, as far as systems refuse or ignore those that are none. */
import { readFileSync } from "node:fs";

import { PackageError } from "./package_error.mjs";

const PNG = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

const beginsAs = {
  icns: (bytes) => bytes.toString("latin1", 0, 4) === "icns" && bytes.length >= 8 && bytes.readUInt32BE(4) === bytes.length,
  ico: (bytes) => bytes.length >= 6 && bytes.readUInt32LE(0) === 0x10000 && bytes.readUInt16LE(4) > 0,
  png: (bytes) => bytes.length >= 24 && bytes.subarray(0, 8).equals(PNG),
  svg: (bytes) => bytes.toString("utf8").includes("<svg"),
};

/** Fails unless the file is what its name says. */
export function checkIcon(path) {
  const kind = path.slice(path.lastIndexOf(".") + 1);
  if (!beginsAs[kind](readFileSync(path))) throw new PackageError(`icon: the file is no .${kind} image, whatever its name says; convert it, rather than rename it`);
}

/** The folder of a theme in which an icon belongs: its size, or "scalable". */
export function iconSize(path) {
  checkIcon(path);
  if (path.endsWith(".svg")) return "scalable";
  const bytes = readFileSync(path);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width !== height) throw new PackageError(`icon: it is ${width} by ${height}; icons are square`);
  return `${width}x${height}`;
}
