/**
 * Makes the npm package of a native module that has nothing but the header of one:
 *
 *     node fixture_native.mjs PLATFORM OUT
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { nativeHeader } from "./fixture_archive.mjs";

const [platform, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "package.json"), JSON.stringify({ name: "@example/native", version: "1.0.0", main: "index.js" }));
writeFileSync(join(out, "index.js"), 'const native = require("./index.node");\nmodule.exports.answer = native.answer;\n');
writeFileSync(join(out, "index.d.ts"), "export declare function answer(): number;\n");
writeFileSync(join(out, "index.node"), nativeHeader(platform));
