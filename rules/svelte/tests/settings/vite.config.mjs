export default { build: { outDir: "build/web", sourcemap: "hidden", minify: false, assetsDir: "files" } };
