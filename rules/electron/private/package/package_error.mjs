/** A mistake in what was declared: reported without a stack. */
export class PackageError extends Error {}
