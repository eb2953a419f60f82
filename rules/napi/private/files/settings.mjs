// What a package decides about its native module: `napi` in package.json, napi.json, flags of `napi build`, and the
// defaults of @napi-rs/cli where none of them says anything.
import { readFileSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import { cli } from "./cli.mjs";

const MANIFEST = "package/package.json";

/** The flags that say what declarations and loader look like; the other ones are the compiler's or the rule's. */
const FLAGS = {
  commonjs: "--commonjs",
  constEnum: "--const-enum",
  dtsHeader: "--dts-header",
  esm: "--esm",
  format: "--format",
  jsPackageName: "--js-package-name",
  noDtsHeader: "--no-dts-header",
  runtimeStringEnum: "--runtime-string-enum",
};

/** Attributes of napi_module that stand for a flag. */
const ATTRIBUTES = { jsBinding: "js", dts: "dts", platform: "loader", noJsBinding: 'loader = "none"', configPath: "napi_config", packageJsonPath: "package_json" };

/** package.json. Editors may put a byte order mark in front, which npm skips and @napi-rs/cli does not. */
function readManifest(label, loader) {
  const text = readFileSync(MANIFEST, "utf8").replace(/^\uFEFF/, "");
  let manifest;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new Error(`${label}: package.json is not JSON: ${error.message}`);
  }
  if (manifest === null || typeof manifest !== "object" || Array.isArray(manifest)) throw new Error(`${label}: package.json is no JSON object`);
  if (loader === "platform" && !manifest.name) {
    throw new Error(`${label}: package.json has no "name", by which the loader looks for the packages of other platforms; add it, or set loader = "plain"`);
  }
  writeFileSync(MANIFEST, text);
  return manifest;
}

/** The options that the arguments set. */
export function parseFlags(label, args) {
  const defaults = cli.createBuildCommand([]).getOptions();
  let options;
  try {
    options = cli.createBuildCommand(args).getOptions();
  } catch (error) {
    throw new Error(`${label}: cli_args is ${JSON.stringify(args)}, which \`napi build\` does not understand: ${error.message.split("\n")[0]}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (name in FLAGS || value === defaults[name]) continue;
    const instead = ATTRIBUTES[name] ? `set the attribute ${ATTRIBUTES[name]}` : "leave it out: Bazel and rules_rust decide how the crate is compiled";
    throw new Error(`${label}: cli_args sets ${name} to ${JSON.stringify(value)}; ${instead}. Of the flags of \`napi build\` it takes ${Object.values(FLAGS).join(", ")}`);
  }
  return options;
}

/** What Node.js takes a file for. */
function formatOf(path, manifest) {
  const byExtension = { ".mjs": "esm", ".cjs": "commonjs" }[extname(path)];
  return byExtension ?? (manifest.type === "module" ? "esm" : "commonjs");
}

function chooseFormat({ label, js, loader }, manifest, options) {
  const read = formatOf(js, manifest);
  const asked = options.format ?? (options.esm ? "esm" : options.commonjs ? "commonjs" : read);
  if (asked !== read && loader !== "none") {
    throw new Error(
      `${label}: cli_args asks for a loader in the format ${asked}, but Node.js reads ${js} as ${read} (package.json has "type": ${JSON.stringify(manifest.type)}); end js in ${asked === "esm" ? ".mjs" : ".cjs"}`,
    );
  }
  return asked;
}

function checkHeader({ label, header }, { dtsHeaderFile }) {
  if (!dtsHeaderFile) return;
  if (header === dtsHeaderFile.replace(/^\.\//, "")) return;
  throw new Error(
    `${label}: napi's settings have "dtsHeaderFile": ${JSON.stringify(dtsHeaderFile)}, but dts_header_file is ${JSON.stringify(header)}; set dts_header_file to that file`,
  );
}

/** WASI targets in the order in which the loader tries them: with threads first. */
function wasiFlavors(targets) {
  const flavors = targets.filter(({ platform }) => platform === "wasi").map(({ platformArchABI }) => platformArchABI);
  return [...new Set(flavors)].sort((left, right) => Number(right === "wasm32-wasi") - Number(left === "wasm32-wasi"));
}

/** The settings of a module, from its specification and the files in package/. */
export async function readSettings(specification) {
  const { label, cliArguments, config: configFile } = specification;
  const manifest = readManifest(label, specification.loader);
  const options = parseFlags(label, cliArguments);
  const config = await cli.readNapiConfig(MANIFEST, configFile ? `package/${configFile}` : undefined);
  checkHeader(specification, config);
  return {
    binaryName: config.binaryName,
    config,
    constEnum: options.constEnum ?? config.constEnum,
    dtsHeader: options.dtsHeader,
    format: chooseFormat(specification, manifest, options),
    manifest,
    noDtsHeader: options.noDtsHeader,
    packageName: options.jsPackageName ?? config.packageName,
    runtimeStringEnum: options.runtimeStringEnum ?? config.runtimeStringEnum,
    version: manifest.version,
    wasiFlavors: wasiFlavors(config.targets),
  };
}
