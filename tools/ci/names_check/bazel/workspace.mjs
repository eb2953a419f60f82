// Folders of modules whose files are run: load() between them, targets of their packages.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { StarlarkError } from "../starlark/error.mjs";
import { Interpreter } from "../starlark/evaluate.mjs";
import { parse } from "../starlark/parser.mjs";
import { Unknown } from "../starlark/values.mjs";
import { bazel, globbed } from "./api.mjs";
import { buildFileIn } from "./glob.mjs";
import { fileName, parseLabel, placeOf } from "./labels.mjs";

export class Workspace {
  /**
   * @param {Map<string, string | {folder: string, below: string}>} folders name of a module ("" is the repository
   *     itself) to its folder; with `below`, the folder has what lies there in the module
   * @param {object} hooks `outside(label, place)`: what load() brings of other modules; `target(...)`: see target();
   *     `error(error)`: a statement failed; `label(text, place)`: Label() was called
   */
  constructor(folders, hooks = {}) {
    this.folders = folders;
    this.hooks = hooks;
    this.label = hooks.label;
    this.files = new Map();
    this.interpreter = new Interpreter({ load: (label, place) => this.load(label, place), onError: (error) => hooks.error?.(error) });
    this.universe = bazel(this);
  }

  // Of a module of which only a part lies here, the rest is of another.
  has(repo, path) {
    const root = this.folders.get(repo);
    return root !== undefined && (typeof root === "string" || (path.startsWith(`${root.below}/`) && existsSync(this.at(repo, path))));
  }

  /** Where a path of a module lies on the disk. */
  at(repo, path) {
    const root = this.folders.get(repo) ?? "";
    return typeof root === "string" ? join(root, path) : join(root.folder, relative(root.below, path));
  }

  /** The package that a file belongs to. */
  packageOf(repo, path) {
    let folder = dirname(path);
    while (folder !== "." && !buildFileIn(this.at(repo, folder))) folder = dirname(folder);
    return folder === "." ? "" : folder;
  }

  load(text, place) {
    const from = placeOf(place.file);
    const label = parseLabel(text, { repo: from.repo, pkg: this.packageOf(from.repo, from.path) });
    const path = label && join(label.pkg, label.name);
    if (!label || !this.has(label.repo, path)) return this.hooks.outside?.(label?.hash ?? text, place) ?? new Unknown(`${text} is of another module`);
    return this.bzl(label.repo, path, place);
  }

  /** The names that a .bzl file gives. */
  bzl(repo, path, place) {
    const name = fileName(repo, path);
    const known = this.files.get(name);
    if (known) return known;
    const file = this.at(repo, path);
    if (!existsSync(file)) {
      if (repo === "") throw new StarlarkError(`there is no file ${path}`, place);
      this.hooks.error?.(new StarlarkError(`there is no file ${name}`, place));
      return new Unknown(`${name} is not there`);
    }
    this.files.set(name, new Map());
    const names = this.interpreter.file(parse(readFileSync(file, "utf8"), name), name, this.universe(false));
    this.files.set(name, names);
    return names;
  }

  /** Runs a BUILD file and returns its targets: name to `{kind, public, setting}`. */
  build(repo, pkg) {
    return this.buildFile(repo, pkg, buildFileIn(this.at(repo, pkg)));
  }

  /** The same of a file at a path. */
  buildFile(repo, pkg, path) {
    const file = fileName(repo, join(pkg, basename(path)));
    this.current = { repo, pkg, folder: dirname(path), targets: new Map(), visibility: [] };
    this.interpreter.file(parse(readFileSync(path, "utf8"), file), file, this.universe(true));
    const { targets } = this.current;
    this.current = undefined;
    return targets;
  }

  glob(args, map) {
    return this.current ? globbed(this.current.folder, args, map) : new Unknown("glob outside of a package");
  }

  packageDefaults(map) {
    if (this.current) this.current.visibility = map.get("default_visibility")?.value ?? [];
    return null;
  }

  exportFiles(names, visibility) {
    for (const name of Array.isArray(names) ? names : []) this.declare(name, "file", visibility ?? ["//visibility:public"]);
    return null;
  }

  nativeTarget(kind, named, place) {
    this.hooks.target?.({ native: kind }, named, place);
    this.declare(named.get("name")?.value, kind, named.get("visibility")?.value);
    return null;
  }

  /** A rule (null: of a repository) is called. */
  target(rule, named, place) {
    this.hooks.target?.(rule, named, place);
    if (rule) this.declare(named.get("name")?.value, rule.setting ? "flag" : "rule", named.get("visibility")?.value);
  }

  declare(name, kind, visibility) {
    if (!this.current || typeof name !== "string") return;
    const seen = Array.isArray(visibility) ? visibility : this.current.visibility;
    const isPublic = !Array.isArray(seen) || seen.some((label) => (label.hash ?? label) === "//visibility:public");
    this.current.targets.set(name, { kind, public: isPublic });
  }
}
