/** For modules whose sources use CommonJS's variables: esbuild takes from here what a bundle uses and does not declare. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const filename = /* @__PURE__ */ fileURLToPath(import.meta.url);
const folder = /* @__PURE__ */ dirname(filename);

export { filename as __filename, folder as __dirname };
