/** Which imports stay imports: Electron, packages that the app has at run time, and native modules that are not there. */

/** The package of an import: "@a/b" for "@a/b/c". */
export function packageName(specifier) {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

/**
 * An esbuild plugin. `external` and what package.json depends on at run time are left out, unless `bundled` has it.
 */
export function externals({ bundled, external }, app) {
  const runtime = new Set([app.dependencies, app.optionalDependencies, app.peerDependencies].flatMap((group) => Object.keys(group ?? {})));
  const isExternal = (name) => name === "electron" || external.includes(name) || (runtime.has(name) && !bundled.includes(name));
  return {
    name: "externals",
    setup(build) {
      build.onResolve({ filter: /^[^./?#][^?]*$/ }, ({ kind, path }) =>
        kind !== "entry-point" && isExternal(packageName(path)) ? { path, external: true } : undefined);
    },
  };
}
