// The loader of a module that has its only binary beside it, as in an app that is built for one platform.
import { posix } from "node:path";

const HEAD = {
  commonjs: `"use strict";

const { existsSync } = require("node:fs");
const { join } = require("node:path");

const folder = __dirname;
`,
  esm: `import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const folder = dirname(fileURLToPath(import.meta.url));
`,
};

const body = ({ builtFor, label, platforms, file }) => `
const builtFor = ${JSON.stringify(builtFor)};
const label = ${JSON.stringify(label)};
const name = ${JSON.stringify(file)};
const file = join(folder, name);

function loadNativeModule() {
  const here = \`\${process.platform}-\${process.arch}\`;
  if (here !== builtFor) {
    throw new Error(
      \`\${file} was built for \${builtFor}, but this is \${here}: build \${label} with --platforms=${platforms}:\${here}\`,
    );
  }
  if (!existsSync(file)) {
    throw new Error(\`\${file} is missing: build \${label} and copy \${name} beside this file\`);
  }
  try {
    return require(file);
  } catch (cause) {
    throw new Error(\`\${file} cannot be loaded: \${cause.message}\`, { cause });
  }
}

const native = loadNativeModule();
`;

// One statement per export, so that Node.js finds the names when an ES module imports CommonJS.
const EXPORTS = {
  commonjs: (names) => names.map((name) => `module.exports.${name} = native.${name};\n`).join(""),
  // By names of their own: what is exported may be called as something of this file.
  esm: (names) =>
    "export default native;\n" + names.map((name) => `const __napi_${name} = native.${name};\nexport { __napi_${name} as ${name} };\n`).join(""),
};

/** The loader's text. `js` and `module` are paths in the package. */
export function plainLoader({ label, platforms, builtFor, js, module, format, exports }) {
  const file = posix.relative(posix.dirname(js), module);
  const first = "// Loads the native module of this package. Made by napi_module; do not edit.\n";
  return first + HEAD[format] + body({ builtFor, label, platforms, file }) + EXPORTS[format]([...exports].sort());
}
