// What is used of @napi-rs/cli, which the repository brings in a version of its own choice.
import * as namespace from "@napi-rs/cli";

const NEEDED = ["NapiCli", "createBuildCommand", "generateTypeDef", "parseTriple", "readNapiConfig", "writeJsBinding"];

const missing = NEEDED.filter((name) => namespace[name] === undefined);
if (missing.length > 0) {
  console.error(`this version of @napi-rs/cli has no ${missing.join(", ")}: use 3.0.0 or newer (napi_cli of napi_module names the package)`);
  process.exit(1);
}

export const cli = namespace;
