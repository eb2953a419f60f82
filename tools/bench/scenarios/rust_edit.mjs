// A line in the middle of a crate of the workspace, until its programs are built or its unit tests have passed:
// tk beside plain cargo. Both keep what they can use again; the first edit of each file, which fills that, does
// not count.
import { cargoOf } from "../cargo.mjs";
import { interleave, row, time } from "../measure.mjs";

const FILES = {
  "bep": "crates/bep/src/model/targets/mod.rs",
  "history": "crates/history/src/database.rs",
  "tk's summary": "crates/tk/src/ui/summary.rs",
};
const TESTED = ["bazel", "bep", "history", "tachikoma", "tachikoma-native", "tk"];

/** The source with a statement more in the first function that begins in its second half. */
function edited(source, number) {
  const lines = source.split("\n");
  const start = lines.findIndex((line, at) => at > lines.length / 2 && /^\s*(?:pub(?:\([a-z]+\))? )?fn .*\{$/.test(line));
  if (start < 0) throw new Error("no function begins in the second half of the source");
  lines.splice(start + 1, 0, `    let _ = std::hint::black_box(${number});`);
  return lines.join("\n");
}

export function rustEdit(workspace, rounds) {
  const build = cargoOf(workspace, ["tachikoma", "tk"]);
  const test = cargoOf(workspace, TESTED, ["test", "--lib", "--bins"]);
  const unitTests = TESTED.map((name) => `//crates/${name}:unit_test`);
  let number = 0;
  return Object.entries(FILES).flatMap(([name, path]) => {
    const original = workspace.read(path);
    const edit = () => workspace.write(path, edited(original, (number += 1)));
    const after = (run) => () => {
      edit();
      return run();
    };
    // One after the other: builds and tests are of different modes, and Bazel analyses anew when it changes.
    const times = {
      ...interleave({
        cargoBuild: after(() => time(build.command, build.options)),
        tkBuild: after(() => workspace.tk("build", "rust-build")),
      }, rounds),
      ...interleave({
        cargoTest: after(() => time(test.command, test.options)),
        tkTest: after(() => workspace.tk("test", ...unitTests)),
      }, rounds),
    };
    workspace.write(path, original);
    return [
      row(`${name}: cargo build`, times.cargoBuild),
      row(`${name}: tk build rust-build`, times.tkBuild, times.cargoBuild, 1.0),
      row(`${name}: cargo test`, times.cargoTest),
      row(`${name}: tk test`, times.tkTest, times.cargoTest, 1.2),
    ];
  });
}
