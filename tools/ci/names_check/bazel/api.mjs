// Bazel's own functions, as far as names depend on them.
import { Builtin, Dict, Select, Struct, Unknown, text } from "../starlark/values.mjs";
import { builtins } from "../starlark/builtins.mjs";
import { StarlarkError } from "../starlark/error.mjs";
import { glob } from "./glob.mjs";
import { parseLabel, placeOf } from "./labels.mjs";
import { Declaration, declaring, opaque } from "./objects.mjs";

// Bazel's, and nothing that a module could have under another name.
const NAMESPACES = "apple_common attr cc_common config_common coverage_common java_common platform_common proto_common testing";
const OPAQUE = "analysis_test_transition configuration_field depset exec_group exec_transition materializer_rule subrule transition";
const PROVIDERS = [
  "AnalysisFailureInfo AnalysisTestResultInfo ConstraintValueInfo DefaultInfo InstrumentedFilesInfo OutputGroupInfo",
  "PackageSpecificationInfo RunEnvironmentInfo",
  // Of languages, as old modules have them.
  "CcInfo CcSharedLibraryHintInfo CcSharedLibraryInfo CcStarlarkInfo CcToolchainConfigInfo CcToolchainInfo",
  "DebugPackageInfo JavaInfo JavaPluginInfo JavaToolchainInfo ObjcProvider ProtoInfo PyInfo PyRuntimeInfo",
].join(" ");
const IGNORED = "visibility licenses distribs register_toolchains register_execution_platforms workspace";

// The rules that Bazel 9 still has of its own; those of languages come from modules.
const NATIVE_RULES = new Set(
  [
    "action_listener alias config_setting constraint_setting constraint_value environment environment_group",
    "extra_action filegroup genquery genrule label_flag label_setting platform starlark_doc_extract test_suite toolchain toolchain_type",
  ].flatMap((names) => names.split(" ")),
);

const named = (map, name, position, args = []) => map.get(name)?.value ?? args[position] ?? null;

/** Gives the value of a name in a file, or undefined: `universe(build)` for BUILD files (with native rules) or others. */
export function bazel(env) {
  const names = builtins(env.interpreter);
  const add = (name, call) => names.set(name, new Builtin(name, call));
  for (const [name, call] of Object.entries({ ...declaring(env), ...common(env) })) add(name, call);
  for (const name of NAMESPACES.split(" ")) names.set(name, opaque(name));
  for (const name of OPAQUE.split(" ")) add(name, () => new Unknown(name));
  for (const name of PROVIDERS.split(" ")) names.set(name, new Declaration("provider", [], true, () => new Unknown(name)));
  for (const name of IGNORED.split(" ")) add(name, () => null);
  names.set("config", configNamespace()).set("json", jsonNamespace());
  const native = nativeFunctions(env);
  // Old modules call rules that Bazel 9 no longer has; ours must not, so there they are errors.
  const older = (name) => (env.hooks.strict ? undefined : new Builtin(name, (_, map, place) => env.nativeTarget(name, map, place)));
  names.set("native", new Struct({ get: (name) => native.get(name) ?? older(name), has: (name) => native.has(name), keys: () => [...native.keys()] }, "native"));
  return (build) => (name) => names.get(name) ?? (names.has(name) ? null : build ? (native.get(name) ?? older(name)) : undefined);
}

function common(env) {
  return {
    Label: ([value], _, place) => label(env, value, place),
    select: ([cases]) => new Select(cases instanceof Dict ? cases.keys().map((key) => cases.get(key)) : []),
  };
}

function label(env, value, place) {
  if (typeof value !== "string") return value;
  const { repo, path } = placeOf(place.file);
  const found = parseLabel(value, { repo, pkg: env.packageOf(repo, path) });
  if (!found) throw new StarlarkError(`${JSON.stringify(value)} is not a label`, place);
  env.label?.(value, place);
  return found;
}

function configNamespace() {
  const setting = (kind) => new Builtin(kind, () => ({ typeName: "build_setting", kind }));
  const fields = new Map(["bool", "int", "string", "string_list", "string_set"].map((kind) => [kind, setting(kind)]));
  for (const name of ["exec", "target", "none"]) fields.set(name, new Builtin(name, () => new Unknown(name)));
  return new Struct(fields, "config");
}

function jsonNamespace() {
  const encode = new Builtin("encode", ([value]) => (value instanceof Unknown ? value : text(value)));
  const opened = new Builtin("decode", () => new Unknown("decoded JSON"));
  return new Struct(new Map([["encode", encode], ["encode_indent", encode], ["decode", opened], ["indent", encode]]), "json");
}

function nativeFunctions(env) {
  const functions = {
    bazel_version: "7.7.1",
    exports_files: (args, map) => env.exportFiles(named(map, "srcs", 0, args), named(map, "visibility", 1, args)),
    existing_rule: () => null,
    existing_rules: () => new Dict(),
    glob: (args, map) => env.glob(args, map),
    module_name: () => env.current?.repo || null,
    module_version: () => null,
    package: (_, map) => env.packageDefaults(map),
    package_default_visibility: () => [],
    package_group: () => null,
    package_name: () => env.current?.pkg ?? "",
    package_relative_label: ([value]) => (typeof value === "string" ? parseLabel(value, env.current ?? { repo: "", pkg: "" }) : value),
    repo_name: () => env.current?.repo ?? "",
    repository_name: () => `@${env.current?.repo ?? ""}`,
    subpackages: () => [],
  };
  const made = new Map(Object.entries(functions).map(([name, value]) => [name, typeof value === "function" ? new Builtin(name, value) : value]));
  for (const name of NATIVE_RULES) made.set(name, new Builtin(name, (_, map, place) => env.nativeTarget(name, map, place)));
  return made;
}

/** glob() in a package's folder. */
export function globbed(folder, args, map) {
  const include = named(map, "include", 0, args);
  const exclude = named(map, "exclude", 1, args) ?? [];
  if (!Array.isArray(include) || !Array.isArray(exclude)) return new Unknown("glob of something unknown");
  return glob(folder, include, exclude);
}
