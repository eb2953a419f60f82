// What svelte_bundle's program says of a project that does not build.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";

const PROGRAM = resolve("rules/svelte/private/bundle.mjs");
const PAGE = '<!doctype html><html lang="en"><head><title>T</title><script type="module" src="/src/main.js"></script></head></html>';

function bundle(files, config = "export default {};", ...folder) {
  const cwd = mkdtempSync(resolve("project-"));
  const all = { "index.html": PAGE, "src/main.js": "document.title = 'x';", "vite.config.js": config, "package.json": '{"type":"module"}', ...files };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, "vite.config.js", "production", ".rules/out", ...folder], { cwd, encoding: "utf8" });
  return { status, said: stdout + stderr, files: status === 0 ? readdirSync(join(cwd, ".rules/out")) : [], read: (path) => readFileSync(join(cwd, ".rules/out", path), "utf8") };
}

test("an error in the sources: its place and the reason, and nothing of Vite's", () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, number) => [`src/part${number}.js`, `export default ${number};`]));
  const imports = Object.keys(many).map((path) => `import ".${path.slice(3)}";`).join("\n");
  const { status, said } = bundle({ ...many, "src/main.js": `${imports}\nimport "./missing.js";\n` });
  assert.equal(status, 1);
  assert.match(said, /missing\.js/);
  assert.match(said, /main\.js/);
  assert.doesNotMatch(said, /part7\.js.*\n.*part8\.js|watchFiles|node:internal/);
  assert.ok(said.split("\n").length < 25, said);
});

test("a syntax error, and a configuration that throws", () => {
  const syntax = bundle({ "src/main.js": "const = 1;" });
  assert.equal(syntax.status, 1);
  assert.match(syntax.said, /main\.js/);
  assert.ok(syntax.said.split("\n").length < 25, syntax.said);
  const thrown = bundle({}, 'function broken() { throw new Error("a broken configuration"); }\nbroken();');
  assert.equal(thrown.status, 1);
  assert.match(thrown.said, /a broken configuration[^]*at broken/);
});

test("the folder is where the configuration says, wherever that is", () => {
  for (const config of ["export default {};", 'export default { build: { outDir: "deep/er" } };', 'export default { root: "page", build: { outDir: "../made" } };']) {
    const { status, said, files } = bundle({ "page/index.html": PAGE, "page/src/main.js": "" }, config);
    assert.equal(status, 0, said);
    assert.equal(said, "");
    assert.ok(files.includes("index.html") && files.includes("asset-manifest.json"), files.join(" "));
  }
});

test("a build that would watch ends, and what plugins set holds", () => {
  const plugin = '{ name: "p", config: () => ({ build: { sourcemap: "inline" } }) }';
  const { status, said, files, read } = bundle({}, `export default { build: { watch: {}, assetsDir: "" }, plugins: [${plugin}] };`);
  assert.equal(status, 0, said);
  assert.match(read(files.find((path) => path.endsWith(".js"))), /sourceMappingURL=data:/);
});

test("mistakes of a project, and what to do", () => {
  const said = (config, message, ...folder) => {
    const result = bundle({}, config, ...folder);
    assert.equal(result.status, 1);
    assert.match(result.said, message);
  };
  said('export default { build: { manifest: "asset-manifest.json" } };', /^the build itself writes asset-manifest\.json, where the list of all files belongs: give it another name \(in Vite, build\.manifest\)$/m);
  said("export default {};", /^the build wrote nothing to elsewhere: set build_dir to the folder that it writes$/m, "elsewhere");
});

test("how long plugins took is said to those who ask only", () => {
  const slow = (checks) => `const slow = { name: "slow", transform(_, id) { if (!id.endsWith("main.js")) return; const end = Date.now() + 3500; while (Date.now() < end); } };
export default { plugins: [slow], build: { rolldownOptions: { checks: ${checks} } } };`;
  const { status, said } = bundle({}, slow("{}"));
  assert.deepEqual({ status, said }, { status: 0, said: "" });
  assert.match(bundle({}, slow("{ bundlerTimings: true }")).said, /PLUGIN_TIMINGS/);
});
