/**
 * Makes one HTML file of a bundle, which opens from a disk and without a network:
 *
 *     node page.mjs BUNDLE OUT DATA_ID
 *
 * Scripts, style sheets and icons stand in the page itself. Its content security policy allows exactly these, by
 * their digests, and nothing from elsewhere. At the end of the body stands an empty block of JSON data with the id
 * DATA_ID, which a program can fill.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";

const TYPES = { ".ico": "image/x-icon", ".png": "image/png", ".svg": "image/svg+xml" };

const [bundle, out, dataId] = process.argv.slice(2);

function fail(message) {
  console.error(`${join(bundle, "index.html")}: ${message}`);
  process.exit(1);
}

const read = (address) => readFileSync(join(bundle, address));
const digest = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A script as text that ends no element; source maps lie beside the bundle, which nobody has here. */
const script = (address) =>
  read(address)
    .toString()
    .replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n")
    .replace(/<\/(script)/gi, "<\\/$1")
    .replaceAll("<!--", "\\x3c!--");

const style = (address) => read(address).toString().replace(/\n?\/\*# sourceMappingURL=.*\*\/\s*$/, "\n");

/** The value of an attribute of a tag, or undefined. */
const attribute = (tag, name) => tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1];

const scripts = [];
const styles = [];

function inlineLink(tag) {
  const address = attribute(tag, "href");
  switch (attribute(tag, "rel")) {
    case "stylesheet": {
      const text = style(address);
      styles.push(digest(text));
      return `<style>${text}</style>`;
    }
    case "icon":
      return `<link rel="icon" href="data:${TYPES[extname(address)]};base64,${read(address).toString("base64")}" />`;
    default:
      return fail(`${tag} cannot be inlined: only style sheets and icons can`);
  }
}

function inlineScript(tag) {
  const text = script(attribute(tag, "src") ?? fail(`${tag} has no src`));
  if (/\bimport\s*\(\s*["'`]|^\s*import\s/m.test(text)) fail("the script imports another script: bundle them as one chunk");
  scripts.push(digest(text));
  return `<script type="module">${text}</script>`;
}

const chunks = readdirSync(bundle, { recursive: true }).filter((path) => path.endsWith(".js"));
if (chunks.length !== 1) fail(`the bundle has ${chunks.length} scripts, not one: ${chunks.join(", ")}`);

const POLICY = /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/;
let page = read("index.html").toString();
if (!POLICY.test(page)) fail("there is no <meta http-equiv=\"Content-Security-Policy\">; add one, whose content is replaced");
page = page
  .replace(/<link\s[^>]*>/g, inlineLink)
  .replace(/<script\s[^>]*src=[^>]*><\/script>/g, inlineScript)
  .replace(/<\/body>/, () => `  <script type="application/json" id="${dataId}"></script>\n  </body>`);
const policy = [
  "default-src 'none'",
  `script-src ${scripts.join(" ")}`,
  `style-src ${styles.join(" ")}`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
writeFileSync(out, page.replace(POLICY, () => `<meta http-equiv="Content-Security-Policy" content="${policy}" />`));
