/**
 * Runs a spec against a served folder:
 *
 *     node run_spec.mjs SPEC SITE CHROMIUM
 *
 * SPEC is a module whose tests use node:test. It finds in its environment
 *
 *     SITE_URL         the origin at which SITE is served
 *     CHROMIUM_LAUNCH  the options, as JSON, for Playwright's chromium.launch
 */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { serve } from "./serve.mjs";

/** Fontconfig's configuration: the browser's own fonts and none of the machine's, so that text has one width everywhere. */
function writeFontsConfiguration(fonts) {
  const file = join(tmpdir(), "fonts.conf");
  const cache = join(tmpdir(), "fonts-cache");
  writeFileSync(file, `<fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir></fontconfig>\n`);
  return file;
}

const [spec, site, chromium] = process.argv.slice(2).map((path) => resolve(path));

process.env.LD_LIBRARY_PATH = join(chromium, "al2023/lib");
process.env.FONTCONFIG_FILE = writeFontsConfiguration(join(chromium, "fonts"));
process.env.CHROMIUM_LAUNCH = JSON.stringify({
  executablePath: join(chromium, "chromium"),
  // Bazel's sandbox is around it; within, Chromium's own cannot be set up.
  args: ["--no-sandbox", "--no-zygote", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"],
});
process.env.SITE_URL = await serve(site, JSON.parse(process.env.SITE_HEADERS ?? "{}"));
await import(pathToFileURL(spec));
