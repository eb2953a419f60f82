// Checks one repository: the files of a folder with a MODULE.bazel.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileName, parseLabel, placeOf } from "./bazel/labels.mjs";
import { Workspace } from "./bazel/workspace.mjs";
import { External } from "./external.mjs";
import { readModule } from "./module_file.mjs";
import { parse } from "./starlark/parser.mjs";
import { staticUses } from "./static_uses.mjs";

const LABELS = /(?<![\w/@.-])@{1,2}([A-Za-z][\w.-]*)\/\/([\w./+-]*)(?::([\w./+=~@-]*))?([{%]?)/g;

export class Repository {
  /**
   * @param {string} name its module's name
   * @param {string} root the checkout
   * @param {string} folder the repository's folder in it, "" for the checkout itself
   * @param {string[]} files its files, as paths in the checkout
   * @param {Map<string, string>} ours name of a module of ours to its folder in the checkout
   * @param crates names of the crates that our Cargo.toml files depend on
   */
  constructor({ name, root, folder, files, ours, uses, crates }) {
    Object.assign(this, { name, root, folder, files, ours, uses, crates });
  }

  /** Reads MODULE.bazel; then come the checks. @param {Map<string, Repository>} all by the name of their module */
  read(all) {
    this.all = all;
    this.repositories = readModule(join(this.root, this.folder), join(this.folder, "MODULE.bazel"), this.uses, this.ours);
  }

  check() {
    for (const file of this.files) staticUses(parse(readFileSync(join(this.root, file), "utf8"), file), file, this);
    this.run();
  }

  // Runs the BUILD files, and what they load with them; what other modules give notes how it is called.
  run() {
    const folders = new Map([...this.ours].map(([name, folder]) => [name, join(this.root, folder)]));
    folders.set("", join(this.root, this.folder));
    const workspace = new Workspace(folders, {
      strict: true,
      error: (error) => this.uses.problem(this.inCheckout(error.place ?? { file: this.files[0], line: 1 }), `cannot be run here: ${error.message}`),
      outside: (text, place) => this.ownerOf(place).outside(text, this.inCheckout(place), this),
      label: (text, place) => this.ownerOf(place).label(text, this.inCheckout(place)),
    });
    for (const file of this.files) {
      const path = this.folder ? file.slice(this.folder.length + 1) : file;
      if (basename(path).startsWith("BUILD")) workspace.build("", dirname(path).replace(/^\.$/, ""));
      else if (path.endsWith(".bzl")) workspace.bzl("", path, { file: path, line: 1 });
    }
  }

  /** A place in a file of ours as a path in the checkout: `@tachikoma//rules/js/defs.bzl` is one, too. */
  inCheckout({ file, line }) {
    const { repo, path } = placeOf(file);
    return { file: join(repo === "" ? this.folder : (this.ours.get(repo) ?? fileName(repo, "")), path), line };
  }

  /** The repository of ours that a file belongs to: its MODULE.bazel says what names mean in it. */
  ownerOf({ file }) {
    return this.all.get(placeOf(file).repo) ?? this;
  }

  /** `{list, label, path}` of a file of another module, which is told to be there; else undefined. */
  fileOf(text, place) {
    const label = parseLabel(text, { repo: "", pkg: "" });
    if (!label || !text.startsWith("@")) return undefined;
    const list = this.repositories.get(label.repo)?.list;
    const path = label.pkg ? `${label.pkg}/${label.name}` : label.name;
    if (!list) this.known(label.repo, place);
    return list && { list, label: text, path };
  }

  known(repo, place) {
    if (!this.repositories.has(repo)) this.uses.problem(place, `no repository @${repo}: MODULE.bazel names none, by bazel_dep() or use_repo()`);
  }

  /** What load() brings of another module, while `runner` runs its files, which may not be the one that loads. */
  outside(text, place, runner) {
    const found = this.fileOf(text, place);
    if (!found) return undefined;
    return { get: (symbol) => new External({ ...found, symbol }, runner) };
  }

  /** A text that is a label as a whole, at run time. */
  label(text, place) {
    if (text.startsWith("@")) this.labels(text, place);
  }

  /** All labels of other modules in a text. */
  labels(text, place) {
    for (const [whole, repo, pkg, name, template] of text.matchAll(LABELS)) {
      const { list } = this.repositories.get(repo) ?? {};
      if (whole === text && !template) this.known(repo, place);
      if (!list) continue;
      const target = name ?? pkg.split("/").at(-1);
      if (template || name === "" || target === "") this.uses.package(list, whole, pkg, place);
      else if (list === "generated.crates" && pkg === "" && !target.endsWith(".bzl")) this.crate(target, whole, place);
      else this.uses.target(list, whole, `//${pkg}:${target.replace(/[.,]$/, "")}`, place);
    }
  }

  crate(name, label, place) {
    if (!this.crates.has(name)) this.uses.problem(place, `${label}: no Cargo.toml depends on a crate ${name}`);
  }

  toolchainField(text, name, place) {
    const label = typeof text === "string" ? parseLabel(text, { repo: "", pkg: "" }) : undefined;
    const list = label && this.repositories.get(label.repo)?.list;
    if (list) this.uses.toolchainField(list, `//${label.pkg}:${label.name}`, name, place);
  }
}
