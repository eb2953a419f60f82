/** A mistake in what was declared, or a program that failed: reported without a stack. */
export class SigningError extends Error {}
