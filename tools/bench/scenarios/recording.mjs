// What recording for `tk history`, `tk why` and `tk profile` costs: tk beside tk --no-history, after a changed line of
// this repository, and in a workspace where it costs most: many short actions that see thousands of files each.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { interleave, row, time } from "../measure.mjs";

const ACTIONS = 300;
const INPUTS = 2000;
const COLD_ROUNDS = 5;

/** A line changes in the file, and the steps are built. */
const LINES = [
  { name: "a line of Rust to index.node", source: "crates/tachikoma-native/src/lib.rs", steps: ["native-module"], line: (text) => `// ${text}\n` },
  { name: "a line of Svelte to the bundle, checked", source: "web/src/App.svelte", steps: ["svelte-build", "svelte-check"], line: (text) => `<!-- ${text} -->\n` },
];
const LIMIT = 1.03;

// Each action reads one file of its own and may read all; it works for some hundredths of a second.
const RULE = `def _impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".txt")
    ctx.actions.run_shell(
        outputs = [out],
        inputs = ctx.files.srcs,
        arguments = [out.path, ctx.file.own.path],
        command = "cat $2 > $1; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done",
        mnemonic = "Probe",
    )
    return [DefaultInfo(files = depset([out]))]

probe = rule(implementation = _impl, attrs = {
    "own": attr.label(allow_single_file = True),
    "srcs": attr.label_list(allow_files = True),
})
`;

const source = (number) => `in/a_file_with_a_name_of_some_length_${number}.txt`;

function writeWorkspace(root) {
  mkdirSync(join(root, "pkg/in"), { recursive: true });
  const write = (path, content) => writeFileSync(join(root, path), content);
  write("MODULE.bazel", 'module(name = "recording")\n');
  write("BUILD.bazel", "");
  write("defs.bzl", RULE);
  write(".bazelrc", "common --noenable_bzlmod --enable_workspace\nbuild --disk_cache=\nbuild:development --compilation_mode=fastbuild\n");
  for (let number = 0; number < INPUTS; number += 1) write(join("pkg", source(number)), `content of ${number}\n`.repeat(20));
  const probes = Array.from({ length: ACTIONS }, (_, number) => `probe(name = "p${number}", own = "${source(number)}", srcs = [":all"])\n`);
  write("pkg/BUILD.bazel", `load("//:defs.bzl", "probe")\n\nfilegroup(name = "all", srcs = glob(["in/**"]))\n\n${probes.join("")}`);
}

function changedLines(workspace, rounds, measured, rows) {
  return LINES.flatMap(({ name, source, steps, line }) => {
    const original = workspace.read(source);
    const times = interleave(measured((flags, content) => {
      workspace.write(source, original + line(content));
      return workspace.tk("build", ...flags, ...steps);
    }), rounds);
    workspace.write(source, original);
    return rows(name, times);
  });
}

export function recording(workspace, rounds) {
  const root = join(workspace.folder, "recording");
  writeWorkspace(root);
  const options = { cwd: root, env: { ...workspace.env, TK_ROOT: root, TK_BAZEL_BIN: workspace.bazelPath } };
  const tk = join(workspace.root, ".tk/bin/tk");
  const build = (flags, ...targets) => time([tk, "build", ...flags, ...targets], options);
  const ways = { plain: ["--no-history"], recorded: [] };
  const measured = (measure) => Object.fromEntries(Object.entries(ways).map(([name, flags]) => [name, (round) => measure(flags, `${name} ${round}`)]));
  const rows = (name, times) => [row(`${name}, not recorded`, times.plain), row(`${name}, recorded`, times.recorded, times.plain, LIMIT)];

  const lines = changedLines(workspace, rounds, measured, rows);
  const cold = interleave(measured((flags) => {
    time([workspace.bazelPath, "clean"], options);
    // What is analyzed stays: it is the same work for both.
    time([workspace.bazelPath, "build", "--config=development", "--nobuild", "//..."], options);
    return build(flags, "//...");
  }), Math.min(rounds, COLD_ROUNDS));
  // All actions could read it: all run again.
  const all = interleave(measured((flags, content) => {
    writeFileSync(join(root, "pkg", source(INPUTS - 1)), content);
    return build(flags, "//...");
  }), Math.min(rounds, COLD_ROUNDS));
  const one = interleave(measured((flags, content) => {
    writeFileSync(join(root, "pkg", source(1)), content);
    return build(flags, "//pkg:p1");
  }), rounds);
  const none = interleave(measured((flags) => build(flags, "//pkg:p1")), rounds);
  time([workspace.bazelPath, "shutdown"], options);
  return [
    ...lines,
    ...rows(`${ACTIONS} actions with ${INPUTS} inputs each, outputs cleaned`, cold),
    ...rows(`the same after a change of one file`, all),
    ...rows(`one of them after a change`, one),
    ...rows("nothing to do", none),
  ];
}
