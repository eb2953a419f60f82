// A rule for Svelte beside the tool that it calls, run by hand on the same files.
import { plainWeb, WEB_SOURCE } from "./plain_web.mjs";
import { bazelSide, threeStates } from "./three_states.mjs";

/**
 * Rows of the three states.
 *
 * @param workspace the clone.
 * @param rounds how often each state is measured.
 * @param target the label that is built, with `flags`.
 * @param plain {name, run(tools of plainWeb) -> milliseconds}.
 * @param limits as of threeStates.
 */
export function compareWeb(workspace, rounds, { target, flags = [], plain: { name, run }, limits }) {
  const tools = plainWeb(workspace);
  const original = workspace.read(WEB_SOURCE);
  const change = (round) => workspace.write(WEB_SOURCE, `${original}<!-- ${round} -->\n`);
  const plain = { name, clear: tools.clear, change: tools.change, run: () => run(tools) };
  const rows = threeStates(workspace, rounds, [bazelSide(workspace, `bazel build ${target}`, [target], change, ...flags), plain], limits);
  workspace.write(WEB_SOURCE, original);
  return rows;
}
