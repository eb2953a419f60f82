/** Texts in a script of NSIS. */

/** A text that means itself, in quotes. */
export function quoted(text) {
  return `"${escaped(text)}"`;
}

/** The same without quotes, to be part of a text. */
export function escaped(text) {
  return String(text).replaceAll("$", "$$$$").replaceAll('"', '$\\"').replace(/\r?\n/g, " ").replaceAll("\t", "$\\t");
}

/** A path below the folder of installation. */
export const installed = (path) => `"$INSTDIR\\${escaped(path.replaceAll("/", "\\"))}"`;
