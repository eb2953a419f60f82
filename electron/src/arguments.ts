/** Finds the file that the app was asked to open among the arguments that it was started with. */

import { isAbsolute, resolve } from "node:path";

/**
 * The absolute path of the first file argument, or null.
 *
 * @param argv the process's arguments, the executable first
 * @param cwd the folder that relative paths count from
 * @param packaged false when Electron was started with the app's folder as its
 *   first own argument (`electron . FILE`)
 *
 * Everything that starts with a dash is Electron's, Chromium's or the system's
 * (macOS adds `-psn_...`), up to `--`.
 */
export function reportPathFromArguments(argv: readonly string[], cwd: string, packaged: boolean): string | null {
  let skip = packaged ? 0 : 1;
  let flagsEnded = false;
  for (const argument of argv.slice(1)) {
    if (!flagsEnded && argument === "--") {
      flagsEnded = true;
    } else if ((!flagsEnded && argument.startsWith("-")) || argument === "") {
      continue;
    } else if (skip > 0) {
      skip -= 1;
    } else {
      return isAbsolute(argument) ? argument : resolve(cwd, argument);
    }
  }
  return null;
}
