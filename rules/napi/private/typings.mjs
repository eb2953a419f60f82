// Writes index.d.ts and index.js of a native module from the definitions that napi-derive left in
// definitions/. Arguments: the module's label, the platform that it is built for and the Bazel package of the
// platforms.
import { readFileSync, writeFileSync } from "node:fs";
import { generateTypeDef } from "@napi-rs/cli";

const REQUIRED = { main: "index.js", types: "index.d.ts" };

/** Fails where package.json does not name the files that are written here. */
function checkPackage(label) {
  // Editors may put a byte order mark in front; npm skips it.
  const manifest = JSON.parse(readFileSync("package.json", "utf8").replace(/^\uFEFF/, ""));
  for (const [field, value] of Object.entries(REQUIRED)) {
    if (manifest[field] !== value) {
      throw new Error(
        `${label}: package.json has ${JSON.stringify(field)}: ${JSON.stringify(manifest[field])}; set it to ${JSON.stringify(value)}, the file that napi_module writes`,
      );
    }
  }
  if (manifest.type === "module") {
    throw new Error(`${label}: package.json has "type": "module", but the loader is CommonJS: remove the field`);
  }
}

/** One statement per export, so that Node finds the names when an ES module imports them. */
function exportStatements(names) {
  return names.map((name) => `module.exports.${name} = native.${name};\n`).join("");
}

async function main([label, platform, platforms]) {
  checkPackage(label);
  const { dts, exports } = await generateTypeDef({ typeDefDir: "definitions", cwd: process.cwd(), constEnum: false });
  if (exports.length === 0) {
    throw new Error(
      `${label}: the crate exports nothing to Node.js: mark a function with #[napi] in the crate itself (functions of its dependencies do not count)`,
    );
  }
  const loader = Object.entries({ label, platform, platforms }).reduce(
    (text, [name, value]) => text.replaceAll(`{{${name}}}`, value),
    readFileSync("loader.js", "utf8"),
  );
  writeFileSync("index.d.ts", dts);
  writeFileSync("index.js", loader + exportStatements([...new Set(exports)].sort()));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
