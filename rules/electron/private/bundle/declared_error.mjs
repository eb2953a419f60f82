/** A mistake in what was declared: reported as one line, without a stack. */
export class DeclaredError extends Error {}
