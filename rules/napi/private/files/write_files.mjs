// Writes what belongs around a native module to out/: its declarations, its loader and, under the name that the loader
// asks for, the module itself.
//
// The specification has {label, triple, js, dts, loader, platforms, cliArguments, header, config, definitions,
// packageFiles}; napi_files.bzl says what they are (packageFiles is null where another module has the package). package.json and what belongs to it lie in package/.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cli } from "./cli.mjs";
import { checkManifest } from "./manifest.mjs";
import { plainLoader } from "./plain_loader.mjs";
import { readSettings } from "./settings.mjs";

const OUT = "out";

/** Puts the definitions of several crates into one folder, each under its crate's name, as cargo leaves them; the folder. */
function gather(definitions) {
  const all = "all_definitions";
  mkdirSync(all);
  const names = new Set();
  for (const { crate, folder } of definitions) {
    for (const file of readdirSync(folder)) {
      const name = crate.replaceAll("_", "-");
      const free = names.has(name) ? `${name}.${names.size}` : name;
      names.add(free);
      copyFileSync(join(folder, file), join(all, free));
    }
  }
  return all;
}

/** The declarations' text and the names of what is exported. */
async function typesOf({ label, definitions }, settings, declaresTarget) {
  const { dts, exports } = await cli.generateTypeDef({
    typeDefDir: gather(definitions),
    cwd: "package",
    noDtsHeader: settings.noDtsHeader,
    dtsHeader: settings.dtsHeader,
    configDtsHeader: settings.config.dtsHeader,
    configDtsHeaderFile: settings.config.dtsHeaderFile,
    constEnum: settings.constEnum,
    runtimeStringEnum: settings.runtimeStringEnum,
    declareBindingTarget: declaresTarget,
  });
  if (exports.length === 0) {
    throw new Error(
      `${label}: the crate exports nothing to Node.js: mark a function with #[napi], and leave napi-derive its feature type-def`,
    );
  }
  return { dts, exports: [...new Set(exports)] };
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The loader of `napi build --platform`. */
async function writePlatformLoader({ js }, { binaryName, format, packageName, version, wasiFlavors }, exports) {
  await cli.writeJsBinding({
    platform: true,
    idents: exports,
    jsBinding: js,
    format,
    esm: format === "esm",
    binaryName,
    packageName,
    version,
    outputDir: OUT,
    wasiFlavors,
  });
}

/** Writes the files. @param specification what napi_files.bzl writes. */
export async function writeFiles(specification) {
  const settings = await readSettings(specification);
  const { label, js, dts, loader, triple, platforms } = specification;
  const { platformArchABI, platform, arch } = cli.parseTriple(triple);
  if (platform === "wasi") throw new Error(`${label}: the platform is ${triple}, but napi_module makes no WASI modules: build it with \`napi build\``);
  const module = loader === "platform" ? `${settings.binaryName}.${platformArchABI}.node` : `${settings.binaryName}.node`;
  const types = await typesOf(specification, settings, loader === "platform");
  const made = [dts, module, ...(loader === "none" ? [] : [js])];
  if (specification.packageFiles) checkManifest(label, settings.manifest, [...made, ...specification.packageFiles]);
  write(join(OUT, dts), types.dts);
  copyFileSync("module.node", join(OUT, module));
  if (loader === "platform") await writePlatformLoader(specification, settings, types.exports);
  if (loader === "plain") {
    const builtFor = `${platform}-${arch}`;
    write(join(OUT, js), plainLoader({ label, platforms, builtFor, js, module, format: settings.format, exports: types.exports }));
  }
}
