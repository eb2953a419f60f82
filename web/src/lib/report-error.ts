/** Why a report cannot be shown: what was opened, the cause, and what to do next. */
export class ReportError extends Error {
  override name = "ReportError";

  constructor(
    /** What was opened: a file's name or an address. */
    readonly source: string,
    /** What is wrong with it, as a sentence. */
    override readonly cause: string,
    /** What the user can do, as a sentence. */
    readonly nextStep: string,
    /** Where in the data the fault lies, one line each. */
    readonly details: readonly string[] = [],
  ) {
    super(`${source}: ${cause} ${nextStep}`);
  }
}
