/** Shared by both bundles. */
export function greeting(name: string): string {
  return `hello from ${name} in ${process.env["NODE_ENV"] ?? "nowhere"}`;
}
