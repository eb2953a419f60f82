// Cargo and Bazel have the same crates, with the same edges.
import { parse } from "../../names_check/starlark/parser.mjs";
import { walk } from "../../names_check/starlark/walk.mjs";

const LABEL = /^\/\/crates\/([\w-]+)$/;
// Attributes that make a crate part of another one.
const LINKED = new Set(["deps", "proc_macro_deps"]);

/** @param {import("../workspace.mjs").Workspace} workspace */
export function* checkCargo(workspace) {
  yield* members(workspace);
  for (const crate of workspace.crates) yield* edges(crate, workspace);
}

function* members({ cargo, crates, files, module }) {
  const listed = new Set([...module.matchAll(/"\/\/(crates\/[\w-]+):Cargo\.toml"/g)].map(([, folder]) => folder));
  const paths = new Map(Object.entries(cargo.workspace.dependencies).filter(([, { path }]) => path).map(([name, { path }]) => [path, name]));
  for (const { name, file, folder } of crates) {
    if (folder !== `crates/${name}`) yield { file, cause: `the crate ${name} lies in ${folder}`, repair: `call both the same` };
    if (!listed.delete(folder)) yield { file: "MODULE.bazel", cause: `manifests of crate.from_cargo lack //${folder}:Cargo.toml, which is a member in Cargo.toml`, repair: "add it" };
    if (!files.has(`${folder}/BUILD.bazel`)) yield { file: `${folder}/BUILD.bazel`, cause: "Bazel does not know the crate", repair: "see docs/contributing.md, A crate" };
    paths.delete(folder);
  }
  for (const folder of listed) yield { file: "MODULE.bazel", cause: `manifests of crate.from_cargo have //${folder}:Cargo.toml, which is no member`, repair: "remove it" };
  for (const [path, name] of paths) yield { file: "Cargo.toml", cause: `[workspace.dependencies] has ${name} at ${path}, which is no member`, repair: "remove it" };
}

function* edges({ name, folder, file, dependencies }, workspace) {
  const build = `${folder}/BUILD.bazel`;
  if (!workspace.files.has(build)) return;
  const linked = linkedBy(workspace.files.text(build), build);
  for (const other of linked) {
    if (other !== name && workspace.crate(other) && !dependencies.has(other)) yield { file, cause: `${build} links //crates/${other}, which the crate does not depend on`, repair: `${other}.workspace = true, or take it out of deps` };
  }
  for (const other of dependencies.keys()) {
    if (other !== name && workspace.crate(other) && !linked.has(other)) yield { file: build, cause: `no target links //crates/${other}, on which ${file} depends`, repair: `add it to deps, or remove ${other} from Cargo.toml` };
  }
}

/** Names of the crates in `deps`, and in lists that a name is given to. */
function linkedBy(text, file) {
  const tree = parse(text, file);
  const args = walk(tree).filter(({ type }) => type === "call").flatMap(({ args }) => args).filter(({ name }) => LINKED.has(name)).map(({ value }) => value);
  const lists = tree.filter(({ type, value }) => type === "assign" && value.type !== "call").map(({ value }) => value);
  const strings = walk([...args, ...lists]).filter(({ type, value }) => type === "literal" && typeof value === "string");
  return new Set(strings.map(({ value }) => LABEL.exec(value)?.[1]).filter(Boolean));
}
