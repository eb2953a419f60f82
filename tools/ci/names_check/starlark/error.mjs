// What is wrong with a Starlark file, and where.

export class StarlarkError extends Error {
  /** @param {string} message @param {{file: string, line: number}} [place] */
  constructor(message, place) {
    super(message);
    this.place = place;
  }

  toString() {
    return this.place ? `${this.place.file}:${this.place.line}: ${this.message}` : this.message;
  }
}
