import { StarlarkError } from "./error.mjs";

/** Names and their values: those of a file, of a call or of a comprehension. */
export class Scope {
  constructor(parent, file, universe) {
    Object.assign(this, { parent, file, universe, names: new Map() });
  }

  get(name, line) {
    for (let scope = this; scope; scope = scope.parent) if (scope.names.has(name)) return scope.names.get(name);
    const value = this.universe(name);
    if (value === undefined) throw new StarlarkError(`the name ${name} is not defined`, { file: this.file, line });
    return value;
  }
}
