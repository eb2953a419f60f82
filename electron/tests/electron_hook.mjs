/** Maps the module `electron` to the fake one, for `import` and for `require`. */

import { registerHooks } from "node:module";

const fake = new URL("./fake_electron.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => (specifier === "electron" ? { url: fake, format: "module-typescript", shortCircuit: true } : next(specifier, context)),
});
