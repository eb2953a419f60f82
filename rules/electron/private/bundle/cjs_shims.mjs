/** For CommonJS bundles whose sources use `import.meta.url`. */
import { pathToFileURL } from "node:url";

export const __importMetaUrl = /* @__PURE__ */ (() => pathToFileURL(__filename).href)();
