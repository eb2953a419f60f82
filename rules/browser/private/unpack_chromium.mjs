/**
 * Unpacks the Chromium that the npm package @sparticuz/chromium carries:
 *
 *     node unpack_chromium.mjs OUT
 *
 * OUT/chromium is the executable (a headless shell), OUT/fonts its fonts, OUT/al2023/lib the shared libraries that a
 * bare machine lacks.
 */
import { chmodSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";

const ARCHIVES = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];

const [out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
// The package unpacks into the folder for temporary files, and nowhere else.
process.env.TMPDIR = resolve(out);
// To root it would give the files of the archives' owners, who do not exist in a sandbox: let it see no root.
process.getuid = undefined;
const packed = fileURLToPath(new URL("../bin", import.meta.resolve("@sparticuz/chromium")));
for (const archive of ARCHIVES) {
  await inflate(join(packed, archive));
}
chmodSync(join(out, "chromium"), 0o755);
