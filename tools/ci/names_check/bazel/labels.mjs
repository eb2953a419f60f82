// Labels, and the names of files in messages: `rules/js/defs.bzl` is ours, `@rules_rust//rust/defs.bzl` is not.
import { Builtin } from "../starlark/values.mjs";

export class Label {
  constructor(repo, pkg, name) {
    Object.assign(this, { repo, pkg, name, hash: `${repo ? `@${repo}` : ""}//${pkg}:${name}` });
  }

  typeName = "Label";

  field(name) {
    if (name === "name") return this.name;
    if (name === "package") return this.pkg;
    if (name === "workspace_name" || name === "repo_name") return this.repo;
    if (name === "workspace_root") return this.repo ? `external/${this.repo}` : "";
    if (name === "same_package_label") return new Builtin(name, ([target]) => new Label(this.repo, this.pkg, target));
    if (name === "relative") return new Builtin(name, ([text]) => parseLabel(text, this));
    return undefined;
  }
}

/** The label that a text means in a file of `from` (`{repo, pkg}`); undefined where it is none. */
export function parseLabel(text, from) {
  const match = /^(?:@{0,2}([\w.+~-]*)?(?=\/\/))?(?:\/\/([^:]*))?(?::?(.+))?$/.exec(text);
  if (!match || text === "") return undefined;
  const absolute = text.includes("//");
  const repo = text.startsWith("@") ? (match[1] ?? "") : from.repo;
  const pkg = absolute ? match[2] : from.pkg;
  return new Label(repo, pkg, match[3] ?? pkg.split("/").at(-1));
}

/** Where a file lies: `{repo, path}` of its name in messages. */
export function placeOf(file) {
  const match = /^@([^/]+)\/\/(.*)$/.exec(file);
  return match ? { repo: match[1], path: match[2] } : { repo: "", path: file };
}

export function fileName(repo, path) {
  return repo ? `@${repo}//${path}` : path;
}
